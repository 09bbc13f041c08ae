"""JSON of no known schema, whole or one value a line: each text, number and telling key is a part."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

from codewell.documents.decoding import Decoded, decoded
from codewell.documents.document import Format, PartKind
from codewell.documents.json.values import Value, text_of, transcribe_string, values, without
from codewell.documents.source_text import Change, Slot, SourceDocument, Stretch, Transcript

SCHEMA_KEY = re.compile(r"[A-Za-z_$@][A-Za-z0-9_$@.:-]{0,63}")
"""A key that a program chose; any other may hold a name or a number, and is a part itself."""

_PROSE_LENGTH: Final = 60
"""Characters: a text of several words this long is prose wherever it stands."""


def read(content: bytes, depth: int) -> SourceDocument:
    """Return a JSON document; paths are keys joined by dots, `patient.address.city`, without the numbers of arrays.

    Raises:
        InputError: it is not JSON, or nested too deep.
    """
    return _read(content, Format.JSON)


def read_lines(content: bytes, depth: int) -> SourceDocument:
    """Return a document of JSON values one after the other.

    Raises:
        InputError: a value is not JSON, or nested too deep.
    """
    return _read(content, Format.NDJSON)


def _read(content: bytes, format: Format) -> SourceDocument:
    source = decoded(content)
    roots = values(source.text)
    slots: list[Slot] = []
    leaves: list[Value] = []
    for number, root in enumerate(roots):
        prefix = f"record {number + 1}" if format is Format.NDJSON else ""
        for slot, leaf in _slots(source, root, prefix):
            slots.append(slot)
            leaves.append(leaf)

    def dropping(dropped: frozenset[int]) -> Iterator[Change]:
        for at, until in without({id(leaves[number]) for number in dropped}, roots):
            yield Change(at, until, "")

    return SourceDocument(format, source, slots, dropping=dropping)


def _slots(source: Decoded, root: Value, prefix: str) -> Iterator[tuple[Slot, Value]]:
    stack: list[tuple[Value, str, str]] = [(root, "", prefix)]
    while stack:
        value, path, where = stack.pop()
        if value.key is not None and not SCHEMA_KEY.fullmatch(value.key):
            yield key_slot(source, value, path, where), value
        if value.children is None:
            yield leaf_slot(source, value, path, where), value
            continue
        for number, child in reversed(list(enumerate(value.children))):
            key = child.key
            if key is None:
                stack.append((child, path, f"{where}[{number}]"))
            else:
                step = key if SCHEMA_KEY.fullmatch(key) else "*"
                stack.append((child, f"{path}.{step}" if path else step, f"{where}.{step}" if where else step))


def key_slot(source: Decoded, value: Value, path: str, where: str) -> Slot:
    """Return a key that may tell something as a part."""
    text = Transcript()
    transcribe_string(text, source.text, value.key_at, value.key_until)
    return Slot(f"{path}.(key)", f"{where} (key)", PartKind.FIELD, text.text, text.stretches, written)


def leaf_slot(source: Decoded, value: Value, path: str, where: str, *, kind: PartKind | None = None) -> Slot:
    """Return a text, number or truth value as a part.

    Args:
        source: the document.
        value: a value that holds no others.
        path, where: as in `Part`.
        kind: what it is; None tells prose by length.
    """
    if source.text[value.at] != '"':
        text = text_of(source.text, value)
        stretches = (Stretch(0, len(text), value.at, value.until),)
        return Slot(path, where, kind or PartKind.FIELD, text, stretches, _written_for_literal, dropped=None)
    transcript = Transcript()
    transcribe_string(transcript, source.text, value.at + 1, value.until - 1)
    text = transcript.text
    prose = "\n" in text or (len(text) >= _PROSE_LENGTH and text.count(" ") > 5)
    told = kind or (PartKind.PROSE if prose else PartKind.FIELD)
    return Slot(path, where, told, text, transcript.stretches, written)


def written(text: str) -> str:
    """Return a text as JSON writes it between quotes."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _written_for_literal(text: str) -> str:
    """Return what stands for a number: a number where it is one, else a text."""
    return text if re.fullmatch(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?", text) else json.dumps(text, ensure_ascii=False)
