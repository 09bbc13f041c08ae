"""What a batch leaves: one file of lines, a Parquet table, a folder of lines, or a folder of documents."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from pathlib import Path

from codewell.kernel.errors import InputError
from codewell.tasks.batch.ledger import FILES, Ledger, storage
from codewell.tasks.batch.parquet import parquet_library

OUTCOMES_FILE = "outcomes.ndjson"


class OutputKind(Enum):
    """The form of the output."""

    NDJSON = "ndjson"
    PARQUET = "parquet"
    SHARDS = "shards"
    """A folder of NDJSON files, one a shard: for outputs that no one file should hold."""
    DOCUMENTS = "documents"
    """A folder with a document for each of the input, and `outcomes.ndjson`."""


def output_kind(place: Path, *, makes_documents: bool) -> OutputKind:
    """Return the form that a place asks for by its ending.

    Raises:
        InputError: it lies there already, or its ending names no form.
    """
    if place.exists() and not (place.is_dir() and not any(place.iterdir())):
        raise InputError(f"{place} exists already.", next_step="Name a new place, or remove it.", slug="input.output-exists")
    suffix = place.suffix.lower()
    if makes_documents:
        if suffix in (".ndjson", ".jsonl", ".parquet"):
            raise InputError("A folder of documents becomes a folder.", next_step="Name a folder.", slug="input.not-an-output")
        return OutputKind.DOCUMENTS
    if suffix in (".ndjson", ".jsonl"):
        return OutputKind.NDJSON
    if suffix == ".parquet":
        parquet_library()
        return OutputKind.PARQUET
    if suffix == "":
        return OutputKind.SHARDS
    raise InputError(
        f"A batch does not write files that end in {suffix}.",
        next_step="Name a file that ends in .ndjson or .parquet, or a folder.",
        slug="input.not-an-output",
    )


def finish(ledger: Ledger, shards: Sequence[int], place: Path, kind: OutputKind) -> None:
    """Put the shards in order into the output's place; it appears whole or not at all, and the work folder goes.

    Raises:
        StorageError: the disk refused; what is done stays in the work folder.
    """
    unfinished = place.with_name(f".{place.name}.unfinished-output")
    files = [ledger.lines(shard) for shard in shards]
    try:
        _remove(unfinished)
        match kind:
            case OutputKind.NDJSON:
                _joined(files, unfinished)
            case OutputKind.PARQUET:
                _table(files, unfinished)
            case OutputKind.SHARDS:
                unfinished.mkdir(parents=True)
                for file in files:
                    shutil.copyfile(file, unfinished / f"part-{file.name}")
            case OutputKind.DOCUMENTS:
                made = ledger.folder / FILES
                made.mkdir(exist_ok=True)
                _joined(files, made / OUTCOMES_FILE)
                unfinished = made
        if place.is_dir():
            place.rmdir()
        place.parent.mkdir(parents=True, exist_ok=True)
        os.replace(unfinished, place)
    except OSError as refused:
        if kind is not OutputKind.DOCUMENTS:
            _remove(unfinished)
        raise storage(place, refused) from None
    ledger.clear()


def _remove(place: Path) -> None:
    if place.is_dir():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)


def _joined(files: Iterable[Path], place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("wb") as out:
        for file in files:
            with file.open("rb") as lines:
                shutil.copyfileobj(lines, out)


def _table(files: Iterable[Path], place: Path) -> None:
    """Write a table with the id as text, the codes as text with their confidence, and the whole answer as JSON."""
    arrow, parquet = parquet_library()
    code = arrow.struct([("code", arrow.string()), ("confidence", arrow.float64())])
    schema = arrow.schema(
        [
            ("id", arrow.string()),
            ("codes", arrow.list_(code)),
            ("text", arrow.string()),
            ("error", arrow.string()),
            ("answer", arrow.string()),
        ]
    )
    place.parent.mkdir(parents=True, exist_ok=True)
    with parquet.ParquetWriter(place, schema) as out:
        for file in files:
            out.write_table(arrow.Table.from_pylist(list(_table_rows(file)), schema))


def _table_rows(file: Path) -> Iterator[dict[str, object]]:
    for line in file.read_bytes().splitlines():
        answer = json.loads(line)
        identity, text = answer.pop("id"), answer.pop("text", None)
        codes = answer.get("codes")
        yield {
            "id": identity if isinstance(identity, str) or identity is None else json.dumps(identity),
            "codes": None if codes is None else [{"code": one["code"], "confidence": one.get("confidence")} for one in codes],
            "text": text,
            "error": answer["error"]["slug"] if "error" in answer else None,
            "answer": json.dumps(answer, ensure_ascii=False),
        }
