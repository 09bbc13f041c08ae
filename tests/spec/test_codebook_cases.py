"""Ask the code book every case of the rule book."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from codewell.codebook.book import CodeBook
from codewell.codebook.entry import CodeEntry
from codewell.kernel.codes import CodeSystem
from codewell.releases.shelf import Shelf

FILES = ("diagnosis_codes.yaml", "procedure_codes.yaml")
KEYS = {
    *("code", "day", "system", "standing", "billable", "said", "not_said", "display", "first_day", "last_day", "replaced_by"),
    *("notes", "no_notes", "facts", "no_facts", "seventh_characters", "index", "cites"),
}


def cases() -> list[dict[str, Any]]:
    found = [case for name in FILES for case in yaml.safe_load((Path(__file__).parent / name).read_text(encoding="utf-8"))]
    for case in found:
        assert set(case) <= KEYS, f"{case['code']}: unknown keys {set(case) - KEYS}"
        assert case["cites"], f"{case['code']}: says nothing of its source"
    return found


@pytest.fixture(scope="module")
def book(reference_home: Path) -> CodeBook:
    return CodeBook(Shelf(reference_home))


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case['code']}-{case['day']}")
def test_case(book: CodeBook, case: dict[str, Any]) -> None:
    system = CodeSystem(case["system"]) if "system" in case else None
    on: date = case["day"]
    entry = book.entry(case["code"], system, on=on)
    assert entry.standing.value == case["standing"]
    if "billable" in case:
        assert entry.billable is case["billable"]
    if "display" in case:
        assert entry.descriptors.display == case["display"]
    for words in case.get("said", ()):
        assert words in entry.statement
    for words in case.get("not_said", ()):
        assert words not in entry.statement
    _check_days(entry, case)
    _check_words(entry, case)
    _check_facts(entry, case)


def _check_days(entry: CodeEntry, case: dict[str, Any]) -> None:
    if "first_day" in case:
        assert entry.validity is not None
        assert entry.validity.first_day == case["first_day"]
    if "last_day" in case:
        assert entry.validity is not None
        assert entry.validity.last_day == (None if case["last_day"] == "none" else case["last_day"])
    if "replaced_by" in case:
        assert [other.code for other in entry.related if other.relation == "replaced_by"] == case["replaced_by"]


def _check_words(entry: CodeEntry, case: dict[str, Any]) -> None:
    notes = {(note.kind.value, note.stands_at, note.text) for note in entry.notes}
    for kind, stands_at, text in case.get("notes", ()):
        assert (kind, stands_at, text) in notes
    for text in case.get("no_notes", ()):
        assert text not in {note[2] for note in notes}
    made = {one.character: one.code for one in entry.seventh_characters}
    for character, code in case.get("seventh_characters", {}).items():
        assert made[character] == code
    paths = {" > ".join(one.path) for one in entry.index_entries}
    for path in case.get("index", ()):
        assert path in paths


def _check_facts(entry: CodeEntry, case: dict[str, Any]) -> None:
    values: dict[str, list[str]] = {}
    for fact in entry.facts:
        names = {fact.id, f"{fact.id} {fact.detail}", f"{fact.id} {fact.title}"}
        for name in names:
            values.setdefault(name, []).append(fact.value)
    for name, value in case.get("facts", {}).items():
        expected = value if isinstance(value, list) else [value]
        assert set(expected) <= set(values.get(name, ())), name
        if not isinstance(value, list):
            assert set(values[name]) == {value}, name
    for fact_id in case.get("no_facts", ()):
        assert fact_id not in values
