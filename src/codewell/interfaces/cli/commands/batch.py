"""`codewell batch`."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from codewell.interfaces.cli.parameters import DayType, on_option
from codewell.interfaces.cli.patient_options import patient_options
from codewell.interfaces.cli.session import session_of

if TYPE_CHECKING:
    from codewell.tasks.batch.pool import Engine

_EPILOG = """\b
Examples:
  codewell batch code notes.ndjson coded.ndjson --profile complete
  codewell batch code charts/ coded.parquet --workers 2
  codewell batch code notes.ndjson coded.ndjson --engine spark --master spark://host:7077
  codewell batch check claims.csv findings.ndjson --payer medicare-mac

\b
IN is a folder of documents, or a file that ends in .ndjson, .jsonl, .csv or .parquet with the
columns id and text. A record may state on (its day of service), setting, age or born, sex, pregnant,
weeks and encounter; what it leaves open is the option's, else read from its note. OUT is a file that ends in .ndjson or
.parquet, or a folder. Interrupt it when you like: the same command goes on from there, and
the result is the same, byte for byte. A record that cannot be done is an error in its place.
Exit code 9: done, and some records are errors.
"""


@click.group("batch", epilog=_EPILOG, short_help="Work through many notes or claims, with resumption.")
def command() -> None:
    """Work through many notes: a folder, or the records of a file."""


_SOURCE = click.argument("source", metavar="IN", type=click.Path(path_type=Path))
_TARGET = click.argument("target", metavar="OUT", type=click.Path(path_type=Path))
_WORKERS = click.option(
    "--workers", type=click.IntRange(1, 256), metavar="N", help="Processes; without it one for each core of this machine."
)
_START_OVER = click.option("--start-over", is_flag=True, help="Forget what an interrupted run has done.")


@command.command("code", epilog=_EPILOG)
@_SOURCE
@_TARGET
@on_option
@click.option("--profile", type=click.Choice(["us-billing", "complete"]), default="us-billing", show_default=True)
@click.option("--setting", type=click.Choice(["outpatient", "inpatient"]), help="Of all notes; without it each note says it.")
@patient_options
@_WORKERS
@click.option(
    "--engine", type=click.Choice(["pool", "spark"]), default="pool", show_default=True, help="Processes here, or Spark."
)
@click.option("--master", metavar="URL", help="Spark's master; without it local[2].")
@_START_OVER
@click.pass_context
def code(
    context: click.Context,
    source: Path,
    target: Path,
    on: date | None,
    profile: str,
    setting: str | None,
    age: str | None,
    sex: str | None,
    pregnant: bool | None,
    weeks: str | None,
    encounter: str | None,
    workers: int | None,
    engine: str,
    master: str | None,
    start_over: bool,
) -> int:
    """Code every note of IN into OUT."""
    from codewell.clinical.profile import Profile, Setting
    from codewell.interfaces.cli.batches import run_shown
    from codewell.tasks.batch.note_jobs import CodeNotes, day_of_unfinished, releases_of
    from codewell.tasks.batch.run_batch import BatchRequest
    from codewell.tasks.patient_facts import stated_facts

    doing = _engine(engine, master, workers)
    workplace = session_of(context).workplace()
    patient = stated_facts(age=age, sex=sex, pregnant=pregnant, weeks=weeks, encounter=encounter)
    chosen = Setting(setting) if setting else None
    day = on or (None if start_over else day_of_unfinished(target)) or workplace.today
    job = CodeNotes(workplace.home.absolute(), day, Profile(profile), chosen, patient, releases_of(workplace))
    count = workers or os.cpu_count() or 1
    return run_shown(BatchRequest(source, target, job, count, start_over, engine=doing), "notes")


def _engine(name: str, master: str | None, workers: int | None) -> Engine:
    if name == "pool":
        if master is not None:
            raise click.UsageError("--master is for --engine spark.")
        from codewell.tasks.batch.pool import processed

        return processed
    if workers is not None:
        raise click.UsageError("With --engine spark the master says how many work at once: leave --workers out.")
    from codewell.interfaces.spark.engine import spark_engine

    return spark_engine(master or "local[2]")


_CHECK_EPILOG = """\b
Examples:
  codewell batch check claims.csv findings.ndjson
  codewell batch check claims.837 findings.parquet --payer medicaid --workers 2

\b
IN is X12 837, FHIR, CSV (`codewell claim template`; no line ends within cells), Parquet or NDJSON, one record a
claim. A line of OUT is {"id", "verdict", "findings", "no_data"}: findings that fail or are bypassed whole, edits that
lacked data by their ids. Numbers used twice are not told here. Exit code 9: some claims could not be read.
"""


@command.command("check", epilog=_CHECK_EPILOG)
@_SOURCE
@_TARGET
@click.option("--payer", default="medicare-mac", show_default=True, metavar="P", help="Payer profile of claims that name none.")
@click.option("--received", type=DayType(), metavar="DATE", help="Day on which the payer receives the claims.")
@_WORKERS
@_START_OVER
@click.pass_context
def check(
    context: click.Context,
    source: Path,
    target: Path,
    payer: str,
    received: date | None,
    workers: int | None,
    start_over: bool,
) -> int:
    """Check every claim of IN against the claim edits, into OUT."""
    from codewell.interfaces.cli.batches import run_shown
    from codewell.tasks.batch.check_claims import MOST_BYTES, MOST_RECORDS, CheckClaims, open_claims_input
    from codewell.tasks.batch.note_jobs import releases_of
    from codewell.tasks.batch.run_batch import BatchRequest

    workplace = session_of(context).workplace()
    claims = open_claims_input(source, payer)
    job = CheckClaims(workplace.home.absolute(), claims, received, releases_of(workplace))
    request = BatchRequest(
        source,
        target,
        job,
        workers or os.cpu_count() or 1,
        start_over,
        opened=claims,
        most_records=MOST_RECORDS,
        most_bytes=MOST_BYTES,
    )
    return run_shown(request, "claims")
