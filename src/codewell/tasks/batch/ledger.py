"""The ledger of a batch: which shards are done, from which records, so that an interrupted batch goes on where it was.

A shard counts as done when its line stands in the ledger; the line is written after the shard's file has its name. The
ledger holds numbers and digests, never text and never the name of a record.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from codewell.kernel.errors import InputError, StorageError
from codewell.tasks.batch.job import Outcome
from codewell.tasks.batch.records import BatchRecord

FILES = "files"


@dataclass(frozen=True, slots=True)
class ShardDone:
    """A shard that is done.

    Args:
        shard: 0-based number.
        records: how many it holds.
        failed: how many of them are errors.
        made_from: digest of its records and of the job's settings.
        digest: of the lines that came of it.
    """

    shard: int
    records: int
    failed: int
    made_from: str
    digest: str


class Ledger:
    """The work folder of one batch.

    Args:
        folder: beside the output; made where it is missing.
        settings: of the job; a ledger of other settings is refused.

    Raises:
        InputError: an unfinished batch with other settings lies there.
        StorageError: the folder cannot be written.
    """

    def __init__(self, folder: Path, settings: str) -> None:
        self.folder = folder
        self._settings = settings
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._check_plan(folder / "plan.json")
            self._done = self._read()
        except OSError as refused:
            raise storage(folder, refused) from None

    def _check_plan(self, plan: Path) -> None:
        if plan.exists():
            if json.loads(plan.read_text("utf-8")) != self._settings:
                raise InputError(
                    f"{self.folder} holds an unfinished batch that ran with other settings or releases.",
                    next_step="Finish it with the command it was started with, or begin anew with --start-over.",
                    slug="input.other-batch",
                )
            return
        written(plan, json.dumps(self._settings).encode())

    def _read(self) -> dict[int, ShardDone]:
        done: dict[int, ShardDone] = {}
        ledger = self.folder / "ledger.ndjson"
        if ledger.exists():
            for line in ledger.read_bytes().splitlines(keepends=True):
                if line.endswith(b"\n"):  # a line that a crash cut short tells of nothing
                    entry = ShardDone(**json.loads(line))
                    done[entry.shard] = entry
        return done

    def made_from(self, records: Sequence[BatchRecord]) -> str:
        """Return the digest of what a shard is made from."""
        digest = hashlib.sha256(self._settings.encode())
        for record in records:
            digest.update(len(record.stamp).to_bytes(8, "big") + record.stamp)
        return digest.hexdigest()

    def done(self, shard: int, made_from: str) -> ShardDone | None:
        """Return the entry of a shard that is done and whose records and file are still what they were."""
        entry = self._done.get(shard)
        if entry is None or entry.made_from != made_from or not self.lines(shard).exists():
            return None
        return entry if _digest(self.lines(shard).read_bytes()) == entry.digest else None

    def lines(self, shard: int) -> Path:
        """Return where the lines of a shard lie."""
        return self.folder / f"{shard:08d}.ndjson"

    def keep(self, shard: int, made_from: str, outcomes: Sequence[Outcome]) -> ShardDone:
        """Write what came of a shard, then note it as done.

        Raises:
            StorageError: the disk refused; the shards before it stay.
        """
        lines = b"".join(outcome.line for outcome in outcomes)
        records, failed = sum(one.records for one in outcomes), sum(one.failed for one in outcomes)
        entry = ShardDone(shard, records, failed, made_from, _digest(lines))
        try:
            for outcome in outcomes:
                if outcome.file_name:
                    written(self.folder / FILES / outcome.file_name, outcome.content)
            written(self.lines(shard), lines)
            with (self.folder / "ledger.ndjson").open("ab") as ledger:
                ledger.write((json.dumps(asdict(entry)) + "\n").encode())
                ledger.flush()
                os.fsync(ledger.fileno())
        except OSError as refused:
            raise storage(self.folder, refused) from None
        self._done[shard] = entry
        return entry

    def key(self) -> bytes:
        """Return random bytes that stay the same until the batch is done.

        Only the owner can read them, and they go with the folder.

        Raises:
            StorageError: the disk refused.
        """
        place = self.folder / "key"
        try:
            if not place.exists():
                unfinished = place.with_name(".key.unfinished")
                unfinished.unlink(missing_ok=True)
                with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                    file.write(secrets.token_bytes(32))
                unfinished.replace(place)
            return place.read_bytes()
        except OSError as refused:
            raise storage(self.folder, refused) from None

    def clear(self) -> None:
        """Take the work folder away."""
        shutil.rmtree(self.folder, ignore_errors=True)


def work_folder(target: Path) -> Path:
    """Return where an unfinished batch lies: beside its target."""
    return target.with_name(f"{target.name}.work")


def settings_of_unfinished(target: Path) -> str:
    """Return the settings that an interrupted batch began with; empty where there is none to go on with."""
    try:
        return str(json.loads((work_folder(target) / "plan.json").read_text("utf-8")))
    except (OSError, ValueError):
        return ""


def written(target: Path, content: bytes) -> None:
    """Write a file beside its place, then give it its name: nobody ever sees half of it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name[:80]}.unfinished")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(target)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise


def storage(folder: Path, refused: OSError) -> StorageError:
    """Return the error for a folder that cannot be written."""
    return StorageError(
        f"{folder} cannot be written ({refused.strerror}).",
        next_step="Make room or choose another place; run the same command again and it goes on from there.",
    )


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
