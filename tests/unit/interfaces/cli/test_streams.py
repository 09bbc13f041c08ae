"""NDJSON: a line out for each line in, whatever the lines are."""

from __future__ import annotations

import io
import json
import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from codewell.interfaces.cli.streams import LONGEST_LINE, answer_lines
from codewell.kernel.errors import InputError
from codewell.tasks.record_lines import answered_line, bounded_lines


def answered(content: bytes, answer=lambda record: {"echo": record.text("q")}) -> list[dict]:
    out = io.BytesIO()
    answer_lines(io.BytesIO(content), out, answer)
    return [json.loads(line) for line in out.getvalue().splitlines()]


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3), max_leaves=5
)


@given(st.lists(st.binary(max_size=40).filter(lambda line: b"\n" not in line), max_size=8))
def test_any_bytes_give_one_answer_a_line(lines):
    content = b"".join(line + b"\n" for line in lines)
    assert len(answered(content)) == len(lines)


@given(st.lists(st.tuples(values, st.text()), max_size=8))
def test_answers_come_in_order_with_their_ids(asked):
    content = "".join(json.dumps({"id": identity, "q": text}) + "\n" for identity, text in asked)
    assert [(answer["id"], answer["echo"]) for answer in answered(content.encode())] == asked


def test_half_a_surrogate_pair_is_echoed_as_an_escape():
    assert answered(b'{"id": "\\ud800", "q": "x"}\n')[0]["id"] == "\ud800"


def test_last_line_without_a_line_end_is_answered():
    assert answered(b'{"id": 1, "q": "x"}') == [{"id": 1, "echo": "x"}]


def test_deep_nesting_is_an_error_in_its_place():
    answers = answered(b"[" * 200_000 + b"\n" + b'{"id": 2, "q": "x"}\n')
    assert answers[0]["error"]["slug"] == "input.bad-line"
    assert answers[1] == {"id": 2, "echo": "x"}


def test_endless_line_is_refused_without_filling_the_memory():
    lines = list(bounded_lines(io.BytesIO(b"x" * 50_000 + b"\n" + b'{"id": 2}\n'), 1000))
    assert lines == [None, b'{"id": 2}\n']
    assert answered_line(None, lambda record: {})["error"]["slug"] == "input.line-too-long"
    assert LONGEST_LINE == 16 * 1024 * 1024


def test_defect_costs_its_own_line_and_tells_no_text():
    def answer(record):
        if record.text("q") == "canary":
            raise RuntimeError("canary")
        return {"ok": True}

    answers = answered(b'{"id": 1, "q": "canary"}\n{"id": 2, "q": "x"}\n', answer)
    assert "canary" not in json.dumps(answers)
    assert answers[0]["error"]["slug"] == "codewell.defect"
    assert answers[1] == {"id": 2, "ok": True}


def test_error_messages_never_quote_a_field():
    answers = answered(b'{"id": 1, "q": ["canary"]}\n{"id": 2, "q": "canary" canary}\n')
    assert all("canary" not in answer["error"]["message"] for answer in answers)


class Endless(io.RawIOBase):
    """A thousand records a read, never all of them at once; counts what was answered meanwhile."""

    def __init__(self, records: int) -> None:
        self.left = records

    def readline(self, size=-1):
        if not self.left:
            return b""
        self.left -= 1
        return b'{"id": 1, "q": "' + b"x" * 1000 + b'"}\n'


class Sink(io.RawIOBase):
    def __init__(self) -> None:
        self.flushed = 0

    def write(self, data):
        return len(data)

    def flush(self):
        self.flushed += 1


def test_memory_does_not_grow_and_each_line_is_flushed():
    sink = Sink()
    tracemalloc.start()
    answer_lines(Endless(20_000), sink, lambda record: {"echo": record.text("q")})
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000
    assert sink.flushed == 20_000


def test_failure_of_one_family_is_told_by_its_slug():
    def answer(record):
        raise InputError("Wrong.", slug="input.x")

    assert answered(b'{"id": 1}\n', answer) == [{"id": 1, "error": {"slug": "input.x", "message": "Wrong."}}]
