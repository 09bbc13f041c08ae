"""The pure function over lines gives the bytes of a batch, also after it was pickled."""

from __future__ import annotations

import json
import pickle
from dataclasses import dataclass

from codewell.tasks.batch.batch_function import BatchFunction
from codewell.tasks.batch.job import Outcome
from codewell.tasks.batch.run_batch import BatchRequest, run_batch
from codewell.tasks.record_lines import LONGEST_LINE, answered_line, encoded_line

LINES = ['{"id": 1, "text": "ä"}', "no json", '{"id": "3"}', "", '{"id": 5, "text": "b"}']


@dataclass(frozen=True)
class Backwards:
    """Answers with the text read from its end."""

    name = "backwards"

    def settings(self) -> str:
        return "backwards"

    def open(self, folder):
        def process(record):
            told = answered_line(record.line, lambda one: {"text": one.text("text")[::-1]})
            return Outcome(encoded_line(told), "error" in told)

        return process


def test_it_gives_the_bytes_of_a_batch(tmp_path):
    (tmp_path / "in.ndjson").write_text("\n".join(LINES) + "\n")
    run_batch(BatchRequest(tmp_path / "in.ndjson", tmp_path / "out.ndjson", Backwards()))
    sent = pickle.loads(pickle.dumps(BatchFunction(Backwards())))
    outcomes = sent(LINES)
    assert b"".join(one.line for one in outcomes) == (tmp_path / "out.ndjson").read_bytes()
    assert [bool(one.failed) for one in outcomes] == [False, True, True, True, False]


def test_a_line_without_end_is_an_error_in_its_place():
    long, short = BatchFunction(Backwards())([" " * (LONGEST_LINE + 1), '{"id": 2, "text": "ab"}'])
    assert "error" in json.loads(long.line)
    assert json.loads(short.line) == {"id": 2, "text": "ba"}
