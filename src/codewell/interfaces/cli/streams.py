"""NDJSON streams: one object a line in, one a line out, in order, an error in its place; constant memory."""

from __future__ import annotations

from typing import IO

from codewell.tasks.record_lines import LONGEST_LINE, Answer, Record, answered_line, bounded_lines, encoded_line

__all__ = ["LONGEST_LINE", "Record", "answer_lines"]


def answer_lines(lines: IO[bytes], out: IO[bytes], answer: Answer) -> None:
    """Answer each line of the stream with one line, flushed, in order.

    The answer carries the `id` of its question (null where it gave none) and either the result or
    `"error": {"slug", "message"}`. Messages never quote the text of a field.

    Args:
        lines: binary input, UTF-8.
        out: binary output, UTF-8.
        answer: from a record to the fields that follow `id`.
    """
    for line in bounded_lines(lines):
        out.write(encoded_line(answered_line(line, answer)))
        out.flush()
