"""All recognizers over one note, and their findings brought into one list without overlaps."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from enum import Enum

from codewell.phi.consistency import places_of_names, repeated_names, repeated_places
from codewell.phi.identifiers import (
    accounts,
    ages,
    biometrics,
    codes,
    dates,
    devices,
    email_addresses,
    facilities,
    geography,
    health_plans,
    ip_addresses,
    licences,
    names,
    numbered,
    other_identifiers,
    photographs,
    record_numbers,
    social_security,
    telephones,
    urls,
    vehicles,
)
from codewell.phi.identifiers.beside_names import numbers_beside_names
from codewell.phi.identifiers.beside_places import numbers_beside_places
from codewell.phi.note import Note
from codewell.phi.phi_types import Found, PhiType
from codewell.phi.resolve import resolve
from codewell.phi.things import means_a_thing

RECOGNIZERS: tuple[Callable[[Note], Iterator[Found]], ...] = (
    names.find,
    geography.find,
    facilities.find,
    dates.find,
    ages.find,
    telephones.find,
    email_addresses.find,
    social_security.find,
    record_numbers.find,
    health_plans.find,
    accounts.find,
    licences.find,
    vehicles.find,
    devices.find,
    urls.find,
    ip_addresses.find,
    biometrics.find,
    photographs.find,
    other_identifiers.find,
    numbered.find,
    codes.find,
)


class Engine(Enum):
    """What reads the note: rules and lists alone, or the learned tagger beside them."""

    RULES = "rules"
    FULL = "full"


def find_identifiers(text: str, engine: Engine = Engine.FULL) -> tuple[Found, ...]:
    """Return the identifiers of a note in order, without overlaps; offsets are those of `text`.

    Args:
        text: the note as received.
        engine: whether the learned tagger helps the rules.
    """
    return _in_pieces(text, engine) if len(text) > _LONGEST_AT_ONCE else _at_once(text, engine)


_LONGEST_AT_ONCE = 500_000
"""Characters; a longer text is read in pieces, so that the memory it takes does not grow with it."""
_AROUND = 1_000
_SURE = 0.8
_WORD = re.compile(r"[^\W\d_]{3,}")


def _in_pieces(text: str, engine: Engine) -> tuple[Found, ...]:
    """Return the identifiers of a long text: each piece is read with its surroundings, and names of all are sought in each."""
    pieces = [(start, min(len(text), start + _LONGEST_AT_ONCE)) for start in range(0, len(text), _LONGEST_AT_ONCE)]
    found: list[Found] = []
    for start, end in pieces:
        found += _within(start, end, text, lambda piece: _at_once(piece, engine))
    known = frozenset(
        word
        for one in found
        if one.type is PhiType.NAME and one.confidence >= _SURE
        for word in _WORD.findall(text[one.start : one.end].lower())
    )
    for start, end in pieces:
        found += _within(start, end, text, lambda piece: places_of_names(Note(piece), known))
    return resolve(found)


def _within(start: int, end: int, text: str, find: Callable[[str], Iterable[Found]]) -> Iterator[Found]:
    """Yield what is found in a piece and touches it, in offsets of the text."""
    before = max(0, start - _AROUND)
    for one in find(text[before : end + _AROUND]):
        if one.end + before > start and one.start + before < end:
            yield replace(one, start=one.start + before, end=one.end + before)


def _at_once(text: str, engine: Engine) -> tuple[Found, ...]:
    note = Note(text)
    found = [found for recognizer in RECOGNIZERS for found in recognizer(note) if not means_a_thing(note, found)]
    joined = resolve(found)
    if engine is Engine.FULL and note.words:
        joined = _with_tagger(note, found)
    further = (repeated_names, repeated_places, numbers_beside_names, numbers_beside_places)
    return resolve([*joined, *(found for finder in further for found in finder(note, joined))])


def _with_tagger(note: Note, ruled: Sequence[Found]) -> tuple[Found, ...]:
    """Return what the rules found, less the guesses that the tagger is sure against, with what it finds itself."""
    from codewell.phi.tagger.tagging import probabilities, stands, tagged  # numpy is loaded only where the tagger is asked for

    likely = probabilities(note)
    kept = resolve(one for one in ruled if stands(note, likely, one))
    return resolve([*kept, *tagged(note, likely, kept)])
