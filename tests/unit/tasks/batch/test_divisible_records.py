"""A record that holds many small ones: they are counted one by one, and one that ends its process costs only itself."""

from __future__ import annotations

import json
import os
import signal
from dataclasses import dataclass

from codewell.tasks.batch.job import Outcome
from codewell.tasks.batch.records import BatchRecord
from codewell.tasks.batch.run_batch import BatchRequest, run_batch


@dataclass(frozen=True)
class Words:
    """Answers a line with its words, one a line; the word `die` does what it says."""

    name = "words"

    def settings(self) -> str:
        return "words"

    def apart(self, record: BatchRecord) -> tuple[BatchRecord, ...]:
        words = json.loads(record.line)["text"].split()
        lines = [json.dumps({"text": word}).encode() for word in words]
        return tuple(BatchRecord(number, line, None, len(line), line) for number, line in enumerate(lines))

    def open(self, folder):
        def process(record: BatchRecord) -> Outcome:
            words = json.loads(record.line)["text"].split()
            if "die" in words:
                os.kill(os.getpid(), signal.SIGKILL)
            return Outcome("".join(f'"{word}"\n' for word in words).encode(), words.count("bad"), records=len(words))

        return process


def test_records_within_a_record_are_counted(tmp_path):
    source = tmp_path / "in.ndjson"
    source.write_text('{"text": "a bad b"}\n{"text": "c"}\n')
    told = []
    result = run_batch(BatchRequest(source, tmp_path / "out.ndjson", Words()), lambda *at: told.append(at[0]))
    assert (result.records, result.failed, told) == (4, 1, [4])
    assert (tmp_path / "out.ndjson").read_text().split() == ['"a"', '"bad"', '"b"', '"c"']


def test_one_that_ends_its_process_costs_no_other(tmp_path):
    source = tmp_path / "in.ndjson"
    source.write_text('{"text": "a die b"}\n{"text": "c"}\n')
    result = run_batch(BatchRequest(source, tmp_path / "out.ndjson", Words(), workers=2))
    lines = [json.loads(line) for line in (tmp_path / "out.ndjson").read_text().splitlines()]
    assert (result.records, result.failed) == (4, 1)
    assert [lines[0], lines[1]["error"]["slug"], *lines[2:]] == ["a", "batch.process-ended", "b", "c"]
