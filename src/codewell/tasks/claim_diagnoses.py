"""A diagnosis on a day, as facts for claim edits: standing, notes that hold for it, side, what completes it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from codewell.clinical.excludes import excluded_ranges
from codewell.codebook.book import CodeBook
from codewell.codebook.entry import CodeEntry, NoteKind
from codewell.codebook.entry import Standing as BookStanding
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
_NO_EDITOR = Missing(Need.CODE_EDITOR, "The lists of the Medicare Code Editor are not loaded; no free file of them is known.")
_MOST_COMPLETIONS = 6


def diagnosis_facts(shelf: Shelf, book: CodeBook, code: str, day: date) -> DiagnosisFacts:
    """Return what is known of a diagnosis on a day; notes come from the tabular list of the day's fiscal year."""
    try:
        shaped = Icd10CmCode(code)
    except InputError:
        return DiagnosisFacts(code, code, Standing.UNKNOWN, missing=(_NO_EDITOR,))
    display = str(shaped)
    if shelf.in_force("icd10cm", day) is None:
        lacks = (missing(shelf, "icd10cm", Need.DIAGNOSES | Need.TABULAR, day), _NO_EDITOR)
        return DiagnosisFacts(code, display, Standing.NOT_LOADED, missing=lacks)
    try:
        entry = book.entry(shaped, on=day)
    except UnknownCodeError:
        return _unknown(shelf, book, code, display, day)
    except NotLoadedError as absence:
        return DiagnosisFacts(code, display, Standing.NOT_LOADED, missing=(Missing(Need.DIAGNOSES, absence.message), _NO_EDITOR))
    return _known(shelf, entry, code, display, day)


def _known(shelf: Shelf, entry: CodeEntry, code: str, display: str, day: date) -> DiagnosisFacts:
    standing = _STANDINGS[entry.standing]
    release = f"{entry.origin.source} {entry.origin.release}" if entry.origin else ""
    if standing is not Standing.IN_FORCE:
        lacks = (Missing(Need.DIAGNOSES, entry.statement),) if standing is Standing.NOT_LOADED else ()
        return DiagnosisFacts(code, display, standing, None, entry.validity, release, missing=(*lacks, _NO_EDITOR))
    tabular = next((a for a in entry.absences if a.what.startswith("Tabular list") and not _same_year(shelf, day)), None)
    notes = [] if tabular else [(note.kind, note.stands_at, note.text) for note in entry.notes]
    title = entry.notes[0].origin if entry.notes else None
    completions, characters = _completions(entry) if entry.billable is False else ((), ())
    excludes = tuple(_excludes(notes))
    words = entry.descriptors.display or ""
    return DiagnosisFacts(
        code=code,
        display=display,
        standing=standing,
        billable=entry.billable,
        span=entry.validity,
        release=release,
        tabular=f"{title.source} {title.release}" if title else "",
        completions=completions,
        seventh_characters=characters,
        manifestation=_MANIFESTATION.search(words) is not None,
        side=_side(shelf.in_force("icd10cm", day), code, words),
        excludes=excludes,
        barred=frozenset(_categories(shelf.in_force("icd10cm", day), excludes)),
        code_first=tuple(_code_first(notes)),
        missing=(_NO_EDITOR,) if tabular is None else (Missing(Need.TABULAR, f"{tabular.what}: {tabular.why}."), _NO_EDITOR),
    )


def _same_year(shelf: Shelf, day: date) -> bool:
    """Say whether a tabular list of the day's fiscal year is loaded: an April package also speaks for the half year before."""
    year = day.year + (day.month >= 10)
    firsts = (opened.release.validity.first_day for opened in shelf.all("icd10cm-tabular"))
    return any(first.year + (first.month >= 10) == year for first in firsts)


def _unknown(shelf: Shelf, book: CodeBook, code: str, display: str, day: date) -> DiagnosisFacts:
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


def _categories(opened: OpenRelease | None, excludes: Sequence[ExcludesNote]) -> Iterator[str]:
    """Yield the categories in which the notes cite a code, ranges of categories spelt out by the code list."""
    for note in excludes:
        for first, last in note.ranges:
            if first[:3] == last[:3]:
                yield first[:3]
            elif opened is not None:
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


def _side(opened: OpenRelease | None, code: str, words: str) -> Side | None:
    """Return the side that a title names, if the category has the same title for the other side: left heart failure has none."""
    named = {match.lower() for match in _SIDE.findall(words)}
    if len(named) != 1 or opened is None:
        return None
    side = next(iter(named))
    if side == "bilateral":
        return Side.BOTH
    other = "left" if side == "right" else "right"
    mirrored = _SIDE.sub(lambda found: other if found.group().islower() else other.capitalize(), words)
    row = opened.database.one(
        "SELECT 1 FROM codes WHERE code >= ?1 AND code < ?1 || 'ZZZZZ' AND long_descriptor = ?2 COLLATE NOCASE",
        code[:3],
        mirrored,
    )
    return _SIDES[side] if row else None
