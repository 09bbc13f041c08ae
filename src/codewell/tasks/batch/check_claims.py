"""The job over claims: a million of them through the claim edits, one line each, in their order."""

from __future__ import annotations

import gc
import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from codewell.claims.formats import ClaimFormat
from codewell.claims.issue import Issue
from codewell.claims.rows import RowReader
from codewell.edits.checking import CheckedClaim, ClaimChecker, no_collection
from codewell.edits.profiles import profile_named
from codewell.kernel.claims import Claim, Position
from codewell.kernel.errors import InputError
from codewell.releases.shelf import Shelf
from codewell.tasks.batch.claim_chunks import (
    Table,
    begun,
    chunks,
    claims_of_chunk,
    claims_of_rows,
    is_plain_table,
    table_header,
)
from codewell.tasks.batch.claim_drafts import Draft, Left
from codewell.tasks.batch.claim_findings import draft_line, pair_up
from codewell.tasks.batch.claim_table import TableReader
from codewell.tasks.batch.claim_writing import ClaimWriter, issue_line
from codewell.tasks.batch.job import Outcome, Process
from codewell.tasks.batch.records import BatchInput, BatchRecord, InputKind
from codewell.tasks.check_claims_file import ClaimsRequest, checked_together, screened
from codewell.tasks.claim_reference import ShelfClaimReference
from codewell.tasks.read_claims import characters, claims_of_line, open_claims, read_claims
from codewell.tasks.record_lines import LONGEST_LINE, bounded_lines

MOST_RECORDS = 4_000
MOST_BYTES = 1_500_000
"""Of a shard: enough claims to look at pairs of lines in one pass, few enough that an interrupt costs a second."""


@dataclass(frozen=True, slots=True)
class ClaimsInput(BatchInput):
    """A file of claims of any format, one record a claim; of a table, some thousands.

    Args:
        format: told from its content.
        payer: profile of claims that name none.
    """

    format: ClaimFormat = ClaimFormat.CSV
    payer: str = "medicare-mac"

    def records(self) -> Iterator[BatchRecord]:
        """Yield the claims in their order: CSV and NDJSON as their bytes, to be read where they are checked; others read."""
        if self.format is ClaimFormat.CSV and is_plain_table(self.place):
            yield from chunks(self.place)
            return
        with self.place.open("rb", 1 << 20) as stream:
            if self.format is ClaimFormat.NDJSON:
                offset = 0
                for number, line in enumerate(bounded_lines(stream)):
                    size = LONGEST_LINE if line is None else len(line)
                    yield _record(number, None if line is None else b"%d %d\n" % (number + 1, offset) + line, size)
                    offset += size if line is None else characters(line)
            else:
                for number, told in enumerate(read_claims(open_claims(stream), self.payer)):
                    line = pickle.dumps(told, protocol=5)
                    yield _record(number, line, len(line))


def open_claims_input(place: Path, payer: str) -> ClaimsInput:
    """Return the claims that lie in a file.

    Raises:
        InputError: it is no file of claims, or there is no such payer.
    """
    profile_named(payer)
    try:
        with place.open("rb", 1 << 16) as stream:
            found = open_claims(stream)
    except OSError as refused:
        raise InputError(
            f"{place} cannot be read ({refused.strerror}).", next_step="Check the path.", slug="input.unreadable"
        ) from None
    if found.format is ClaimFormat.CSV:
        table_header(place)
    return ClaimsInput(place, InputKind.CLAIMS, place.stat().st_size, found.format, payer)


@dataclass(frozen=True, slots=True)
class CheckClaims:
    """Checks every claim of a batch.

    Args:
        home: folder of the releases.
        source: the claims, for their form.
        received: day on which the payer receives claims that name none.
        releases: what the answers are made from; a batch is not resumed under others.
    """

    home: Path
    source: ClaimsInput
    received: date | None = None
    releases: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return "check"

    def settings(self) -> str:
        """Return the settings on one line."""
        return f"check, {self.source.payer}, received {self.received}, from {' '.join(self.releases)}"

    def apart(self, record: BatchRecord) -> Sequence[BatchRecord]:
        """Return the claims of a record one by one, numbered by their rows."""
        if record.line is None or self.source.format is not ClaimFormat.CSV or not is_plain_table(self.source.place):
            return (record,)
        return tuple(claims_of_chunk(record.line, table_header(self.source.place)))

    def open(self, folder: Path | None) -> Process:
        """Return the function over one checker; it answers a shard together."""
        return _Checking(self)


