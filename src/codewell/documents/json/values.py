"""JSON as a tree of values with their places in the source; one or several values, nested to a bound.

The standard library's reader gives no places, keeps only the last of duplicate keys, and falls over deep nesting.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from codewell.documents.source_text import Transcript
from codewell.kernel.errors import InputError

DEEPEST_VALUE = 200
"""Arrays and objects within one another; more is refused."""

_BLANK = re.compile(r"[ \t\r\n\ufeff]*")
_STRING = re.compile(r'"((?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+)"')
_LITERAL = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null|NaN|-?Infinity")
_ESCAPE = re.compile(r"(?:\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|\\u[0-9a-fA-F]{4}|\\.")


@dataclass(slots=True)
class Value:
    """A value.

    Args:
        at, until: where it stands, quotes and brackets included.
        key: of a member of an object, decoded; None of an element of an array or a value of its own.
        key_at, key_until: where the key stands between its quotes.
        children: of an object or an array; None of a text, a number, a truth value or null.
        is_object: an object and no array.
        parent: what holds it.
    """

    at: int
    until: int = -1
    key: str | None = field(default=None, repr=False)
    key_at: int = -1
    key_until: int = -1
    children: list[Value] | None = field(default=None, repr=False)
    is_object: bool = False
    parent: Value | None = field(default=None, repr=False)

    @property
    def begins(self) -> int:
        """Where it stands with its key."""
        return self.key_at - 1 if self.key is not None else self.at


def values(source: str) -> list[Value]:
    """Return the values that the source holds, one after the other.

    Raises:
        InputError: it is not JSON, or nested too deep.
    """
    return list(_values(source))


def text_of(source: str, value: Value) -> str:
    """Return what a value that holds no others says: a text decoded, anything else as written."""
    if source[value.at] != '"':
        return source[value.at : value.until]
    return decoded_string(source[value.at + 1 : value.until - 1])


def decoded_string(written: str) -> str:
    """Return the text of a string between its quotes."""
    return str(json.loads(f'"{written}"')) if "\\" in written else written


def transcribe_string(into: Transcript, source: str, at: int, until: int) -> None:
    """Add the string that stands there without its quotes, its escapes decoded."""
    done = at
    while True:
        escape = _ESCAPE.search(source, done, until)
        stops = escape.start() if escape else until
        into.add(source[done:stops], done, stops)
        if escape is None:
            return
        into.add(decoded_string(escape[0]), stops, escape.end())
        done = escape.end()


def _values(source: str) -> Iterator[Value]:
    at = _skipped(source, 0)
    while at < len(source):
        value, at = _value(source, at)
        yield value
        at = _skipped(source, at)


def _value(source: str, at: int) -> tuple[Value, int]:
    """Return the value that begins here and where it ends; a loop and no recursion, so that depth is ours to bound."""
    root: Value | None = None
    open_: list[Value] = []
    while True:
        value = Value(at, parent=open_[-1] if open_ else None)
        if open_:
            at = _member(source, at, value) if open_[-1].is_object else at
            value.at = at
            siblings = open_[-1].children
            assert siblings is not None
            siblings.append(value)
        root = root or value
        at = _begun(source, at, value)
        if value.children is not None:
            if len(open_) >= DEEPEST_VALUE:
                raise InputError(
                    f"The JSON is nested more than {DEEPEST_VALUE} deep.",
                    next_step="The document is damaged or hostile; export it again.",
                    slug="input.nested-too-deep",
                )
            open_.append(value)
            at = _skipped(source, at)
            if not source.startswith("}" if value.is_object else "]", at):
                continue
        at = _ended(source, at, open_)
        if not open_:
            return root, at


def _begun(source: str, at: int, value: Value) -> int:
    """Read a value without others whole, or the bracket of one that has them; return where the reading stands."""
    first = source[at : at + 1]
    if first and first in "{[":
        value.children, value.is_object = [], first == "{"
        return at + 1
    match = (_STRING if first == '"' else _LITERAL).match(source, at)
    if match is None:
        raise _malformed(source, at)
    value.until = match.end()
    return match.end()


def _member(source: str, at: int, value: Value) -> int:
    key = _STRING.match(source, at)
    if key is None:
        raise _malformed(source, at)
    value.key, value.key_at, value.key_until = decoded_string(key[1]), key.start(1), key.end(1)
    at = _skipped(source, key.end())
    if not source.startswith(":", at):
        raise _malformed(source, at)
    return _skipped(source, at + 1)


def _ended(source: str, at: int, open_: list[Value]) -> int:
    """Close what ends here; return where the next value begins, or where the whole ends when nothing stays open."""
    while open_:
        at = _skipped(source, at)
        holder = open_[-1]
        if source.startswith("}" if holder.is_object else "]", at):
            at += 1
            holder.until = at
            open_.pop()
        elif source.startswith(",", at) and holder.children:
            return _skipped(source, at + 1)
        else:
            raise _malformed(source, at)
    return at


def _skipped(source: str, at: int) -> int:
    blank = _BLANK.match(source, at)
    assert blank is not None
    return blank.end()


def _malformed(source: str, at: int) -> InputError:
    line = source.count("\n", 0, at) + 1
    column = at - source.rfind("\n", 0, at)
    return InputError(
        f"The document is not JSON (line {line}, character {column}).", next_step="Export it again.", slug="input.malformed"
    )


def without(dropped: set[int], roots: list[Value]) -> Iterator[tuple[int, int]]:
    """Yield what to take out of the source so that the dropped values are gone and it is still JSON.

    Objects and arrays that lose everything they held go too, unless they are a value of their own.

    Args:
        dropped: identities (`id`) of values of the tree.
        roots: the values of the source.
    """
    for root in roots:
        if root.children is None:
            continue
        gone = _emptied(root, dropped)
        stack = [root]
        while stack:
            holder = stack.pop()
            children = holder.children or []
            kept = [child for child in children if id(child) not in gone]
            if len(kept) < len(children):
                yield from _gaps(children, gone)
            stack.extend(child for child in kept if child.children)


def _emptied(root: Value, dropped: set[int]) -> set[int]:
    """Return the dropped values with the holders that hold nothing else, found from the leaves up."""
    order: list[Value] = []
    stack = [root]
    while stack:
        value = stack.pop()
        order.append(value)
        stack.extend(value.children or [])
    gone = set(dropped)
    for value in reversed(order):
        if value.children and value is not root and all(id(child) in gone for child in value.children):
            gone.add(id(value))
    return gone


def _gaps(children: list[Value], gone: set[int]) -> Iterator[tuple[int, int]]:
    kept_before: Value | None = None
    for number, child in enumerate(children):
        if id(child) not in gone:
            kept_before = child
        elif kept_before is not None:
            yield children[number - 1].until, child.until
        elif number + 1 < len(children):
            yield child.begins, children[number + 1].begins
        else:
            yield child.begins, child.until
