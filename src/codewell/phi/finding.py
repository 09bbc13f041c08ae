"""All recognizers over one note, and their findings brought into one list without overlaps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import Enum

from codewell.phi.consistency import repeated_names, repeated_places
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
from codewell.phi.phi_types import Found
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
