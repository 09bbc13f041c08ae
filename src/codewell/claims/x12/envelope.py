"""Interchanges, groups and transactions: each transaction's segments with what it is, and every count that does not agree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from codewell.claims.issue import Issue
from codewell.claims.x12.segments import Segment, SegmentReader
from codewell.kernel.claims import Position, Setting
from codewell.kernel.errors import InputError


class Kind(Enum):
    """A transaction that is read; the value is ST01."""

    CLAIM = "837"
    REMITTANCE = "835"
    STATUS = "277"


@dataclass(frozen=True, slots=True)
class Transaction:
    """The header of a transaction.

    Args:
        kind: None where it is one that is not read.
        set_id: ST01.
        setting: of an 837, by its implementation guide; None elsewhere or where the guide is unknown.
        guide: `005010X222A2`.
        header: the ST segment.
    """

    kind: Kind | None
    set_id: str
    setting: Setting | None
    guide: str
    header: Segment


_GUIDES = (("X222", Setting.PROFESSIONAL), ("X223", Setting.INPATIENT), ("X224", Setting.DENTAL))


@dataclass(slots=True)
class _Open:
    """What is open while segments go by."""

    interchange: Segment | None = None
    group: Segment | None = None
    transaction: Transaction | None = None
    groups: int = 0
    transactions: int = 0
    segments: int = 0
    seen: set[str] = field(default_factory=set)


def transaction_segments(reader: SegmentReader) -> Iterator[tuple[Transaction, Segment] | Issue]:
    """Yield each segment of the transactions with its transaction, and the issues of the envelopes in their place.

    The segments ST and SE are yielded too, so that a caller sees where a transaction begins and ends.
    """
    held = _Open()
    last: Segment | None = None
    try:
        for segment in reader:
            last = segment
            yield from _segment(held, segment)
    except InputError as refused:
        place = last.at() if last else Position(character=0, segment=1)
        yield Issue(refused.slug, refused.message, place, lost=True)
        return
    yield from _unfinished(held, last)


def _segment(held: _Open, segment: Segment) -> Iterator[tuple[Transaction, Segment] | Issue]:
    match segment.id:
        case "ISA":
            yield from _unfinished(held, segment)
            yield from _duplicate(held, f"ISA {segment.get(13)}", segment, 13, "interchange")
            held.interchange, held.groups = segment, 0
        case "GS":
            held.group, held.transactions = segment, 0
            held.groups += 1
        case "ST":
            if held.transaction is not None:
                yield _issue("x12.transaction-not-closed", "A transaction begins before the one before it ended (SE).", segment)
            held.transaction, held.segments = _transaction(segment, held.group), 1
            held.transactions += 1
            yield held.transaction, segment
        case "SE":
            yield from _closed(held, segment)
        case "GE":
            yield from _counted(segment, held.transactions, "transactions", 1)
            yield from _matches(held.group, 6, segment, "group")
            held.group = None
        case "IEA":
            yield from _counted(segment, held.groups, "groups", 1)
            yield from _matches(held.interchange, 13, segment, "interchange")
            held.interchange = held.group = None
        case _:
            if held.transaction is None:
                yield _issue("x12.stray-segment", "A segment stands outside any transaction.", segment)
                return
            held.segments += 1
            yield held.transaction, segment


def _transaction(header: Segment, group: Segment | None) -> Transaction:
    set_id = header.get(1)
    guide = header.get(3) or (group.get(8) if group else "")
    kind = next((one for one in Kind if one.value == set_id), None)
    setting = next((setting for part, setting in _GUIDES if part in guide), None) if kind is Kind.CLAIM else None
    return Transaction(kind, set_id, setting, guide, header)


def _closed(held: _Open, segment: Segment) -> Iterator[tuple[Transaction, Segment] | Issue]:
    if held.transaction is None:
        yield _issue("x12.stray-segment", "A transaction ends (SE) that never began.", segment)
        return
    held.segments += 1
    yield from _counted(segment, held.segments, "segments", 1)
    yield from _matches(held.transaction.header, 2, segment, "transaction")
    yield held.transaction, segment
    held.transaction = None


def _counted(segment: Segment, counted: int, what: str, element: int) -> Iterator[Issue]:
    stated = segment.get(element)
    if stated != str(counted) and stated.lstrip("0") != str(counted):
        shown = stated if stated.isdigit() else "no number"
        message = f"{segment.id}{element:02d} states {shown} {what}; {counted} were read."
        yield Issue(f"x12.{what[:-1]}-count", message, segment.at(element))


def _matches(header: Segment | None, element: int, trailer: Segment, what: str) -> Iterator[Issue]:
    if header is None:
        yield _issue("x12.stray-segment", f"A {what} ends that never began.", trailer)
    elif header.get(element).lstrip("0") != trailer.get(2).lstrip("0"):
        message = f"The control number of the {what} differs between {header.id} and {trailer.id}."
        yield Issue("x12.control-number", message, trailer.at(2))


def _duplicate(held: _Open, number: str, segment: Segment, element: int, what: str) -> Iterator[Issue]:
    if number in held.seen:
        message = f"The control number of the {what} has been used before in this file."
        yield Issue("x12.duplicate-control-number", message, segment.at(element))
    held.seen.add(number)


def _unfinished(held: _Open, last: Segment | None) -> Iterator[Issue]:
    """Tell of what was open when the file, or the interchange, ended."""
    if held.transaction is not None:
        yield _issue(
            "x12.truncated",
            "The transaction ends without SE; what it holds up to here was read.",
            last or held.transaction.header,
        )
    elif held.group is not None or held.interchange is not None:
        missing = "GE" if held.group is not None else "IEA"
        at = last or held.group or held.interchange
        assert at is not None
        yield _issue("x12.truncated", f"The interchange ends without {missing}.", at)
    held.transaction = held.group = held.interchange = None


def _issue(slug: str, message: str, segment: Segment) -> Issue:
    return Issue(slug, message, segment.at())
