"""`codewell claim`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from codewell.interfaces.cli.parameters import DayType, json_option
from codewell.interfaces.cli.session import on_terminal, session_of
from codewell.interfaces.outcomes import CLAIM_NOT_SURE, CLAIM_WOULD_FAIL, CLAIMS_UNREAD, DONE
from codewell.kernel.errors import InputError

if TYPE_CHECKING:
    from codewell.claims.issue import Issue
    from codewell.interfaces.claim_outputs.report import ReportContent
    from codewell.tasks.check_claims_file import CheckedFile, ReportedClaim, Totals

_EPILOG = """\b
Examples:
  codewell claim check claims.837
  codewell claim check claims.csv --payer medicaid --report report.html --csv findings.csv
  codewell claim check claims.837 --remittance answers.835 --annotated marked.txt
  codewell claim check claims.csv --history last-year.csv
  codewell claim check bundle.json --json
  codewell claim template > claims.csv

\b
FILE is X12 837 (P, I or D), a FHIR Claim or Bundle, CSV, Parquet or JSON; its content says which. - is standard
input. Exit codes: 0 nothing found, 9 something could not be read (the rest was checked), 10 some claim would be
denied, 11 no claim would be denied but edits lacked data, which is no pass; 2 the file is refused.
"""


@click.group("claim", epilog=_EPILOG, short_help="Check claims before they are sent.")
def command() -> None:
    """Check claims the way a payer's systems will, before they are sent."""


_PATH = click.Path(path_type=Path, dir_okay=False)


@command.command("check", epilog=_EPILOG)
@click.argument("file", metavar="FILE", type=_PATH)
@json_option
@click.option("--ndjson", is_flag=True, help="Write one JSON object a claim or issue, a line each.")
@click.option(
    "--payer", default="medicare-mac", show_default=True, metavar="P", help="Payer profile: medicare-mac, medicaid, commercial."
)
@click.option("--received", type=DayType(), metavar="DATE", help="Day on which the payer receives the claims.")
@click.option("--state", default="", metavar="ST", help="State of the services of claims that name none, for local coverage.")
@click.option("--remittance", type=_PATH, metavar="FILE", help="An X12 835 or 277: denials are shown beside the findings.")
@click.option("--history", type=_PATH, metavar="FILE", help="Earlier claims of the same patients, in any form that is read.")
@click.option("--report", type=_PATH, metavar="HTML", help="Write a report that prints.")
@click.option("--csv", "as_csv", type=_PATH, metavar="CSV", help="Write one row a finding.")
@click.option("--fhir", type=_PATH, metavar="JSON", help="Write a Bundle of ClaimResponses.")
@click.option("--annotated", type=_PATH, metavar="TXT", help="Write the file's text with findings between its segments.")
@click.pass_context
def check(
    context: click.Context,
    file: Path,
    as_json: bool,
    ndjson: bool,
    payer: str,
    received: date | None,
    state: str,
    remittance: Path | None,
    history: Path | None,
    report: Path | None,
    as_csv: Path | None,
    fhir: Path | None,
    annotated: Path | None,
) -> int:
    """Check the claims of FILE: which edit would deny which line, why, by which release, and what mends it."""
    from codewell.interfaces.claim_outputs.report import ReportContent
    from codewell.interfaces.cli.claim_files import FindingFiles, Targets
    from codewell.tasks.check_claims_file import ClaimsRequest, check_claims_file

    if as_json and ndjson:
        raise click.UsageError("Choose --json or --ndjson.")
    if str(file) == "-" and annotated:
        raise click.UsageError("--annotated reads the file twice; name a file in the place of -.")
    session = session_of(context)
    content = ReportContent()
    with ExitStack() as stack:
        answers = stack.enter_context(_opened(remittance)) if remittance else None
        earlier = stack.enter_context(_opened(history)) if history else None
        stream = stack.enter_context(_opened(file))
        request = ClaimsRequest(payer, received, _state(state))
        found = check_claims_file(session.workplace(), stream, request, answers, earlier)
        files = FindingFiles(Targets(report, as_csv, fhir, annotated), file, session.clock())
        stack.callback(files.close)
        _write(_kept(found, content, files.add), found, content, as_json=as_json, ndjson=ndjson)
        files.finish(content)
    return _exit_code(content.totals)


@command.command("template")
def template() -> None:
    """Print the header of the CSV form with two rows of an example; docs/claims.md explains every column."""
    from codewell.claims.columns import columns
    from codewell.claims.example import EXAMPLE_ROWS

    click.echo(",".join(column.name for column in columns()))
    for row in EXAMPLE_ROWS:
        click.echo(",".join(row.get(column.name, "") for column in columns()))


def _state(text: str) -> str:
    from codewell.claims.fields import state

    try:
        return state(text) if text else ""
    except ValueError:
        raise click.UsageError("--state takes two letters, such as CA.") from None


def _opened(path: Path) -> BinaryIO:
    if str(path) == "-":
        return sys.stdin.buffer
    try:
        return path.open("rb", 1 << 16)
    except OSError as refused:
        raise InputError(
            f"{path} cannot be read ({refused.strerror}).", next_step="Check the path.", slug="input.unreadable"
        ) from None


def _kept(found: CheckedFile, content: ReportContent, add: object) -> Iterator[ReportedClaim | Issue]:
    """Yield what is told, having counted it and handed it to the files."""
    assert callable(add)
    for told in found.told:
        content.add(told)
        add(told)
        yield told


def _write(
    told: Iterator[ReportedClaim | Issue], found: CheckedFile, content: ReportContent, *, as_json: bool, ndjson: bool
) -> None:
    from codewell.claims.issue import Issue
    from codewell.interfaces.claim_outputs.as_json import claim_to_wire, issue_to_wire, totals_to_wire
    from codewell.interfaces.cli.claim_sheet import write_told, write_totals
    from codewell.interfaces.cli.sheet import Sheet

    if ndjson:
        for one in told:
            click.echo(json.dumps(issue_to_wire(one) if isinstance(one, Issue) else claim_to_wire(one)))
        return
    if as_json:
        issues = []
        click.echo(f'{{"format": "{found.format.value}",\n"claims": [', nl=False)
        before = "\n"
        for one in told:
            if isinstance(one, Issue):
                issues.append(issue_to_wire(one))
            else:
                click.echo(before + json.dumps(claim_to_wire(one), ensure_ascii=True), nl=False)
                before = ",\n"
        totals = json.dumps(totals_to_wire(content.totals))
        click.echo(f'\n],\n"issues": {json.dumps(issues)},\n"totals": {totals}}}')
        return
    sheet = Sheet(sys.stdout, colour=on_terminal())
    for one in told:
        write_told(sheet, one)
    write_totals(sheet, content)


def _exit_code(totals: Totals) -> int:
    if totals.lost:
        return CLAIMS_UNREAD.exit_code
    if totals.failing:
        return CLAIM_WOULD_FAIL.exit_code
    return CLAIM_NOT_SURE.exit_code if totals.unsure else DONE.exit_code
