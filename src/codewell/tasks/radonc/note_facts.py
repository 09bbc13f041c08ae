"""Find in a note the facts of a course of radiation therapy that DICOM seldom shows, each with its sentence.

Only what the note states as so, of this patient and this course, counts: denied, possible, hypothetical, cancelled and past
mentions do not. Phrases, cues and sites are data (`note_facts.toml`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from codewell.clinical.sections import Sentence, sentences
from codewell.clinical.words import TOKEN
from codewell.kernel.text import ClinicalText
from codewell.radonc.facts import NoteFact, NoteProof, StatedFact
from codewell.tasks.radonc.note_days import nearest_day
from codewell.tasks.radonc.note_phrases import Phrases, Words, words_of
from codewell.tasks.radonc.note_scope import Statement
from codewell.tasks.radonc.note_sites import site_readings
from codewell.tasks.radonc.note_tables import FactPhrases, NoteTables, note_tables

_NEIGHBOURS = 3
"""Sentences between how motion is monitored and when the beam is held that still speak of one thing."""
_LISTED_REASONS = (
    NoteFact.CONCURRENT_CHEMOTHERAPY,
    NoteFact.PAEDIATRIC_ANAESTHESIA,
    NoteFact.HYPERTHERMIA,
    NoteFact.BRACHYTHERAPY_ALSO,
    NoteFact.HEMIBODY_OR_TOTAL_BODY,
    NoteFact.TOTAL_SKIN_ELECTRONS,
)


@dataclass(frozen=True, slots=True)
class _Read:
    """A sentence as this module reads it.

    Args:
        section: kind of section.
        words: its words, a heading of ours before them.
        start: of the sentence in the note.
        end: one past its last word.
        asks: whether it is a question.
        offsets: where each token stands in the note.
    """

    section: str
    words: Words
    start: int
    end: int
    asks: bool
    offsets: tuple[int, ...]


def note_facts(note: ClinicalText) -> tuple[StatedFact, ...]:
    """Return what a note states, in the note's order; each kind once for each sentence that states it."""
    text = note.reveal()
    read = [_read(sentence, text) for sentence in sentences(text)]
    tables = note_tables()
    found = [*_plain(read, text, tables), *_motion(read, text, tables), *_sites(read, text, tables)]
    kinds = {fact.kind for fact in found}
    if any(reason in kinds for reason in _LISTED_REASONS):
        found = [fact for fact in found if fact.kind is not NoteFact.SPECIAL_TREATMENT_BOILERPLATE]
    if NoteFact.PHYSICS_CONSULT_FEEDS_PLAN in kinds:
        feeding = {fact.proof.start for fact in found if fact.kind is NoteFact.PHYSICS_CONSULT_FEEDS_PLAN}
        found = [f for f in found if f.kind is not NoteFact.PHYSICS_CONSULT_REQUESTED or f.proof.start not in feeding]
    return tuple(sorted(found, key=lambda fact: (fact.proof.start, fact.kind.value)))


def _read(sentence: Sentence, text: str) -> _Read:
    """Return a sentence with the heading before it where that heading is none that the detector knows ("DEVICES: ...")."""
    start, end = sentence.starts[0], sentence.starts[-1] + len(sentence.tokens[-1])
    line = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    before = text[line:start]
    tokens, offsets = list(sentence.tokens), list(sentence.starts)
    if before.rstrip().endswith(":") and "." not in before and len(before) <= 80:
        heading = [(match.group(), line + match.start()) for match in TOKEN.finditer(before)]
        tokens = [*(word for word, _ in heading), *tokens]
        offsets = [*(place for _, place in heading), *offsets]
        start = heading[0][1] if heading else start
    closing = text[end : end + 1]
    return _Read(sentence.section, words_of(tokens), start, end + (closing in tuple(".!?")), closing == "?", tuple(offsets))


