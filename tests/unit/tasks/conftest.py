"""A desk with a code book and an index of a few invented answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from codewell.codebook.entry import CodeEntry, CodeStanding, Descriptors, Origin, Standing
from codewell.kernel.codes import Code, CodeSystem, possible_codes
from codewell.kernel.errors import UnknownCodeError
from codewell.kernel.validity import Validity
from codewell.search.index import Hit, SearchResult
from codewell.tasks.workplace import Workplace

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class NoSections:
    """The parts of an entry of which nothing is known."""

    def validity(self):
        return None

    def statement(self) -> str:
        return "A sentence."

    def __getattr__(self, name: str):
        return lambda: ()


@dataclass
class FewCodes:
    """A code book in which each code has one release; a day outside its days is not loaded.

    Attributes:
        codes: the code and its release's label and days.
        asked: codes and days of which an entry was asked.
    """

    codes: dict[Code, tuple[str, Validity]] = field(default_factory=dict)
    asked: list[tuple[str, date]] = field(default_factory=list)

    def entry(self, code: Code, *, on: date) -> CodeEntry:
        self.asked.append((str(code), on))
        release, validity = self.codes[code]
        origin = Origin(code.system.value, release, validity)
        standing = Standing.IN_FORCE if validity.covers(on) else Standing.NOT_LOADED
        words = Descriptors("short", None, f"Words for {code}", None, None, "", origin)
        return CodeEntry(code, on, standing, True, words, origin, NoSections())

    def standing(self, code: Code, *, on: date) -> CodeStanding:
        entry = self.entry(code, on=on)
        return CodeStanding(code, on, entry.standing, True, entry.descriptors.display, entry.origin)

    def resolve(self, text: str, *, on: date, system: CodeSystem | None = None) -> tuple[Code, ...]:
        known = tuple(code for code in possible_codes(text) if code in self.codes and system in (None, code.system))
        if not known:
            raise UnknownCodeError("unknown")
        return known


@dataclass
class FewHits:
    """An index that finds the given codes under the given queries."""

    hits: dict[str, tuple[str, ...]] = field(default_factory=dict)
    asked: list[tuple[str, date]] = field(default_factory=list)

    def search(self, query: str, *, on: date, limit: int = 20, systems=None) -> SearchResult:
        self.asked.append((query, on))
        found = self.hits.get(query, ())[:limit]
        hits = tuple(Hit(CodeSystem.ICD10CM, code, f"Words for {code}", True, "words", "Codes", 1.0) for code in found)
        return SearchResult(query, on, hits)


@pytest.fixture
def book() -> FewCodes:
    return FewCodes()


@pytest.fixture
def index() -> FewHits:
    return FewHits()


@pytest.fixture
def workplace(tmp_path: Path, book: FewCodes, index: FewHits) -> Workplace:
    """A desk on 2026-11-23."""
    return Workplace(tmp_path, lambda: NOON, book=book, search=index)
