"""The job over claims: a million of them through the claim edits, one line each, in their order."""

from __future__ import annotations

import csv
import gc
import json
import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from json.encoder import encode_basestring
from pathlib import Path

from codewell.claims.columns import Header, read_header
from codewell.claims.csv_file import DELIMITERS
from codewell.claims.formats import ClaimFormat
from codewell.claims.issue import Issue
from codewell.claims.rows import RowReader
from codewell.edits.checking import CheckedClaim, ClaimChecker
from codewell.edits.finding import Because, Finding, Verdict
from codewell.edits.profiles import profile_named
from codewell.kernel.claims import Claim, Position
from codewell.kernel.errors import InputError
from codewell.kernel.validity import Validity
from codewell.releases.shelf import Shelf
from codewell.tasks.batch.job import Outcome, Process
from codewell.tasks.batch.records import BatchInput, BatchRecord, InputKind
from codewell.tasks.check_claims_file import ClaimsRequest, checked_together, screened
from codewell.tasks.claim_reference import ShelfClaimReference
from codewell.tasks.read_claims import characters, claims_of_line, open_claims, read_claims
from codewell.tasks.record_lines import LONGEST_LINE, bounded_lines
from codewell.tasks.wire import to_wire

MOST_RECORDS = 4_000
MOST_BYTES = 8_000_000
"""Of a shard: enough claims to look at pairs of lines in one pass, few enough that an interrupt costs seconds."""

_MOST_REMEMBERED = 100_000


@dataclass(frozen=True, slots=True)
class ClaimsInput(BatchInput):
    """A file of claims of any format, one record a claim.

    Args:
        format: told from its content.
        payer: profile of claims that name none.
    """

    format: ClaimFormat = ClaimFormat.CSV
    payer: str = "medicare-mac"

    def records(self) -> Iterator[BatchRecord]:
        """Yield the claims in their order: CSV and NDJSON as their bytes, to be read where they are checked; others read."""
        with self.place.open("rb", 1 << 20) as stream:
            if self.format is ClaimFormat.NDJSON:
                offset = 0
                for number, line in enumerate(bounded_lines(stream)):
                    size = LONGEST_LINE if line is None else len(line)
                    yield _record(number, None if line is None else b"%d %d\n" % (number + 1, offset) + line, size)
                    offset += size if line is None else characters(line)
            elif self.format is ClaimFormat.CSV and _plain_table(self.place):
                yield from _row_groups(self.place)
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
        _table_header(place)
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

    def open(self, folder: Path | None) -> Process:
        """Return the function over one checker; it answers a shard together."""
        return _Checking(self)


class _Checking:
    """Checks the claims of records; equal lines of a whole run are looked up once."""

    def __init__(self, job: CheckClaims) -> None:
        self._format, self._payer = job.source.format, job.source.payer
        self._request = ClaimsRequest(self._payer, job.received)
        self._checker = ClaimChecker(ShelfClaimReference(Shelf(job.home)))
        self._rows = self._format is ClaimFormat.CSV and _plain_table(job.source.place)
        self._table = _table_header(job.source.place) if self._rows else None
        self._reader = RowReader(self._table.header, self._payer) if self._table else None
        self._told: dict[int, tuple[Finding, str]] = {}

    def __call__(self, record: BatchRecord) -> Outcome:
        """Return what came of one record."""
        return self.together((record,))[0]

    def together(self, records: Sequence[BatchRecord]) -> list[Outcome]:
        """Return what came of records, in their order; a record with several claims or issues makes several lines of it."""
        gc.disable()  # what is remembered grows and has no cycles; looking through it again and again takes most of the time
        try:
            return self._answered(records)
        finally:
            gc.enable()

    def _answered(self, records: Sequence[BatchRecord]) -> list[Outcome]:
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
        elif self._table is not None and self._reader is not None:
            yield from _claims_of_rows(line, self._table, self._reader)
        else:
            yield pickle.loads(line)

    def _outcome(self, told: Sequence[CheckedClaim | Issue]) -> Outcome:
        lines = [self._issue(one) if isinstance(one, Issue) else self._claim(one) for one in told]
        return Outcome("".join(lines).encode(), any(isinstance(one, Issue) and one.lost for one in told))

    def _claim(self, checked: CheckedClaim) -> str:
        claim = checked.claim
        at = {line.number: line.position for line in claim.lines}
        found: list[str] = []
        lacking: dict[str, None] = {}
        worst = Verdict.PASS
        for finding in checked.findings:
            if finding.verdict is Verdict.NO_DATA:
                lacking[finding.edit] = None
                worst = Verdict.NO_DATA if worst is Verdict.PASS else worst
                continue
            if finding.verdict is Verdict.FAIL:
                worst = Verdict.FAIL
            position = at.get(finding.lines[0]) if finding.lines else claim.position
            found.append(f"{self._finding(finding)}, {_place(position)}}}")
        no_data = '", "'.join(lacking)
        return (
            f'{{"id": {json.dumps(claim.id)}, "verdict": "{worst.value}", "findings": [{", ".join(found)}], '
            f'"no_data": [{chr(34) + no_data + chr(34) if lacking else ""}]}}\n'
        )

    def _finding(self, finding: Finding) -> str:
        """Return a finding as JSON without its closing brace; equal ones are one object and are written once."""
        held = self._told.get(id(finding))
        if held is not None:
            return held[1]
        if len(self._told) >= _MOST_REMEMBERED:
            self._told.clear()
        written = finding_fields(finding)
        self._told[id(finding)] = (finding, written)
        return written

    def _issue(self, issue: Issue) -> str:
        error = {"slug": issue.slug, "message": issue.message, "lost": issue.lost}
        return f'{{"id": {json.dumps(issue.claim or None)}, "error": {json.dumps(error)[:-1]}, {_place(issue.position)}}}}}\n'