class _Checking:
    """Checks the claims of records; equal lines of a whole run are looked up once."""

    def __init__(self, job: CheckClaims) -> None:
        self._format, self._payer = job.source.format, job.source.payer
        self._request = ClaimsRequest(self._payer, job.received)
        reference = ShelfClaimReference(Shelf(job.home))
        self._checker = ClaimChecker(reference)
        self._writer = ClaimWriter()
        self._table: _TableChecking | None = None
        if self._format is ClaimFormat.CSV and is_plain_table(job.source.place):
            table = table_header(job.source.place)
            drafts = TableReader(table, self._payer, job.received, self._checker, reference)
            self._table = _TableChecking(table, self._request, self._checker, self._writer, drafts)

    def __call__(self, record: BatchRecord) -> Outcome:
        """Return what came of one record."""
        return self.together((record,))[0]

    def together(self, records: Sequence[BatchRecord]) -> list[Outcome]:
        """Return what came of records, in their order; a record with several claims or issues makes several lines of it."""
        with no_collection():
            outcomes = self._answered(records)
        gc.freeze()  # what is remembered has no cycles and stays: the collector need not look through it after every shard
        return outcomes

    def _answered(self, records: Sequence[BatchRecord]) -> list[Outcome]:
        if self._table is not None:
            return [self._table.outcome(record) for record in records]
        told = [list(screened(self._read(record), self._request)) for record in records]
        claims = [one for each in told for one in each if isinstance(one, Claim)]
        checked = iter(checked_together(self._checker, claims))
        return [self._outcome([next(checked) if isinstance(one, Claim) else one for one in each]) for each in told]

    def _read(self, record: BatchRecord) -> Iterator[Claim | Issue]:
        line = record.line
        if line is None:
            yield Issue(
                "claims.endless-line", "A line that is too long; it was left out.", Position(record.number + 1), lost=True
            )
        elif self._format is ClaimFormat.NDJSON:
            place, _, content = line.partition(b"\n")
            row, offset = place.split()
            yield from claims_of_line(content, self._payer, Position(int(row), int(offset)))
        else:
            yield pickle.loads(line)

    def _outcome(self, told: Sequence[CheckedClaim | Issue]) -> Outcome:
        lines, lost = _written(told, self._writer)
        return Outcome("".join(lines).encode(), lost)


class _TableChecking:
    """Checks the claims of pieces of a table."""

    def __init__(
        self, table: Table, request: ClaimsRequest, checker: ClaimChecker, writer: ClaimWriter, drafts: TableReader
    ) -> None:
        self._table, self._request, self._checker, self._writer, self._drafts = table, request, checker, writer, drafts
        self._rows = RowReader(table.header, request.payer)

    def outcome(self, record: BatchRecord) -> Outcome:
        """Return what came of a piece."""
        assert record.line is not None
        row, offset, content = begun(record.line)
        text = content.decode("utf-8", "codewell-latin-1")
        told = list(self._drafts.read(text, row, offset))
        pair_up([one for one in told if isinstance(one, Draft)])
        lines: list[str] = []
        lost = 0
        for one in told:
            written, failed = self._told(one, text)
            lines += written
            lost += failed
        return Outcome("".join(lines).encode(), lost, records=len(told))

    def _told(self, one: Draft | Left, text: str) -> tuple[list[str], bool]:
        if isinstance(one, Draft):
            try:
                return [draft_line(one, self._writer, self._drafts.claim)], False
            except Exception:  # noqa: BLE001 -- an edit broke on it: it is checked by itself, which tells what happened
                one = Left(*one.rows[0], one.begin, one.end)
        rows = claims_of_rows(text[one.begin : one.end], one.row, one.offset, self._table, self._rows)
        read = list(screened(rows, self._request))
        checked = iter(checked_together(self._checker, [each for each in read if isinstance(each, Claim)]))
        return _written([next(checked) if isinstance(each, Claim) else each for each in read], self._writer)


def _written(told: Sequence[CheckedClaim | Issue], writer: ClaimWriter) -> tuple[list[str], bool]:
    """Return lines, and whether some of it could not be read."""
    lines = [issue_line(one) if isinstance(one, Issue) else writer.checked(one) for one in told]
    return lines, any(isinstance(one, Issue) and one.lost for one in told)


def _record(number: int, line: bytes | None, size: int) -> BatchRecord:
    return BatchRecord(number, line, None, size, line or b"\0too long")
