"""Inclusion terms of the tabular list: further names of a code, as the publisher gives them."""

from __future__ import annotations

from collections.abc import Iterator

from codewell.kernel.codes import CodeSystem, Icd10CmCode
from codewell.releases.shelf import Shelf
from codewell.search.documents import Document, Kind, document
from codewell.search.tokens import read


def inclusion_documents(shelf: Shelf) -> Iterator[Document]:
    """Yield the inclusion terms and includes notes of every loaded tabular list, each pair of code and words once."""
    seen: set[tuple[str, str]] = set()
    for opened in reversed(shelf.all("icd10cm-tabular")):
        rows = opened.database.all("SELECT place, text FROM notes WHERE kind IN ('inclusion_term', 'includes') ORDER BY place")
        for place, text in rows:
            if (place, text) in seen or not Icd10CmCode.shape.fullmatch(place):
                continue
            seen.add((place, text))
            reading = read(text)
            found = document(reading, kind=Kind.INCLUSION_TERM, system=CodeSystem.ICD10CM, target=place, why=text)
            if found is not None:
                yield found
