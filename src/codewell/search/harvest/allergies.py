"""Allergies to drugs: the table of drugs says to which class a drug belongs, and Z88 has a code for each class."""

from __future__ import annotations

from collections.abc import Iterator

from codewell.kernel.codes import CodeSystem, Icd10CmCode
from codewell.releases.shelf import Shelf
from codewell.search.documents import Document, Kind
from codewell.search.tokens import Side, read
from codewell.search.wordlists import rows

_SAID = ("allergy", "allergic")
_BESIDE = tuple(read("status history personal drug").tokens)


def allergy_documents(shelf: Shelf) -> Iterator[Document]:
    """Yield for each drug of the newest table "allergy to" it with the code of its class; what is no drug has none."""
    releases = shelf.all("icd10cm-drugs")
    if not releases:
        return
    newest = max(releases, key=lambda opened: (not opened.release.excerpt, opened.release.validity.first_day))
    found = newest.database.all(
        "SELECT terms.title, min(cells.code) FROM terms JOIN cells ON cells.term = terms.id "
        "WHERE terms.parent IS NULL AND cells.code >= 'T36' AND cells.code < 'T51' GROUP BY terms.id ORDER BY terms.id"
    )
    classes = _classes()
    for title, cell in found:
        status = next((classes[cell[:length]] for length in (4, 3) if cell[:length] in classes), None)
        words = tuple(dict.fromkeys(read(title).tokens))
        if status is None or not words:
            continue
        named, code = status
        for said in _SAID:
            needed = tuple(dict.fromkeys((*words, *read(said).tokens)))
            why = f"{title}, allergy status ({named})"
            yield Document(needed, _BESIDE, Side.NONE, False, Kind.ALLERGY, CodeSystem.ICD10CM, code.value, why)


def _classes() -> dict[str, tuple[str, Icd10CmCode]]:
    return {
        category.replace(".", ""): (named, Icd10CmCode.parse(code)) for category, named, code, *_ in rows("allergy_status.tsv")
    }
