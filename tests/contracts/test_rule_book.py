"""The rule book's promises: its pages are current, and every edit has the cases that prove it."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from codewell.edits.reference import Need
from codewell.edits.registry import FAMILIES, Basis, all_edits
from codewell.edits.rulebook import packaged_cases, rules

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests/spec/edits"

BY_RELEASE = ~(Need.PROCEDURES | Need.CODE_EDITOR | Need.HISTORY)
"""What is asked of releases by their days. Lists of codes answer for each code's own days, and have cases of their own."""
OWN_DAYS = {
    "ptp.pair-not-loaded": "speaks on the days that no release covers",
    "diagnosis.no-longer-valid": "days of the code: last day and day after",
    "diagnosis.not-yet-valid": "days of the code: day before and first day",
}
DAY_WORDS = ("day before", "first day", "last day", "day after")
WITHOUT_SOURCE = {
    "code-editor.unacceptable-principal": "the lists of the Medicare Code Editor are in no free file",
}
ALIKE = {
    "mue.units-on-day-policy": "sums lines of one code",
    "mue.units-on-day-clinical": "sums lines of one code",
    "duplicates.same-line-twice": "the lines are alike",
    "ptp.pair-not-loaded": "says it of both lines",
}


@cache
def _cases() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {edit.id: [] for edit in all_edits()}
    for path in sorted(CASES.glob("*.yaml")):
        for case in yaml.safe_load(path.read_text(encoding="utf-8")):
            found[case["edit"]].append(case)
    return found


def _lines(expected: str) -> int:
    return len(expected.partition("/")[0].split()) - 1


@pytest.fixture(scope="module")
def render_rules() -> ModuleType:
    spec = importlib.util.spec_from_file_location("render_rules", ROOT / "scripts/render_rules.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_pages_are_current(render_rules):
    files = render_rules.rendered()
    stale = [path for path, text in files.items() if not (ROOT / path).exists() or (ROOT / path).read_text("utf-8") != text]
    left = [path.name for path in (ROOT / "docs/rules").glob("*.md") if f"docs/rules/{path.name}" not in files]
    assert (stale, left) == ([], []), "run `python scripts/render_rules.py`"


def test_every_family_has_a_file():
    assert {path.stem for path in CASES.glob("*.yaml")} == {family for family, _ in FAMILIES}


@pytest.mark.parametrize("edit", all_edits(), ids=lambda edit: edit.id)
def test_every_edit_has_cases_that_fire_and_that_do_not(edit):
    mine = [case["expect"] for case in _cases()[edit.id]]
    assert any(mine), f"no case of {edit.id} fires"
    if edit.id not in WITHOUT_SOURCE:
        assert [] in mine, f"no case of {edit.id} stays silent"
        assert any(not one.startswith("no_data") for expected in mine for one in expected) or edit.id in (
            "fee-schedule.restricted-coverage",
            "ptp.pair-not-loaded",
        ), f"{edit.id} has never more to say than no_data"


@pytest.mark.parametrize("edit", all_edits(), ids=lambda edit: edit.id)
def test_an_edit_that_reads_a_release_is_tried_on_both_sides_of_its_days(edit):
    if edit.needs & BY_RELEASE and edit.id not in OWN_DAYS:
        titles = [case["case"] for case in _cases()[edit.id]]
        assert [words for words in DAY_WORDS if not any(words in title for title in titles)] == []


@pytest.mark.parametrize("edit", all_edits(), ids=lambda edit: edit.id)
def test_an_edit_of_two_lines_is_tried_with_the_lines_swapped(edit):
    cases = _cases()[edit.id]
    if edit.check_claim and edit.id not in ALIKE and any(_lines(one) > 1 for case in cases for one in case["expect"]):
        assert any("lines swapped" in case["case"] for case in cases)


def test_ptp_edits_are_tried_with_every_modifier_indicator_in_both_settings():
    titles = [case["case"] for case in _cases()["ptp.column-two-not-payable"]]
    for indicator in "019":
        assert any(title.startswith(f"indicator {indicator}") for title in titles)
        assert any(title.startswith(f"outpatient, indicator {indicator}") for title in titles)


def test_no_two_cases_of_an_edit_have_one_title():
    for edit, cases in _cases().items():
        titles = [case["case"] for case in cases]
        assert len(set(titles)) == len(titles), edit


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.edit.id)
def test_every_rule_says_what_it_does_whence_and_what_mends_it(rule):
    assert rule.edit.cites
    assert rule.sentence.endswith(".")
    assert rule.edit.mends.endswith(".")
    assert rule.cases == packaged_cases()[rule.edit.id]
    assert (rule.edit.basis is Basis.HOUSE) == rule.edit.cites.startswith("house policy")


def test_a_house_policy_claims_no_comparison():
    assert [rule.edit.id for rule in rules() if rule.edit.basis is Basis.HOUSE and rule.compared] == []
