"""A redacted document before and after, its legend, and the places that a person should decide on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from codewell.phi.phi_types import Found, PhiType
from codewell.phi.report import DOUBTFUL
from codewell.tasks.redact_file import RedactedFile, RedactedPart

_AROUND = 90
_LONGEST_SHORT = 60
MOST_SHOWN = 400
"""Short fields on one page."""
_GROUPS: tuple[tuple[str, str, tuple[PhiType, ...]], ...] = (
    ("name", "Names", (PhiType.NAME,)),
    ("place", "Places", (PhiType.LOCATION,)),
    ("date", "Dates and ages over 89", (PhiType.DATE, PhiType.AGE_OVER_89)),
    ("contact", "Telephone, e-mail, net", (PhiType.PHONE, PhiType.FAX, PhiType.EMAIL, PhiType.URL, PhiType.IP)),
    (
        "number",
        "Numbers",
        (
            PhiType.SSN,
            PhiType.MRN,
            PhiType.HEALTH_PLAN_ID,
            PhiType.ACCOUNT,
            PhiType.LICENSE,
            PhiType.VEHICLE_ID,
            PhiType.DEVICE_ID,
        ),
    ),
    ("other", "Other identifiers", (PhiType.BIOMETRIC, PhiType.PHOTO, PhiType.OTHER_ID)),
)
_GROUP_OF = {kind: id for id, _, kinds in _GROUPS for kind in kinds}


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text.

    Args:
        text: itself.
        group: colour of its class; empty for text that stayed.
        title: class and rule for a reader who points at it.
    """

    text: str
    group: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A place that a person should decide on.

    Args:
        name: of its form field: part, start, end and kind.
        before, text, after: the place within its line of thought, as received.
        kind: what it would be.
        rule: what found it.
        confidence: of that rule; None where the second pass doubts it.
        group: colour of its class.
        decision: "redact" or "keep"; empty where the second pass doubts it and nobody has decided, so that nothing is let
            stand by default.
        decided: whether a person said so.
    """

    name: str
    before: str
    text: str
    after: str
    kind: str
    rule: str
    confidence: float | None
    group: str
    decision: str
    decided: bool


@dataclass(frozen=True, slots=True)
class PartShown:
    """A part of the document, before and after.

    Args:
        where: for a person.
        before, after: its text in pieces.
        short: whether it is one of several short values, which a table shows best.
    """

    where: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]
    short: bool


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A colour of the legend: its group, name and how many."""

    group: str
    name: str
    count: int


def parts_shown(file: RedactedFile) -> tuple[PartShown, ...]:
    """Return each part before and after, cut where an identifier begins or ends."""
    shown = []
    for part in file.parts:
        received = part.received.reveal()
        before, after = [], []
        for segment in part.redacted.segments:
            group = _GROUP_OF[segment.found.type] if segment.found else ""
            title = f"{_words(segment.found)}: {segment.found.rule}" if segment.found else ""
            before.append(Piece(received[segment.from_start : segment.from_end], group, title))
            after.append(Piece(part.redacted.text[segment.start : segment.end], group, title))
        short = len(file.parts) > 1 and len(received) <= _LONGEST_SHORT and "\n" not in received
        shown.append(PartShown(part.where, tuple(before), tuple(after), short))
    return tuple(shown)


def legend(file: RedactedFile) -> tuple[LegendEntry, ...]:
    """Return the groups that were found, with counts."""
    counted = Counter(_GROUP_OF[one.type] for part in file.parts for one in part.redacted.found)
    return tuple(LegendEntry(id, name, counted[id]) for id, name, _ in _GROUPS if counted[id])


def doubts(file: RedactedFile, decided: dict[str, str]) -> tuple[Doubt, ...]:
    """Return the places to decide on, in reading order.

    Those are what a rule found that is often wrong, what the second pass suspects, and what was decided before.

    Args:
        file: the redacted document.
        decided: field name -> "redact" or "keep", as a person decided.
    """
    places: dict[str, tuple[int, Found, float | None]] = {}
    parts = {part.number: part for part in file.parts}
    for number, part in parts.items():
        for one in part.redacted.found:
            if one.confidence < DOUBTFUL and not one.rule.startswith("person."):
                places[field_name(number, one)] = (number, one, one.confidence)
    for suspect in file.verification.suspects if file.verification else ():
        found = suspect.as_found()
        places.setdefault(field_name(suspect.part, found), (suspect.part, found, None))
    for name in decided:
        number, kept = place_of(name)
        if number in parts and kept.end <= len(parts[number].received):
            places.setdefault(name, (number, kept, None))
    shown = [_doubt(parts[place[0]], name, *place[1:], decided.get(name)) for name, place in places.items()]
    return tuple(sorted(shown, key=lambda one: (place_of(one.name)[0], place_of(one.name)[1].start)))


def field_name(part: int, found: Found) -> str:
    """Return the name of the form field that decides on a place."""
    return f"d.{part}.{found.start}.{found.end}.{found.type.value}"


def place_of(name: str) -> tuple[int, Found]:
    """Return part and place of a form field.

    Raises:
        ValueError: it is the name of no such field.
    """
    letter, part, start, end, kind = name.split(".")
    if letter != "d" or not 0 <= int(start) < int(end):
        raise ValueError(name)
    return int(part), Found(int(start), int(end), PhiType(kind), "person.taken", 1.0)


def _doubt(part: RedactedPart, name: str, found: Found, confidence: float | None, decided: str | None) -> Doubt:
    text = part.received.reveal()
    taken = any(one.start <= found.start and found.end <= one.end for one in part.redacted.found)
    return Doubt(
        name,
        text[max(0, found.start - _AROUND) : found.start],
        text[found.start : found.end],
        text[found.end : found.end + _AROUND],
        _words(found),
        "" if found.rule.startswith("person.") else found.rule,
        confidence,
        _GROUP_OF[found.type],
        decided or ("redact" if taken else ""),
        decided is not None,
    )


def _words(found: Found) -> str:
    return found.type.value.replace("_", " ").lower()
