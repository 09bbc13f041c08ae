"""A batch gives the same bytes serial, in a pool, interrupted and resumed, and after a worker is killed."""

from __future__ import annotations

import json
import os
import signal
from dataclasses import dataclass
from pathlib import Path

import pytest

from codewell.kernel.errors import InputError, StorageError
from codewell.tasks.batch import run_batch as module
from codewell.tasks.batch.job import Outcome
from codewell.tasks.batch.ledger import work_folder
from codewell.tasks.batch.run_batch import BatchRequest, run_batch
from codewell.tasks.record_lines import answered_line, encoded_line


@dataclass(frozen=True)
class Shout:
    """Answers with the text in capitals; the words `die` and `stop` do what they say."""

    note: str = ""
    stops: bool = False
    calls: Path | None = None
    name = "shout"

    def settings(self) -> str:
        return f"shout {self.note}"

    def open(self, folder):
        def process(record):
            if record.path is not None:
                text = (folder / record.path).read_text()
                return Outcome(encoded_line({"id": record.path}), False, record.path, text.upper().encode())
            answered = answered_line(record.line, lambda one: {"text": self._answer(one.text("text"))})
            if self.calls:
                with self.calls.open("a") as calls:
                    calls.write(f"{record.number}\n")
            return Outcome(encoded_line(answered), "error" in answered)

        return process

    def _answer(self, text: str) -> str:
        if text == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if text == "stop" and self.stops:
            raise KeyboardInterrupt
        return text.upper()


def lines_file(folder: Path, texts: list[str]) -> Path:
    file = folder / "in.ndjson"
    file.write_text("".join(json.dumps({"id": number, "text": text}) + "\n" for number, text in enumerate(texts)))
    return file


TEXTS = [f"note {number}" for number in range(700)]


def test_the_number_of_processes_changes_no_byte(tmp_path):
    source = lines_file(tmp_path, [*TEXTS, "last"])
    one = run_batch(BatchRequest(source, tmp_path / "one.ndjson", Shout()))
    two = run_batch(BatchRequest(source, tmp_path / "two.ndjson", Shout(), workers=2))
    assert (one.records, two.records) == (701, 701)
    assert (tmp_path / "one.ndjson").read_bytes() == (tmp_path / "two.ndjson").read_bytes()
    lines = (tmp_path / "one.ndjson").read_text().splitlines()
    assert json.loads(lines[0]) == {"id": 0, "text": "NOTE 0"}
    assert json.loads(lines[-1]) == {"id": 700, "text": "LAST"}
    assert not work_folder(tmp_path / "one.ndjson").exists()


def test_an_interrupted_batch_goes_on_and_gives_the_same_bytes(tmp_path):
    source = lines_file(tmp_path, [*TEXTS, "stop", *TEXTS])
    whole, target, calls = tmp_path / "whole.ndjson", tmp_path / "out.ndjson", tmp_path / "calls"
    run_batch(BatchRequest(source, whole, Shout()))
    with pytest.raises(KeyboardInterrupt):
        run_batch(BatchRequest(source, target, Shout(stops=True)))
    assert not target.exists()
    result = run_batch(BatchRequest(source, target, Shout(calls=calls)))
    assert target.read_bytes() == whole.read_bytes()
    assert result.resumed == 512
    assert len(calls.read_text().splitlines()) == 1401 - 512


def test_a_record_that_kills_its_process_is_an_error_in_its_place(tmp_path):
    source = lines_file(tmp_path, [*TEXTS[:300], "die", *TEXTS[300:]])
    result = run_batch(BatchRequest(source, tmp_path / "out.ndjson", Shout(), workers=2))
    answers = [json.loads(line) for line in (tmp_path / "out.ndjson").read_text().splitlines()]
    assert (result.records, result.failed) == (701, 1)
    assert answers[300]["error"]["slug"] == "batch.process-ended"
    assert [answer["text"] for answer in answers if "text" in answer] == [text.upper() for text in TEXTS]


def test_a_bad_record_costs_no_other(tmp_path):
    source = tmp_path / "in.ndjson"
    source.write_bytes(b'{"id":1,"text":"a"}\n{"id":2}\nnot json\n\xff\n{"id":5,"text":"b"}')
    result = run_batch(BatchRequest(source, tmp_path / "out.ndjson", Shout()))
    answers = [json.loads(line) for line in (tmp_path / "out.ndjson").read_text().splitlines()]
    assert (result.records, result.failed) == (5, 3)
    assert [answer.get("text") for answer in answers] == ["A", None, None, None, "B"]
    assert answers[1]["id"] == 2


def test_other_settings_do_not_go_on_with_an_unfinished_batch(tmp_path):
    source, target = lines_file(tmp_path, [*TEXTS, "stop"]), tmp_path / "out.ndjson"
    with pytest.raises(KeyboardInterrupt):
        run_batch(BatchRequest(source, target, Shout(stops=True)))
    with pytest.raises(InputError) as refused:
        run_batch(BatchRequest(source, target, Shout(note="louder")))
    assert refused.value.slug == "input.other-batch"
    assert run_batch(BatchRequest(source, target, Shout(note="louder"), start_over=True)).resumed == 0


