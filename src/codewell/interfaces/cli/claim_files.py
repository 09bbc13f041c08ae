"""Findings written to files while claims go by: each beside its target first, then renamed, so that nobody sees half of one."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from codewell.claims.issue import Issue
from codewell.interfaces.claim_outputs.annotated import Annotations, annotated
from codewell.interfaces.claim_outputs.as_csv import csv_header, csv_rows
from codewell.interfaces.claim_outputs.as_fhir import claim_response
from codewell.interfaces.claim_outputs.report import ReportContent, report_page
from codewell.kernel.errors import InputError
from codewell.tasks.check_claims_file import ReportedClaim


@dataclass(frozen=True, slots=True)
class Targets:
    """Files that were asked for; None for none.

    Args:
        report: HTML.
        csv: one row a finding.
        fhir: a Bundle of ClaimResponses.
        annotated: the original text with finding lines.
    """

    report: Path | None = None
    csv: Path | None = None
    fhir: Path | None = None
    annotated: Path | None = None

    def named(self) -> tuple[Path, ...]:
        """Return those that were asked for."""
        return tuple(one for one in (self.report, self.csv, self.fhir, self.annotated) if one is not None)


class FindingFiles:
    """Writes what was asked for.

    Args:
        targets: where to.
        source: the file of claims; an output never takes its place.
        made_at: instant of the check.

    Raises:
        InputError: two targets are one file, one is the source, or one cannot be written.
    """

    def __init__(self, targets: Targets, source: Path, made_at: datetime) -> None:
        self._targets, self._source, self._made_at = targets, source, made_at
        named = [one.resolve() for one in targets.named()]
        if source.resolve() in named or len(set(named)) < len(named):
            raise InputError("An output would overwrite the claims or another output.", slug="input.same-file")
        self._notes = Annotations() if targets.annotated else None
        self._open: dict[Path, IO[str]] = {}
        self._responses = 0
        if targets.csv:
            self._begin(targets.csv, csv_header())
        if targets.fhir:
            self._begin(targets.fhir, '{"resourceType": "Bundle", "type": "collection"')

    def add(self, told: ReportedClaim | Issue) -> None:
        """Write one claim or issue."""
        if self._notes is not None:
            self._notes.add(told)
        if self._targets.csv:
            self._open[self._targets.csv].writelines(csv_rows(told))
        if self._targets.fhir and isinstance(told, ReportedClaim):
            before = ",\n" if self._responses else ', "entry": [\n'
            entry = json.dumps({"resource": claim_response(told, self._made_at)}, ensure_ascii=False)
            self._open[self._targets.fhir].write(before + entry)
            self._responses += 1

    def finish(self, content: ReportContent) -> None:
        """Write what needs the whole, then give every file its name."""
        if self._targets.fhir:
            self._open[self._targets.fhir].write("]}\n" if self._responses else "}\n")
        if self._targets.report:
            self._begin(self._targets.report, report_page(content, self._made_at).decode())
        if self._targets.annotated and self._notes is not None:
            self._begin(self._targets.annotated, self._annotated(self._notes))
        for target, file in self._open.items():
            file.close()
            _beside(target).replace(target)
        self._open.clear()

    def close(self) -> None:
        """Take away what is unfinished."""
        for target, file in self._open.items():
            file.close()
            with contextlib.suppress(OSError):
                _beside(target).unlink(missing_ok=True)

    def _annotated(self, notes: Annotations) -> Iterator[str]:
        with self._source.open("rb", 1 << 16) as stream:
            yield from annotated(stream, notes.at)

    def _begin(self, target: Path, text: str | Iterator[str]) -> None:
        try:
            file = _beside(target).open("w", encoding="utf-8", newline="")
        except OSError as refused:
            raise InputError(f"{target} cannot be written ({refused.strerror}).", slug="input.not-writable") from None
        self._open[target] = file
        file.writelines([text] if isinstance(text, str) else text)


def _beside(target: Path) -> Path:
    return target.with_name(f".{target.name}.unfinished")
