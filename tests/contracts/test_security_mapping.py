"""docs/security.md maps every requirement of levels 1 and 2 to a test that exists, or to a reason."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/security.md"
IDS = ROOT / "tests/data/asvs-5.0.0-levels-1-and-2.txt"
VERDICTS = ("tested", "by design", "does not apply", "owner", "not met")
_ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([a-z ]+) \| (.*) \|$", re.MULTILINE)
_TEST = re.compile(r"`(tests/[\w/.-]+\.py)::(\w+)`")


@pytest.fixture(scope="module")
def rows() -> list[tuple[str, str, str]]:
    return _ROW.findall(PAGE.read_text("utf-8"))


def names_in(file: Path) -> set[str]:
    """Return the names of the tests in a file."""
    found = ast.walk(ast.parse(file.read_text("utf-8")))
    return {node.name for node in found if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_each_requirement_stands_once(rows):
    required = IDS.read_text("utf-8").split()
    assert len(required) == 253
    assert Counter(number for number, _, _ in rows) == Counter(required)


def test_each_row_says_tested_or_why_not(rows):
    for number, verdict, words in rows:
        assert verdict in VERDICTS, number
        assert (verdict != "tested") or _TEST.search(words), f"{number} names no test"
        assert len(_TEST.sub("", words).strip(" ;")) > 5 or verdict == "tested", f"{number} gives no reason"


def test_each_test_that_is_named_exists(rows):
    named = {one for _, _, words in rows for one in _TEST.findall(words)}
    named |= set(_TEST.findall(PAGE.read_text("utf-8")))
    assert len(named) > 60
    missing = [
        f"{file}::{name}" for file, name in sorted(named) if not (ROOT / file).is_file() or name not in names_in(ROOT / file)
    ]
    assert missing == []


def test_the_counts_at_the_top_are_those_of_the_table(rows):
    counted = Counter(verdict for _, verdict, _ in rows)
    stated = {
        verdict: int(count) for verdict, count in re.findall(r"^\| ([a-z ]+) \| (\d+) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    }
    assert stated == {**{verdict: counted[verdict] for verdict in VERDICTS}, "all": sum(counted.values())}
