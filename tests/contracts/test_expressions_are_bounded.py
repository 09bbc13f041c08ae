"""Every regular expression of the program on 100 kB made to be hard for it: its own repeated parts, over and over."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import signal
from collections.abc import Iterable, Iterator
from pathlib import Path
from re import _constants as op
from re import _parser as parser
from typing import Any

import pytest

import codewell

SIZE = 100_000
SECONDS = 2.0
"""Of processor time for one text; what is linear takes some milliseconds."""
SEARCHING = {"search", "finditer", "findall", "sub", "subn", "split"}
NO_MODULES = (".migrations.", "presidio.recognizer")
SHORT_INPUT = {
    "claims.fields._NUMBER": "numbers of at most 30 characters reach it",
    "clinical.sections._REMARK": "headings of at most 60 characters",
    "clinical.terms._BRACKETED": "terms of the publisher's index",
    "codebook.billing_units._AMOUNT": "the publisher's descriptors",
    "codebook.browsing.diagnosis_tree._RANGE": "titles of the publisher's sections",
    "codebook.written.stated_toml._TOML_PLACE": "the TOML parser's own sentences",
    "interfaces.audits.audit_page._EMBEDDED": "an audit page of ours; 100 kB of nothing but its opening tag takes a second",
    "phi.fields.table._STEP": "paths of our own tables",
    "phi.identifiers.ages._BORN": "the 24 characters before an age",
    "phi.identifiers.numbered._SAID": "a window before a number",
    "phi.identifiers.photographs._STEM": "120 characters before a file's ending",
    "phi.identifiers.telephones._LED_SHORT": "24 characters before a number",
    "phi.replacing.dates._RANGE": "one date that was found",
    "phi.replacing.people._COMMA": "one name that was found",
    "phi.surrogates._LAST_WORD": "one value that was found",
    "search.beginnings._LAST_WORD": "a query of at most 400 characters",
    "sources.guidelines.layout.LEADER": "one line of the publisher's PDF",
    "sources.guidelines.layout.CONTENTS_ENTRY_END": "one line of the publisher's PDF",
    "sources.hcpcs.rebuilt._TAIL": "one record of the publisher's file",
    "sources.procedure_codes._STRAY": "one cell of the publisher's file",
}
"""Expressions that 100 kB never reach, and why."""


class TookTooLongError(Exception):
    """Raised by the timer in the middle of a match."""


def modules() -> Iterator[Any]:
    for found in pkgutil.walk_packages(codewell.__path__, "codewell."):
        if not any(part in f"{found.name}." for part in NO_MODULES):
            yield importlib.import_module(found.name)


def uses() -> dict[str, set[str]]:
    """Return, for each name of an expression, the methods that the program calls on it, in its module or where imported."""
    called: dict[str, set[str]] = {}
    for file in Path(codewell.__path__[0]).rglob("*.py"):
        tree = ast.parse(file.read_text("utf-8"))
        module = ".".join(file.relative_to(Path(codewell.__path__[0]).parent).with_suffix("").parts)
        home = {
            alias.asname or alias.name: f"{node.module}.{alias.name}"
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("codewell")
            for alias in node.names
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                name = node.value.id
                called.setdefault(home.get(name, f"{module}.{name}"), set()).add(node.attr)
    return called


def expressions() -> dict[str, re.Pattern[Any]]:
    """Return the expressions of each module by name, where they are made, not where they are imported."""
    found: dict[str, re.Pattern[Any]] = {}
    for module in modules():
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern) and re.search(rf"^{name}\b", Path(module.__file__).read_text("utf-8"), re.MULTILINE):
                found[f"{module.__name__}.{name}"] = value
    return found


def letter_of(items: Iterable[tuple[Any, Any]]) -> str:
    """Return a character that a set allows."""
    listed = list(items)
    if listed[0][0] is op.NEGATE:
        banned = re.compile("[" + "".join(re.escape(chr(value)) for kind, value in listed[1:] if kind is op.LITERAL) + "\0]")
        return next(letter for letter in "a7 .-\t\x01" if not banned.match(letter))
    kind, value = listed[0]
    if kind is op.LITERAL:
        return chr(value)
    if kind is op.RANGE:
        return chr(value[0])
    return {op.CATEGORY_DIGIT: "7", op.CATEGORY_SPACE: " ", op.CATEGORY_NOT_WORD: "-"}.get(value, "a")


def sample(parsed: Iterable[tuple[Any, Any]]) -> str:
    """Return a text that the parsed expression may match."""
    made = ""
    for kind, value in parsed:
        if kind is op.LITERAL:
            made += chr(value)
        elif kind in (op.NOT_LITERAL, op.ANY):
            made += "a"
        elif kind is op.IN:
            made += letter_of(value)
        elif kind is op.BRANCH:
            made += sample(value[1][0])
        elif kind is op.SUBPATTERN:
            made += sample(value[3])
        elif kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            made += sample(value[2]) * value[0]
    return made


def repeats(parsed: Iterable[tuple[Any, Any]], before: str = "") -> Iterator[tuple[str, str]]:
    """Yield what leads to each unbounded repeat, and one turn of it."""
    steps = list(parsed)
    for number, (kind, value) in enumerate(steps):
        lead = before + sample(steps[:number])
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT):
            if value[1] is op.MAXREPEAT or value[1] > 50:
                yield lead, sample(value[2]) or "a"
            yield from repeats(value[2], lead)
        elif kind is op.BRANCH:
            for branch in value[1]:
                yield from repeats(branch, lead)
        elif kind is op.SUBPATTERN:
            yield from repeats(value[3], lead)


def hard_texts(expression: re.Pattern[Any]) -> Iterator[str]:
    yield from (turn * (SIZE // len(turn)) for turn in (" ", "a", "7", "A1-"))
    flags = expression.flags & ~(re.UNICODE if isinstance(expression.pattern, bytes) else 0)
    seen: set[tuple[str, str]] = set()
    for lead, turn in repeats(parser.parse(expression.pattern, flags)):
        if (lead, turn) not in seen and len(seen) < 8:
            seen.add((lead, turn))
            yield (lead + turn * (SIZE // len(turn)))[:SIZE] + "\0"
            if lead:
                yield ((lead + turn * 3) * (SIZE // (len(lead) + 3 * len(turn))))[:SIZE] + "\0"


def apply(expression: re.Pattern[Any], methods: set[str], text: str) -> None:
    subject: Any = text.encode() if isinstance(expression.pattern, bytes) else text
    if methods & SEARCHING or not methods & {"match", "fullmatch"}:
        for _ in expression.finditer(subject):
            pass
    else:
        for name in methods & {"match", "fullmatch"}:
            getattr(expression, name)(subject)


@pytest.fixture
def stopwatch():
    def stop(number: int, frame: object) -> None:
        raise TookTooLongError

    before = signal.signal(signal.SIGPROF, stop)
    yield
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.signal(signal.SIGPROF, before)


def test_no_expression_takes_long_over_a_text_made_to_be_hard(stopwatch):
    called, slow, tried = uses(), [], 0
    for name, expression in expressions().items():
        if name.removeprefix("codewell.") in SHORT_INPUT:
            continue
        tried += 1
        for text in hard_texts(expression):
            signal.setitimer(signal.ITIMER_PROF, SECONDS)
            try:
                apply(expression, called.get(name, set()), text)
            except TookTooLongError:
                slow.append((name, text[:40]))
                break
            finally:
                signal.setitimer(signal.ITIMER_PROF, 0)
    assert tried > 300
    assert slow == []


def test_what_is_said_to_be_short_is_there():
    known = {name.removeprefix("codewell.") for name in expressions()}
    assert set(SHORT_INPUT) <= known


def test_the_test_finds_an_expression_that_is_not_bounded(stopwatch):
    """Two repeats of the same letters after one another: the number of ways to part them grows with the square."""
    expression = re.compile(r"x[ \t]*[ \t]*y")
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    with pytest.raises(TookTooLongError):
        all(apply(expression, {"match"}, text) is None for text in hard_texts(expression))
