"""All recognizers over one note, and their findings brought into one list without overlaps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from codewell.phi.consistency import repeated_names
from codewell.phi.identifiers import (
    accounts,
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
    other_identifiers,
    photographs,
    record_numbers,
    social_security,
    telephones,
    urls,
    vehicles,
)
from codewell.phi.note import Note
from codewell.phi.phi_types import Found
from codewell.phi.resolve import resolve

RECOGNIZERS: tuple[Callable[[Note], Iterator[Found]], ...] = (
    names.find,
    geography.find,
    facilities.find,
    dates.find,
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
    codes.find,
)


def find_identifiers(text: str) -> tuple[Found, ...]:
    """Return the identifiers of a note in order, without overlaps; offsets are those of `text`."""
    note = Note(text)
    found = resolve(_all(note, RECOGNIZERS))
    return resolve([*found, *repeated_names(note, found)])


def _all(note: Note, recognizers: Iterable[Callable[[Note], Iterator[Found]]]) -> list[Found]:
    return [found for recognizer in recognizers for found in recognizer(note)]
