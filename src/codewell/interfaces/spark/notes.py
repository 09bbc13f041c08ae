"""Notes of a Spark DataFrame, coded where they lie."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from codewell.clinical.profile import Profile, Setting
from codewell.kernel.errors import ConfigurationError, InputError
from codewell.tasks.batch.batch_function import BatchFunction
from codewell.tasks.batch.note_jobs import CodeNotes
from codewell.tasks.batch.records import NOTE_COLUMNS

_RESULT = "id string, line string, failed boolean"


def code_notes(notes: Any, *, on: date, home: Path, profile: str = "us-billing", setting: str | None = None) -> Any:
    """Code the notes of a DataFrame, in the order of its rows.

    Args:
        notes: a DataFrame with the column `text`, and where there are any `id`, `on`, `setting` and the patient's facts.
        on: day of service of rows that state none.
        home: folder of the releases, at the same path on every executor.
        profile: `us-billing` or `complete`.
        setting: `outpatient` or `inpatient` for all notes; None lets each note say it.

    Returns:
        A DataFrame with the row's `id` as text, `line` (the JSON line that `codewell batch code` writes for it) and `failed`.

    Raises:
        InputError: there is no column `text`.
        ConfigurationError: Spark is not installed.
    """
    functions = _spark_functions()
    if "text" not in notes.columns:
        raise InputError(
            "The DataFrame has no column `text`.", next_step="Name its columns id, text and on.", slug="input.no-column"
        )
    kinds = dict(notes.dtypes)
    fields = [_field(functions, name, kinds[name]) for name in NOTE_COLUMNS if name in notes.columns]
    identity = functions.col("id").cast("string") if "id" in notes.columns else functions.lit(None).cast("string")
    rows = notes.select(identity.alias("id"), functions.to_json(functions.struct(*fields)).alias("line"))
    return _coded(rows, on, home, profile, setting)


def code_lines(lines: Any, *, on: date, home: Path, profile: str = "us-billing", setting: str | None = None) -> Any:
    """Code NDJSON lines, as `spark.read.text` yields them in the column `value`; otherwise as `code_notes`.

    The `id` of the result is null: it stands in the line.

    Raises:
        InputError: there is no column `value`.
        ConfigurationError: Spark is not installed.
    """
    functions = _spark_functions()
    if "value" not in lines.columns:
        raise InputError(
            "The DataFrame has no column `value`.", next_step="Read the lines with spark.read.text.", slug="input.no-column"
        )
    rows = lines.select(functions.lit(None).cast("string").alias("id"), functions.col("value").alias("line"))
    return _coded(rows, on, home, profile, setting)


def _coded(rows: Any, on: date, home: Path, profile: str, setting: str | None) -> Any:
    job = CodeNotes(home, on, Profile(profile), Setting(setting) if setting else None)
    return rows.mapInPandas(_over_frames(BatchFunction(job)), _RESULT)


def _over_frames(function: BatchFunction) -> Callable[[Iterator[Any]], Iterator[Any]]:
    def over(frames: Iterator[Any]) -> Iterator[Any]:
        for frame in frames:
            outcomes = function(frame["line"])
            lines = [outcome.line.decode().rstrip("\n") for outcome in outcomes]
            yield frame.assign(line=lines, failed=[bool(outcome.failed) for outcome in outcomes])

    return over


def _field(functions: Any, name: str, kind: str) -> Any:
    """Return a column as the field of a record: a time as its day, an empty day as none."""
    column = functions.col(name)
    if kind.startswith("timestamp"):
        column = functions.date_format(column, "yyyy-MM-dd")
    elif name == "on" and kind == "string":
        column = functions.when(column != "", column)
    return column.alias(name)


def _spark_functions() -> Any:
    try:
        from pyspark.sql import functions
    except ImportError:
        raise spark_missing() from None
    return functions


def spark_missing() -> ConfigurationError:
    """Return the error that says how Spark is installed."""
    return ConfigurationError(
        "Spark is not installed.", next_step="Install it: pip install 'codewell[spark]'.", slug="configuration.extra"
    )
