"""The original text of a file with its findings between the segments or rows. The claim itself is never altered:
lines that begin with `>>` are ours, and without them and the line ends after segments the text is the file's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import BinaryIO

from codewell.claims.formats import ClaimFormat, DecodedText
from codewell.claims.issue import Issue
from codewell.claims.x12.segments import SegmentReader
from codewell.edits.finding import Verdict
from codewell.kernel.errors import InputError
from codewell.tasks.check_claims_file import ReportedClaim
from codewell.tasks.read_claims import open_claims

MARK = ">> "


class Annotations:
    """Finding lines by the segment or line after which they stand."""

    def __init__(self) -> None:
        self.at: dict[int, list[str]] = {}

    def add(self, told: ReportedClaim | Issue) -> None:
        """Take what fails or is bypassed, and issues."""
        if isinstance(told, Issue):
            place = told.position.segment or told.position.line
            self._note(place, f"{'NOT READ' if told.lost else 'NOTE'} {told.slug}: {told.message}")
            return
        for one in told.findings:
            if one.finding.verdict is Verdict.NO_DATA or one.position is None:
                continue
            mends = f" Mend: {one.finding.remedy}" if one.finding.remedy else ""
            verdict = one.finding.verdict.value.upper()
            words = f"{verdict} {one.finding.edit}: {one.finding.message}{mends} [{one.finding.source}]"
            self._note(one.position.segment or one.position.line, words)
        lacking = len({one.finding.edit for one in told.findings if one.finding.verdict is Verdict.NO_DATA})
        if lacking and told.claim.position is not None:
            place = told.claim.position.segment or told.claim.position.line
            self._note(place, f"NO_DATA {lacking} edits could not be asked of this claim; that is no pass.")

    def _note(self, place: int | None, words: str) -> None:
        self.at.setdefault(place or 1, []).append(MARK + " ".join(words.split()))


def annotated(stream: BinaryIO, at: Mapping[int, list[str]]) -> Iterator[str]:
    """Yield the file's text with the finding lines.

    Args:
        stream: the same file, from its beginning.
        at: finding lines by segment or line.

    Raises:
        InputError: the format has no segments or rows to write between.
    """
    file = open_claims(stream)
    if file.format not in (ClaimFormat.X12, ClaimFormat.CSV, ClaimFormat.NDJSON):
        raise InputError(
            f"Text that is annotated is X12, CSV or NDJSON, not {file.format.value}.",
            next_step="Take --report, --csv or --fhir.",
            slug="claims.not-annotated",
        )
    text = DecodedText(file.stream, file.encoding).stream
    if file.format is not ClaimFormat.X12:
        for number, line in enumerate(text, start=1):
            yield line if line.endswith(("\n", "\r")) else line + "\n"
            yield from (f"{one}\n" for one in at.get(number, ()))
        return
    try:
        for segment in SegmentReader(text):
            end = segment.separators.terminator
            written = segment.separators.element.join((segment.id, *segment.elements))
            yield written + (end if end in "\r\n" else end + "\n")
            yield from (f"{one}\n" for one in at.get(segment.number, ()))
    except InputError as refused:
        yield f"{MARK}NOT READ {refused.slug}: {refused.message}\n"
