"""Code lists of diagnoses read a category at a time, for callers that ask about tens of thousands of codes.

Each answer is the one that `diagnoses` gives code by code; what is rare there is asked of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from codewell.codebook.diagnoses import spans_of
from codewell.codebook.diagnosis_history import FIRST_DAY_OF_ICD10CM
from codewell.codebook.lifetimes import nearest_span
from codewell.kernel.codes import Icd10CmCode
from codewell.kernel.validity import Validity
from codewell.releases.shelf import OpenRelease, Shelf

_MOST_PAGES = 10_000


@dataclass(frozen=True, slots=True)
class Listed:
    """A code's row in a code list.

    Args:
        billable: valid for submission.
        words: its long descriptor; its short one where the list has no long one.
        parent: the code above it; None for a category.
    """

    billable: bool
    words: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class Page:
    """A category of one code list.

    Args:
        rows: code -> its row, the category's own among them.
        titles: long descriptors, letters without accents in lower case, to find one by its words.
    """

    rows: Mapping[str, Listed]
    titles: frozenset[str]


class DiagnosisPages:
    """Pages of the ICD-10-CM lists of one shelf; not safe to share between threads.

    Args:
        shelf: the releases.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._lists = shelf.all("icd10cm")
        tables = shelf.all("icd10cm-conversion")
        self._changes = tables[-1] if tables else None
        self._pages: dict[tuple[str, str], Page] = {}
        self._changed: dict[str, frozenset[str]] = {}
        first = FIRST_DAY_OF_ICD10CM if tables else min((r.release.validity.first_day for r in self._lists), default=None)
        self._always = Validity(first) if first else None

    def page(self, opened: OpenRelease, category: str) -> Page:
        """Return a category of a code list."""
        key = (opened.release.file_name, category)
        page = self._pages.get(key)
        if page is None:
            if len(self._pages) >= _MOST_PAGES:
                self._pages.clear()
            rows = opened.database.all(
                "SELECT code, billable, long_descriptor, short_descriptor, parent FROM codes "
                "WHERE code >= ?1 AND code < ?1 || 'ZZZZZ'",
                category,
            )
            listed = {row[0]: Listed(bool(row[1]), row[2] or row[3] or "", row[4]) for row in rows}
            page = self._pages[key] = Page(listed, frozenset(folded(row[2]) for row in rows if row[2]))
        return page

    def validity(self, code: Icd10CmCode, day: date) -> Validity | None:
        """Return the span in force around a day, as the code's entry gives it."""
        value, category = code.value, code.value[:3]
        if value not in self._changed_in(category) and all(value in self.page(one, category).rows for one in self._lists):
            return self._always
        return nearest_span(spans_of(self._shelf, code), day)

    def _changed_in(self, category: str) -> frozenset[str]:
        """Return the codes of a category that the conversion table names."""
        known = self._changed.get(category)
        if known is None:
            rows = (
                self._changes.database.all(
                    "SELECT DISTINCT code FROM changes WHERE code >= ?1 AND code < ?1 || 'ZZZZZ'", category
                )
                if self._changes
                else []
            )
            known = self._changed[category] = frozenset(row[0] for row in rows)
        return known


def folded(words: str) -> str:
    """Return words with A to Z in lower case, as SQLite's NOCASE compares them."""
    return words.encode().lower().decode()