def test_changed_records_are_done_again(tmp_path):
    source, target = lines_file(tmp_path, [*TEXTS, "stop"]), tmp_path / "out.ndjson"
    with pytest.raises(KeyboardInterrupt):
        run_batch(BatchRequest(source, target, Shout(stops=True)))
    lines_file(tmp_path, ["changed", *TEXTS[1:]])
    result = run_batch(BatchRequest(source, target, Shout()))
    assert json.loads(target.read_text().splitlines()[0])["text"] == "CHANGED"
    assert result.resumed == 256


def test_a_shard_that_was_tampered_with_is_done_again(tmp_path):
    source, target = lines_file(tmp_path, [*TEXTS, "stop"]), tmp_path / "out.ndjson"
    with pytest.raises(KeyboardInterrupt):
        run_batch(BatchRequest(source, target, Shout(stops=True)))
    (work_folder(target) / "00000000.ndjson").write_text("half of a li")
    assert run_batch(BatchRequest(source, target, Shout())).resumed == 256
    assert len(target.read_text().splitlines()) == 701


def test_a_folder_becomes_a_folder_in_the_order_of_its_paths(tmp_path):
    (tmp_path / "in" / "b").mkdir(parents=True)
    (tmp_path / "in" / "b" / "two.txt").write_text("two")
    (tmp_path / "in" / "a.txt").write_text("one")
    (tmp_path / "in" / ".hidden").write_text("no document")
    (tmp_path / "outside.txt").write_text("outside")
    (tmp_path / "in" / "link.txt").symlink_to(tmp_path / "outside.txt")
    result = run_batch(BatchRequest(tmp_path / "in", tmp_path / "out", Shout(), documents=True))
    assert result.records == 2
    assert (tmp_path / "out" / "b" / "two.txt").read_text() == "TWO"
    assert [json.loads(line)["id"] for line in (tmp_path / "out" / "outcomes.ndjson").read_text().splitlines()] == [
        "a.txt",
        "b/two.txt",
    ]
    assert sorted(path.name for path in (tmp_path / "out").rglob("*") if path.is_file()) == [
        "a.txt",
        "outcomes.ndjson",
        "two.txt",
    ]


def test_csv_and_parquet_records_read_as_lines(tmp_path):
    (tmp_path / "in.csv").write_text('id,text,on\n1,"a, b",\n2,c,2026-01-02\n')
    run_batch(BatchRequest(tmp_path / "in.csv", tmp_path / "out.ndjson", Shout()))
    assert (tmp_path / "out.ndjson").read_text() == '{"id":"1","text":"A, B"}\n{"id":"2","text":"C"}\n'
    pyarrow = pytest.importorskip("pyarrow", reason="Parquet needs pyarrow")
    import pyarrow.parquet as parquet

    parquet.write_table(pyarrow.table({"id": ["x"], "text": ["d"], "unasked": [1]}), tmp_path / "in.parquet")
    run_batch(BatchRequest(tmp_path / "in.parquet", tmp_path / "out.parquet", Shout()))
    assert parquet.read_table(tmp_path / "out.parquet").select(["id", "text", "error"]).to_pylist() == [
        {"id": "x", "text": "D", "error": None}
    ]


@pytest.mark.parametrize(
    ("source", "target", "slug"),
    [
        pytest.param("nowhere.ndjson", "out.ndjson", "input.no-such-file", id="no-input"),
        pytest.param("in.doc", "out.ndjson", "input.not-a-batch", id="unknown-input"),
        pytest.param("in.ndjson", "in.ndjson", "input.output-exists", id="output-exists"),
        pytest.param("in.ndjson", "out.xlsx", "input.not-an-output", id="unknown-output"),
        pytest.param("broken.csv", "out.ndjson", "input.no-column", id="no-text-column"),
        pytest.param("broken.parquet", "out.ndjson", "input.bad-parquet", id="no-parquet"),
        pytest.param("folder", "folder/out.ndjson", "input.target-inside", id="target-inside-source"),
    ],
)
def test_what_a_batch_cannot_read_or_write_is_said(tmp_path, source, target, slug):
    lines_file(tmp_path, ["a"])
    for name in ("in.doc", "broken.csv", "broken.parquet"):
        (tmp_path / name).write_text("id,note\n1,a\n")
    (tmp_path / "folder").mkdir()
    with pytest.raises(InputError) as refused:
        run_batch(BatchRequest(tmp_path / source, tmp_path / target, Shout()))
    assert refused.value.slug == slug


def test_a_place_that_cannot_be_written_is_said(tmp_path):
    source = lines_file(tmp_path, ["a"])
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError):
        run_batch(BatchRequest(source, tmp_path / "file" / "out.ndjson", Shout()))


def test_progress_reaches_the_whole_size(tmp_path):
    source = lines_file(tmp_path, TEXTS)
    told: list[tuple[int, int, int]] = []
    run_batch(BatchRequest(source, tmp_path / "out.ndjson", Shout()), lambda *numbers: told.append(numbers))
    assert told[-1] == (700, source.stat().st_size, source.stat().st_size)
    assert module.MOST_RECORDS == 256
