"""`codewell rt`: radiation oncology, from an episode's DICOM files to codes, claims and audits, and the laboratory."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from codewell.interfaces.cli.parameters import DayType, json_option
from codewell.interfaces.cli.progress import ProgressLine
from codewell.interfaces.cli.session import on_terminal, session_of, write_json
from codewell.interfaces.cli.sheet import Sheet
from codewell.interfaces.outcomes import CLAIM_WOULD_FAIL, CLAIMS_UNREAD, DONE
from codewell.kernel.errors import InputError
from codewell.radonc.coding.lines import RtSetting
from codewell.radonc.coding.payers import PAYER_IDS
from codewell.tasks.wire import to_wire

if TYPE_CHECKING:
    from codewell.kernel.text import ClinicalText
    from codewell.radonc.facts import Episode
    from codewell.tasks.radonc.coded_rt_episode import CodedRtEpisode

_EPILOG = """\b
Examples:
  codewell rt facts export.zip
  codewell rt code export/ --setting hospital
  codewell rt code export/ --note consult.txt --locality 1320201
  codewell rt code export/ --as 837 --out course.837
  codewell rt audit export/ billed.837 --setting freestanding
  codewell rt lab --list
  codewell rt lab prostate-imrt --out prostate/

\b
DIR is a folder of DICOM-RT files to any depth, a ZIP archive of them, or one file: plans, treatment
records, structures, doses, CT, registrations. Nothing is unpacked, kept or sent, and no patient's name,
number or birth date is shown. Exit codes: 0 done, 9 done but some file could not be used, 10 `audit`
found billed lines that differ, 2 the input is refused, 7 the extra is not installed.
"""
_SOURCE = click.Path(path_type=Path)
_FILE = click.Path(path_type=Path, dir_okay=False)

_STEPS = {"reading": "files"}

setting_option = click.option(
    "--setting",
    type=click.Choice([one.value for one in RtSetting]),
    default=RtSetting.HOSPITAL.value,
    show_default=True,
    help="Where the technical part is furnished; until 2025 it decides which delivery codes Medicare takes.",
)
payer_option = click.option(
    "--payer", default="medicare", show_default=True, metavar="P", help=f"Payer profile: {', '.join(PAYER_IDS)}."
)
note_option = click.option("--note", type=_FILE, metavar="FILE", help="The course's note, for what DICOM does not show.")
locality_option = click.option(
    "--locality", default="", metavar="DIGITS", help="Medicare locality, seven digits; `codewell fee --localities` lists them."
)


@click.group("rt", epilog=_EPILOG, short_help="Radiation oncology: DICOM-RT files to codes.")
def command() -> None:
    """Code radiation therapy from its DICOM files; audit what was billed; run a laboratory that makes such files."""


@command.command("facts", epilog=_EPILOG)
@click.argument("source", metavar="DIR", type=_SOURCE)
@note_option
@json_option
def facts(source: Path, note: Path | None, as_json: bool) -> int:
    """Show what the files of DIR show: plans, techniques, sessions, guidance, each with file, tag and value."""
    from codewell.interfaces.cli.rt_facts_sheet import write_episode
    from codewell.tasks.radonc.episode_facts import FactsRequest, episode_facts

    with _progress("Reading") as told:
        episode = episode_facts(FactsRequest(_there(source), _note(note), told))
    if as_json:
        write_json(to_wire(episode))
    else:
        write_episode(Sheet(sys.stdout, colour=on_terminal()), episode)
    return _exit_code(episode)


@command.command("code", epilog=_EPILOG)
@click.argument("source", metavar="DIR", type=_SOURCE)
@setting_option
@payer_option
@note_option
@locality_option
@json_option
@click.option(
    "--as", "form", type=click.Choice(["claim-json", "fhir", "837", "csv"]), help="Write the lines as claims in this form."
)
@click.option("--out", type=_FILE, metavar="FILE", help="Where to with --as; without it, standard output.")
@click.pass_context
def code(
    context: click.Context,
    source: Path,
    setting: str,
    payer: str,
    note: Path | None,
    locality: str,
    as_json: bool,
    form: str | None,
    out: Path | None,
) -> int:
    """Code the episode of DIR: each code by day of service, with what shows it, what was rejected and what stays open."""
    if form and as_json:
        raise click.UsageError("Choose --json or --as.")
    if out and not form:
        raise click.UsageError("--out goes with --as.")
    from codewell.tasks.radonc.code_rt_episode import RtRequest, code_rt_episode

    workplace = session_of(context).workplace()
    with _progress("Reading") as told:
        request = RtRequest(_there(source), RtSetting(setting), payer, _note(note), locality, told)
        result = code_rt_episode(workplace, request)
    if form:
        _export(result, form, out, workplace.today)
    elif as_json:
        write_json(to_wire(result))
    else:
        from codewell.interfaces.cli.rt_sheet import write_coded_episode
        from codewell.tasks.radonc.rt_claim import check_rt_claims

        write_coded_episode(Sheet(sys.stdout, colour=on_terminal()), result, check_rt_claims(workplace, result))
    return _exit_code(result.episode)


@command.command("audit", epilog=_EPILOG)
@click.argument("source", metavar="DIR", type=_SOURCE)
@click.argument("claims", metavar="CLAIM", type=_FILE)
@setting_option
@payer_option
@note_option
@locality_option
@json_option
@click.pass_context
def audit(
    context: click.Context,
    source: Path,
    claims: Path,
    setting: str,
    payer: str,
    note: Path | None,
    locality: str,
    as_json: bool,
) -> int:
    """Compare what CLAIM bills of the course of DIR with what its files show: missed, unsupported, wrong, and the money.

    CLAIM is X12 837, a FHIR Claim or Bundle, CSV, Parquet or JSON, and holds the claims of this course alone.
    """
    from codewell.tasks.radonc.audit_rt_charges import audit_rt_charges
    from codewell.tasks.radonc.code_rt_episode import RtRequest

    workplace = session_of(context).workplace()
    with _progress("Reading") as told, _opened(claims) as stream:
        request = RtRequest(_there(source), RtSetting(setting), payer, _note(note), locality, told)
        result, found = audit_rt_charges(workplace, request, stream)
    if as_json:
        write_json(to_wire(found))
    else:
        from codewell.interfaces.cli.rt_audit_sheet import write_audit
        from codewell.interfaces.cli.rt_facts_sheet import write_course, write_problems

        sheet = Sheet(sys.stdout, colour=on_terminal())
        write_course(sheet, result.episode)
        write_audit(sheet, found)
        write_problems(sheet, result.episode, result.coded.problems)
    if any(issue.lost for issue in found.issues):
        return CLAIMS_UNREAD.exit_code
    return CLAIM_WOULD_FAIL.exit_code if found.findings else _exit_code(result.episode)


@command.command("lab", epilog=_EPILOG)
@click.argument("preset", required=False, metavar="PRESET")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="A folder that is new or empty.")
@click.option("--first-day", type=DayType(), metavar="D", help="First day of treatment, YYYY-MM-DD; else the scenario's own.")
@click.option("--quick", is_flag=True, help="Coarse grids: seconds in place of minutes, to try things out.")
@click.option("--list", "lists", is_flag=True, help="List the scenarios.")
@json_option
def lab(preset: str | None, out: Path | None, first_day: date | None, quick: bool, lists: bool, as_json: bool) -> None:
    """Image a phantom, plan, deliver and guide a treatment, and write it all as DICOM. Not for clinical use."""
    from codewell.tasks.radonc.rt_lab import RtLabRequest, lab_scenarios, run_rt_lab

    if lists:
        from codewell.interfaces.cli.rt_lab_sheet import write_scenarios

        found = lab_scenarios()
        write_json(to_wire(found)) if as_json else write_scenarios(Sheet(sys.stdout, colour=on_terminal()), found)
        return
    if preset is None:
        raise click.UsageError("Name a scenario, or --list.")
    if out is None:
        raise click.UsageError("Name a folder with --out.")
    with _progress("Laboratory") as told:
        made = run_rt_lab(RtLabRequest(preset, out, first_day, quick, told))
    if as_json:
        write_json(to_wire(made))
        return
    from codewell.interfaces.cli.rt_lab_sheet import write_lab_run

    write_lab_run(Sheet(sys.stdout, colour=on_terminal()), made)


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as refused:
        raise InputError(
            f"{path} cannot be read ({refused.strerror}).", next_step="Check the path.", slug="input.unreadable"
        ) from None


def _export(result: CodedRtEpisode, form: str, out: Path | None, made_on: date) -> None:
    from codewell.tasks.radonc.export_rt_claim import RtClaimFormat, export_rt_claim

    made = export_rt_claim(result, RtClaimFormat(form), made_on)
    if out is None:
        sys.stdout.write(made.content)
    else:
        try:
            out.write_text(made.content, encoding="utf-8", newline="")
        except OSError as refused:
            raise InputError(f"{out} cannot be written ({refused.strerror}).", slug="input.not-writable") from None
        click.echo(f"{made.lines} lines in {made.claims} claims written to {out}.", err=True)
    click.echo(made.fill_in, err=True)
    if made.without_diagnosis:
        click.echo("The files state no diagnosis code; add the diagnoses before you send the claims.", err=True)


def _there(source: Path) -> Path:
    if not source.exists():
        raise InputError(
            f"{source} does not exist.", next_step="Give a folder or a ZIP archive of DICOM files.", slug="input.unreadable"
        )
    return source


def _note(path: Path | None) -> ClinicalText | None:
    if path is None:
        return None
    from codewell.tasks.read_note import read_note

    try:
        content = path.read_bytes()
    except OSError as refused:
        raise InputError(f"The note {path} cannot be read ({refused.strerror}).", slug="input.unreadable") from None
    return read_note(content, path.name).text


@contextmanager
def _progress(what: str) -> Iterator[Callable[[str, int, int], None]]:
    """Show progress while a person watches; the bar ends however the work ends."""
    shown = ProgressLine(what)
    try:
        yield lambda step, done, total: shown.step(_STEPS.get(step, step), done, total)
    finally:
        shown.finish()


def _exit_code(episode: Episode) -> int:
    from codewell.interfaces.cli.rt_facts_sheet import HARMLESS

    lost = any(one.slug not in HARMLESS for one in episode.problems)
    return CLAIMS_UNREAD.exit_code if lost else DONE.exit_code