def _plain(read: list[_Read], text: str, tables: NoteTables) -> Iterator[StatedFact]:
    said: dict[NoteFact, list[tuple[Statement, tuple[int, ...]] | None]] = {kind: [] for kind in tables.facts}
    for one in read:
        for kind, phrases in tables.facts.items():
            said[kind].append(_said(one, tables, phrases))
    for kind, statements in said.items():
        yield from _kept(read, text, tables, kind, statements)


def _kept(
    read: list[_Read], text: str, tables: NoteTables, kind: NoteFact, said: list[tuple[Statement, tuple[int, ...]] | None]
) -> Iterator[StatedFact]:
    """Yield the facts of a kind, plans left out that a later sentence cancels."""
    cancelled_at = [place for place, one in enumerate(said) if one and one[0] is Statement.CANCELLED]
    for place, one in enumerate(said):
        if one is None or one[0] not in (Statement.PRESENT, Statement.PLANNED):
            continue
        if one[0] is Statement.PLANNED and any(later > place for later in cancelled_at):
            continue
        if place + 1 < len(read) and tables.scope.cancels_before(read[place + 1].words):
            continue
        yield _fact(kind, read[place], one[1], text)


def _said(one: _Read, tables: NoteTables, phrases: FactPhrases) -> tuple[Statement, tuple[int, ...]] | None:
    """Return the strongest statement of a sentence about a fact; None where it does not mention it."""
    if not phrases.any.first(one.words):
        return None
    if phrases.without is not None and phrases.without.first(one.words):
        return None
    if phrases.all is not None and not phrases.all.first(one.words):
        return None
    return _strongest(one, tables, phrases.any)


def _strongest(one: _Read, tables: NoteTables, phrases: Phrases) -> tuple[Statement, tuple[int, ...]] | None:
    best: tuple[Statement, tuple[int, ...]] | None = None
    order = (Statement.OTHER, Statement.CANCELLED, Statement.PLANNED, Statement.PRESENT)
    for places in phrases.found(one.words):
        statement = Statement.OTHER if one.asks else tables.scope.statement(places, one.section, one.words)
        if statement is Statement.PRESENT:
            return statement, places
        if best is None or order.index(statement) > order.index(best[0]):
            best = statement, places
    return best


def _motion(read: list[_Read], text: str, tables: NoteTables) -> Iterator[StatedFact]:
    """Yield active motion management where monitoring and a beam-on rule stand near; else breath hold where it is named."""
    monitoring = [_holds(one, tables, tables.monitoring) for one in read]
    control = [_holds(one, tables, tables.control) for one in read]
    active = [
        place
        for place, places in enumerate(control)
        if places and any(monitoring[max(0, place - _NEIGHBOURS) : place + _NEIGHBOURS + 1])
    ]
    for place in active:
        yield _fact(NoteFact.ACTIVE_MOTION_MANAGEMENT, read[place], control[place], text)
    if not active:
        said = [_strongest(one, tables, tables.breath_hold) for one in read]
        yield from _kept(read, text, tables, NoteFact.BREATH_HOLD_ONLY, said)


def _holds(one: _Read, tables: NoteTables, phrases: Phrases) -> tuple[int, ...]:
    said = _strongest(one, tables, phrases)
    return said[1] if said is not None and said[0] in (Statement.PRESENT, Statement.PLANNED) else ()


def _sites(read: Iterable[_Read], text: str, tables: NoteTables) -> Iterator[StatedFact]:
    for one in read:
        if one.asks:
            continue
        for places, reading in site_readings(one.words, tables):
            if tables.scope.statement(places, one.section, one.words) in (Statement.PRESENT, Statement.PLANNED):
                plain = _fact(NoteFact.SITE, one, places, text)
                yield StatedFact(NoteFact.SITE, plain.day, plain.proof, reading)


def _fact(kind: NoteFact, one: _Read, places: tuple[int, ...], text: str) -> StatedFact:
    quote = text[one.start : one.end]
    day = nearest_day(quote, one.offsets[places[0]] - one.start)
    return StatedFact(kind, day, NoteProof(one.start, one.end, quote))
