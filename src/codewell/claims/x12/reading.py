"""An X12 file as claims, answers and issues, streamed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from codewell.claims.issue import Issue
from codewell.claims.x12.claims_837 import ClaimReader
from codewell.claims.x12.envelope import Kind, Transaction, transaction_segments
from codewell.claims.x12.remittance import AnsweredClaim, RemittanceReader, StatusReader
from codewell.claims.x12.segments import SegmentReader
from codewell.kernel.claims import Claim, Position


def read_x12(stream: IO[str], payer: str = "medicare-mac") -> Iterator[Claim | AnsweredClaim | Issue]:
    """Yield what an X12 file holds, in its order, with bounded memory.

    A transaction that is neither 837 nor 835 nor 277 is an issue, and so is a file in which nothing was read.

    Args:
        stream: decoded text.
        payer: id of the payer profile that claims are checked under.
    """
    reader: ClaimReader | RemittanceReader | StatusReader | None = None
    current: Transaction | None = None
    read = 0
    for found in transaction_segments(SegmentReader(stream)):
        if isinstance(found, Issue):
            read += found.lost
            yield found
            continue
        transaction, segment = found
        if transaction is not current:
            if reader is not None:
                yield from reader.finish()
            current, reader = transaction, _reader(transaction, payer)
            if reader is None:
                read += 1
                yield _not_read(transaction)
        if reader is not None:
            for told in reader.read(segment):
                read += not isinstance(told, Issue) or told.lost
                yield told
    if reader is not None:
        for told in reader.finish():
            read += not isinstance(told, Issue) or told.lost
            yield told
    if not read:
        yield Issue(
            "x12.nothing-read", "The file holds no claim and no answer to one.", Position(character=0, segment=1), lost=True
        )


def _reader(transaction: Transaction, payer: str) -> ClaimReader | RemittanceReader | StatusReader | None:
    match transaction.kind:
        case Kind.CLAIM if transaction.setting is not None:
            return ClaimReader(transaction.setting, payer)
        case Kind.REMITTANCE:
            return RemittanceReader()
        case Kind.STATUS:
            return StatusReader()
        case _:
            return None


def _not_read(transaction: Transaction) -> Issue:
    header = transaction.header
    set_id = transaction.set_id if transaction.set_id.isdigit() else "of no number"
    if transaction.kind is Kind.CLAIM:
        message = "The 837 names no implementation guide that is read: 005010X222, X223 or X224 in ST03 or GS08."
        return Issue("x12.unknown-guide", message, header.at(3), lost=True)
    return Issue("x12.not-a-claim", f"A transaction {set_id}; read are 837, 835 and 277.", header.at(1), lost=True)
