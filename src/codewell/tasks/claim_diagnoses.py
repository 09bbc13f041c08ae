"""A diagnosis on a day, as facts for claim edits: standing, notes that hold for it, side, what completes it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from codewell.clinical.excludes import excluded_ranges
from codewell.codebook.book import CodeBook
from codewell.codebook.diagnosis_pages import DiagnosisPages, folded
from codewell.codebook.entry import CodeEntry, NoteKind
from codewell.codebook.entry import Standing as BookStanding
from codewell.codebook.origins import absence, answering, fiscal_year
from codewell.codebook.tabular import above_category
from codewell.edits.reference import CodeFirstNote, DiagnosisFacts, ExcludesNote, Missing, Need, Ranges, Side, Standing
from codewell.kernel.codes import Icd10CmCode
from codewell.kernel.errors import InputError, NotLoadedError, UnknownCodeError
from codewell.releases.shelf import OpenRelease, Shelf
from codewell.tasks.claim_rows import missing

_STANDINGS = {
    BookStanding.IN_FORCE: Standing.IN_FORCE,
    BookStanding.NOT_YET: Standing.NOT_YET,
    BookStanding.NO_LONGER: Standing.NO_LONGER,
    BookStanding.NOT_LOADED: Standing.NOT_LOADED,
}
_MANIFESTATION = re.compile(r"\bin (?:[\w ,]+ )?diseases? classified elsewhere", re.IGNORECASE)
_SIDES = {"right": Side.RIGHT, "left": Side.LEFT, "bilateral": Side.BOTH}
_SIDE = re.compile(r"\b(right|left|bilateral)\b", re.IGNORECASE)
_OPTIONAL = re.compile(r"if (?:applicable|known|present|any|desired)|\bany (?:associated|underlying)", re.IGNORECASE)
_EXAMPLES = re.compile(r"such as|e\.g\.", re.IGNORECASE)
_NO_EDITOR = Missing(
    Need.CODE_EDITOR,
    "The lists of the Medicare Code Editor are not loaded; no free file of them is known.",
    "medicare-code-editor (not loaded)",
)
_ONLY_EDITOR = (_NO_EDITOR,)
_KINDS = "('excludes1', 'code_first')"
_MOST_COMPLETIONS = 6


@dataclass(frozen=True, slots=True)
class _Notes:
    """The notes of a level of the tabular list and of all above it, nearest first."""

    excludes: tuple[ExcludesNote, ...] = ()
    barred: frozenset[str] = frozenset()
    code_first: tuple[CodeFirstNote, ...] = ()

    def below(self, nearer: _Notes) -> _Notes:
        """Return the notes of a level that stands below these."""
        if nearer is _NO_NOTES:
            return self
        return _Notes(nearer.excludes + self.excludes, nearer.barred | self.barred, nearer.code_first + self.code_first)


_NO_NOTES = _Notes()


class DiagnosisAnswers:
    """Answers about diagnoses from the code lists and tabular lists of one shelf; what codes share is read once.

    Not safe to share between threads.

    Args:
        shelf: the releases.
        book: the code book over them, for codes that are not in force.
    """

    def __init__(self, shelf: Shelf, book: CodeBook) -> None:
        self._shelf, self._book = shelf, book
        self._pages = DiagnosisPages(shelf)
        self._tabulars: dict[date, tuple[OpenRelease | None, tuple[Missing, ...]]] = {}
        self._lacks: dict[str, tuple[Missing, ...]] = {}
        self._noted: dict[str, frozenset[str]] = {}
        self._notes: dict[tuple[str, str, str], _Notes] = {}

    def facts(self, code: str, day: date) -> DiagnosisFacts:
        """Return what is known of a diagnosis on a day; notes come from the tabular list of the day's fiscal year."""
        try:
            shaped = Icd10CmCode(code)
        except InputError:
            return DiagnosisFacts(code, code, Standing.UNKNOWN, missing=(_NO_EDITOR,))
        opened = self._shelf.in_force("icd10cm", day)
        if opened is None:
            lacks = (missing(self._shelf, "icd10cm", Need.DIAGNOSES | Need.TABULAR, day), _NO_EDITOR)
            return DiagnosisFacts(code, str(shaped), Standing.NOT_LOADED, missing=lacks)
        row = self._pages.page(opened, code[:3]).rows.get(code)
        if row is None:
            return self._not_listed(shaped, day)
        billable, words, parent = row
        tabular, missing_here = self._tabular(day)
        notes = self._notes_of(tabular, opened, code, parent) if tabular else _NO_NOTES
        completions, characters = ((), ()) if billable else _completions(self._book.entry(shaped, on=day))
        return DiagnosisFacts(
            code=code,
            display=str(shaped),
            standing=Standing.IN_FORCE,
            billable=billable,
            span=self._pages.validity(shaped, day),
            release=opened.release.title,
            tabular=tabular.release.title if tabular else "",
            completions=completions,
            seventh_characters=characters,
            manifestation=_is_manifestation(words),
            side=self._side(opened, code, words),
            excludes=notes.excludes,
            barred=notes.barred,
            code_first=notes.code_first,
            missing=missing_here,
        )

    def _not_listed(self, code: Icd10CmCode, day: date) -> DiagnosisFacts:
        display = str(code)
        try:
            entry = self._book.entry(code, on=day)
        except UnknownCodeError:
            return _unknown(self._shelf, code.value, display, day)
        except NotLoadedError as absence:
            lacks = (Missing(Need.DIAGNOSES, absence.message, "icd10cm (not loaded)"), _NO_EDITOR)
            return DiagnosisFacts(code.value, display, Standing.NOT_LOADED, missing=lacks)
        standing = _STANDINGS[entry.standing]
        release = f"{entry.origin.source} {entry.origin.release}" if entry.origin else ""
        wanting = (missing(self._shelf, "icd10cm", Need.DIAGNOSES, day),) if standing is Standing.NOT_LOADED else ()
        return DiagnosisFacts(code.value, display, standing, None, entry.validity, release, missing=(*wanting, _NO_EDITOR))

    def _tabular(self, day: date) -> tuple[OpenRelease | None, tuple[Missing, ...]]:
        """Return the tabular list that answers for a day, and what is missing about every code of the day.

        An April package also speaks for the half year before it: the fiscal year is the same.
        """
        known = self._tabulars.get(day)
        if known is None:
            found = answering(self._shelf, "icd10cm-tabular", day)
            same_year = found.opened is not None and fiscal_year(found.opened.release.validity.first_day) == fiscal_year(day)
            if found.covers or same_year:
                known = found.opened, _ONLY_EDITOR
            else:
                lack = absence("icd10cm-tabular", "Tabular list", found, day)
                year = f"fiscal year {fiscal_year(day)}"
                reason = f"Tabular list of {year}: {lack.why if lack else ''}."
                missing_here = (Missing(Need.TABULAR, reason, f"icd10cm-tabular (not loaded for {year})"), _NO_EDITOR)
                known = None, self._lacks.setdefault(reason, missing_here)
            self._tabulars[day] = known
        return known

    def _notes_of(self, tabular: OpenRelease, opened: OpenRelease, code: str, parent: str | None) -> _Notes:
        """Return the notes of a code and of every level above it."""
        own = self._at(tabular, opened, code, "code")
        if parent is not None:
            key = (tabular.release.file_name, opened.release.file_name, parent)
            above = self._notes.get(key)
            if above is None:
                row = self._pages.page(opened, parent[:3]).rows.get(parent)
                above = self._notes[key] = self._notes_of(tabular, opened, parent, row[2] if row else None)
            return above.below(own)
        above = _NO_NOTES
        for place in above_category(tabular, code):
            above = above.below(self._at(tabular, opened, place.key, place.level))
        return above.below(own)

    def _at(self, tabular: OpenRelease, opened: OpenRelease, place: str, level: str) -> _Notes:
        noted = self._noted.get(tabular.release.file_name)
        if noted is None:
            places = tabular.database.all(f"SELECT DISTINCT place FROM notes WHERE kind IN {_KINDS}")
            noted = self._noted[tabular.release.file_name] = frozenset(row[0] for row in places)
        if place not in noted:
            return _NO_NOTES
        rows = tabular.database.all(f"SELECT kind, text FROM notes WHERE place = ? AND kind IN {_KINDS} ORDER BY ordinal", place)
        notes = [(NoteKind(kind), _shown(place, level), text) for kind, text in rows]
        excludes = tuple(_excludes(notes))
        return _Notes(excludes, frozenset(_categories(opened, excludes)), tuple(_code_first(notes)))

    def _side(self, opened: OpenRelease, code: str, words: str) -> Side | None:
        """Return the side that a title names, if the category has the title for the other side: left heart failure has none."""
        lower = words.lower()
        if "right" not in lower and "left" not in lower and "bilateral" not in lower:
            return None
        named = {match.lower() for match in _SIDE.findall(words)}
        if len(named) != 1:
            return None
        side = next(iter(named))
        if side == "bilateral":
            return Side.BOTH
        other = "left" if side == "right" else "right"
        mirrored = _SIDE.sub(lambda found: other if found.group().islower() else other.capitalize(), words)
        return _SIDES[side] if folded(mirrored) in self._pages.page(opened, code[:3]).titles else None