def finding_fields(finding: Finding) -> str:
    """Return a finding as the JSON of `to_wire`, without the closing brace; written by hand because millions are."""
    because = ", ".join([_fact(fact) for fact in finding.because])
    releases = ", ".join([_quoted_text(one) for one in finding.releases])
    return (
        f'{{"edit": "{finding.edit}", "verdict": "{finding.verdict.value}", "lines": {list(finding.lines)}, '
        f'"diagnoses": {list(finding.diagnoses)}, "message": {encode_basestring(finding.message)}, "because": [{because}], '
        f'"remedy": {encode_basestring(finding.remedy)}, "source": {_quoted_text(finding.source)}, "releases": [{releases}]'
    )


def _fact(fact: Because) -> str:
    return (
        f'{{"what": "{fact.what}", "value": {encode_basestring(fact.value)}, "release": {_quoted_text(fact.release)}, '
        f'"validity": {_days(fact.validity) if fact.validity else "null"}}}'
    )


@lru_cache(maxsize=10_000)
def _days(validity: Validity) -> str:
    return json.dumps(to_wire(validity))


@lru_cache(maxsize=10_000)
def _quoted_text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _place(position: Position | None) -> str:
    if position is None:
        return '"position": null'
    parts = [f'"{name}": {value}' for name, value in _numbers(position) if value is not None]
    if position.path:
        parts.append(f'"path": {json.dumps(position.path)}')
    return f'"position": {{{", ".join(parts)}}}'


def _numbers(position: Position) -> tuple[tuple[str, int | None], ...]:
    return (
        ("line", position.line),
        ("character", position.character),
        ("segment", position.segment),
        ("element", position.element),
    )


def _record(number: int, line: bytes | None, size: int) -> BatchRecord:
    return BatchRecord(number, line, None, size, line or b"\0too long")


@dataclass(frozen=True, slots=True)
class _Table:
    """How a CSV file is written."""

    header: Header
    delimiter: str


def _table_header(place: Path) -> _Table:
    with place.open(encoding="utf-8-sig", errors="codewell-latin-1", newline="") as text:
        first = text.readline()
    delimiter = max(DELIMITERS, key=first.count)
    return _Table(read_header(next(csv.reader([first], delimiter=delimiter), [])), delimiter)


def _plain_table(place: Path) -> bool:
    """Say whether the rows can be told apart by line ends alone and the claim stands first: no quotation marks at the head.

    Other tables are read whole, row by row, before they are checked.
    """
    with place.open("rb") as stream:
        head = stream.read(1 << 16)
    return b'"' not in head and not head.startswith((b"\xff\xfe", b"\xfe\xff"))


def _row_groups(place: Path) -> Iterator[BatchRecord]:
    """Yield the rows of each claim as bytes, with the line and offset of the first."""
    table = _table_header(place)
    mark, at = table.delimiter.encode(), table.header.places["claim"]
    with place.open("rb", 1 << 20) as stream:
        offset, row, number = characters(stream.readline(LONGEST_LINE)), 1, 0
        held: list[bytes] = []
        claim, begun = b"", b""
        while line := stream.readline(LONGEST_LINE):
            row += 1
            mine = line.split(mark, at + 1)[at : at + 1]
            if not mine or mine[0] != claim or not held:
                if held:
                    yield _joined(number, begun, held)
                    number += 1
                held, claim, begun = [], mine[0] if mine else b"", b"%d %d\n" % (row, offset)
            held.append(line)
            offset += characters(line)
        if held:
            yield _joined(number, begun, held)


def _joined(number: int, begun: bytes, rows: list[bytes]) -> BatchRecord:
    line = begun + b"".join(rows)
    return _record(number, line, len(line) - len(begun))


def _claims_of_rows(line: bytes, table: _Table, reader: RowReader) -> Iterator[Claim | Issue]:
    place, _, content = line.partition(b"\n")
    row, offset = (int(part) for part in place.split())
    text = content.decode("utf-8", "codewell-latin-1")
    if '"' in text or "\0" in text:
        yield from _quoted(text, table, reader, row, offset)
        return
    for written in _rows(text):
        if written.strip():
            yield from reader.read(row, offset, written.rstrip("\r\n").split(table.delimiter))
        row, offset = row + 1, offset + len(written)
    yield from reader.finish()


def _rows(text: str) -> Iterator[str]:
    """Yield the rows with their line ends; a line feed ends a row and nothing else does."""
    begin = 0
    while (end := text.find("\n", begin)) >= 0:
        yield text[begin : end + 1]
        begin = end + 1
    if begin < len(text):
        yield text[begin:]


def _quoted(text: str, table: _Table, reader: RowReader, row: int, offset: int) -> Iterator[Claim | Issue]:
    for written in _rows(text.replace("\0", " ")):
        try:
            cells = next(csv.reader([written], delimiter=table.delimiter, strict=True), [])
        except csv.Error:
            message = "A quotation mark of the row never ends; it was left out."
            yield Issue("claims.bad-row", message, Position(row, offset), lost=True)
        else:
            if any(cells):
                yield from reader.read(row, offset, cells)
        row, offset = row + 1, offset + len(written)
    yield from reader.finish()
