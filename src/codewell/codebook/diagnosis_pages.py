"""Code lists of diagnoses read a category at a time, for callers that ask about tens of thousands of codes.

Each answer is the one that `diagnoses` gives code by code; what is rare there is asked of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from sys import intern

from codewell.codebook.diagnoses import spans_of
from codewell.codebook.diagnosis_history import FIRST_DAY_OF_ICD10CM
from codewell.codebook.lifetimes import nearest_span
from codewell.kernel.codes import Icd10CmCode
from codewell.kernel.validity import Validity
from codewell.releases.shelf import OpenRelease, Shelf

_MOST_PAGES = 10_000
_BELOW = "code >= ?1 AND code < ?1 || 'ZZZZZ'"


@dataclass(frozen=True, slots=True)
class Page:
    """A category of one code list.

    Args:
        rows: code -> whether it is billable, its long descriptor (its short one where it has no long one) and the code above
            it, which a category has none of.
        titles: descriptors with A to Z in lower case, to find one by its words.
    """

    rows: Mapping[str, tuple[bool, str, str | None]]
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
        self._steady: dict[str, frozenset[str]] = {}
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
                f"SELECT code, billable, long_descriptor, short_descriptor, parent FROM codes WHERE {_BELOW}", category
            )
            listed = {intern(row[0]): (bool(row[1]), row[2] or row[3] or "", row[4] and intern(row[4])) for row in rows}
            sided = frozenset([folded(row[2]) for row in rows if row[2] and _may_be_sided(row[2])])
            page = self._pages[key] = Page(listed, sided)
        return page

    def validity(self, code: Icd10CmCode, day: date) -> Validity | None:
        """Return the span in force around a day, as the code's entry gives it."""
        value = code.value
        steady = self._steady.get(value[:3])
        if steady is None:
            steady = self._steady[value[:3]] = self._of_all_lists(value[:3])
        return self._always if value in steady else nearest_span(spans_of(self._shelf, code), day)

    def _of_all_lists(self, category: str) -> frozenset[str]:
        """Return the codes of a category that every list holds and the conversion table does not name."""
        lists = [opened.database.all(f"SELECT code FROM codes WHERE {_BELOW}", category) for opened in self._lists]
        held = set.intersection(*({row[0] for row in rows} for rows in lists)) if lists else set()
        if self._changes is not None:
            rows = self._changes.database.all(f"SELECT DISTINCT code FROM changes WHERE {_BELOW}", category)
            held.difference_update(row[0] for row in rows)
        return frozenset([intern(code) for code in held])


def folded(words: str) -> str:
    """Return words with A to Z in lower case, as SQLite's NOCASE compares them."""
    return words.lower() if words.isascii() else words.encode().lower().decode()


def _may_be_sided(words: str) -> bool:
    """Say whether a title may name a side; only such titles are looked for by their words."""
    lower = words.lower()
    return "right" in lower or "left" in lower
