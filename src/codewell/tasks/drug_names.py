"""Medicines by name with their category in the table of drugs: the publication's, then our lists of generics and brands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from codewell.releases.shelf import OpenRelease, Shelf
from codewell.search import wordlists


def drug_categories(shelf: Shelf, on: date) -> Mapping[str, str]:
    """Return drug or brand of one word, lower case -> category without dot (`T464`), from the table of the day or the nearest."""
    return _categories(shelf.nearest("icd10cm-drugs", on))


@lru_cache(maxsize=4)
def _categories(opened: OpenRelease | None) -> Mapping[str, str]:
    found: dict[str, str] = {}
    if opened is not None:
        for title, code in opened.database.all(
            "SELECT terms.title, cells.code FROM terms JOIN cells ON cells.term = terms.id "
            "WHERE terms.level = 0 AND cells.column_title LIKE '%Adverse%' AND cells.code IS NOT NULL"
        ):
            if title.isalpha() and len(code) == 6:
                found[title.lower()] = code[:4] if code[4] == "X" else code[:5]
    for generic, category in wordlists.drug_classes():
        found.setdefault(generic, category)
    for brand, generic, *_ in wordlists.rows("drug_brands.tsv"):
        if brand.isalpha() and (known := found.get(generic.split()[0].lower())):
            found.setdefault(brand.lower(), known)
    return found