def _is_manifestation(words: str) -> bool:
    return "elsewhere" in words.lower() and _MANIFESTATION.search(words) is not None


def _shown(place: str, level: str) -> str:
    return str(Icd10CmCode(place)) if level == "code" else place


def _unknown(shelf: Shelf, code: str, display: str, day: date) -> DiagnosisFacts:
    """Return facts of a code that no list holds; a seven-character one may have a stem that takes other characters."""
    characters: tuple[str, ...] = ()
    completions: tuple[str, ...] = ()
    opened = shelf.in_force("icd10cm", day)
    release = opened.release.title if opened else ""
    if len(code) == 7 and opened is not None:
        stem = code[:6]
        rows = opened.database.all("SELECT code FROM codes WHERE code >= ?1 AND code < ?1 || 'ZZ' AND length(code) = 7", stem)
        completions = tuple(str(Icd10CmCode(row[0])) for row in rows)
        characters = tuple(row[0][6] for row in rows)
    return DiagnosisFacts(
        code,
        display,
        Standing.UNKNOWN,
        release=release,
        completions=completions[:_MOST_COMPLETIONS],
        seventh_characters=characters,
        missing=(_NO_EDITOR,),
    )


def _completions(entry: CodeEntry) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return codes below a header, and its seventh characters where only those are wanting."""
    children = entry.children
    complete = [place.key for place in children if len(place.key) == 8]
    shown = tuple(place.key for place in children)[:_MOST_COMPLETIONS]
    if complete and len(complete) == len(children):
        return shown, tuple(key[-1] for key in complete)
    return shown, ()


def _excludes(notes: Sequence[tuple[NoteKind, str, str]]) -> Iterator[ExcludesNote]:
    for kind, place, text in notes:
        if kind is NoteKind.EXCLUDES1 and (ranges := excluded_ranges(text)):
            yield ExcludesNote(place, ranges, text)


def _categories(opened: OpenRelease, excludes: Sequence[ExcludesNote]) -> Iterator[str]:
    """Yield the categories in which the notes cite a code, ranges of categories spelt out by the code list."""
    for note in excludes:
        for first, last in note.ranges:
            if first[:3] == last[:3]:
                yield first[:3]
            else:
                rows = opened.database.all(
                    "SELECT code FROM codes WHERE code BETWEEN ? AND ? AND length(code) = 3", first[:3], last[:3]
                )
                yield from (row[0] for row in rows)


def _code_first(notes: Sequence[tuple[NoteKind, str, str]]) -> Iterator[CodeFirstNote]:
    """Yield the "code first" notes, the rows of one place together: a list of cases belongs to the words above it."""
    mine = [(place, text) for kind, place, text in notes if kind is NoteKind.CODE_FIRST]
    for place, rows in groupby(mine, key=lambda row: row[0]):
        texts = [text for _, text in rows]
        ranges: Ranges = tuple(one for text in texts for one in excluded_ranges(text))
        always = not any(_OPTIONAL.search(text) for text in texts)
        exhaustive = not any(_EXAMPLES.search(text) for text in texts) and all(excluded_ranges(text) for text in texts)
        yield CodeFirstNote(place, ranges, "; ".join(text.lstrip(", ") for text in texts), always, exhaustive)
