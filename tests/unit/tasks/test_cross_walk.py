"""Codes followed through the GEMs of 2018 and the conversion table; expected rows were read in the published files."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from codewell.codebook.crosswalks import GemFlags, icd9_shown, icd9_value
from codewell.codebook.entry import Standing
from codewell.interfaces.cli.main import main
from codewell.kernel.errors import InputError, UnknownCodeError
from codewell.tasks.cross_walk import CrosswalkRequest, Target, cross_walk
from codewell.tasks.workplace import Workplace

DAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def follow(reference_home):
    workplace = Workplace(reference_home, lambda: datetime(2026, 8, 3, 12, tzinfo=UTC))
    return lambda text, to=None, on=DAY: cross_walk(workplace, CrosswalkRequest(text, to, on))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("250.40", "25040", id="number"),
        pytest.param("v58.89", "V5889", id="v-code"),
        pytest.param("E888.9", "E8889", id="e-code"),
        pytest.param("E8889", "E8889", id="e-code-without-dot"),
        pytest.param("E11.22", None, id="dot-of-icd10"),
        pytest.param("A00.0", None, id="icd10"),
        pytest.param("25.040", None, id="dot-in-the-wrong-place"),
    ],
)
def test_shape_of_icd9(text, value):
    assert icd9_value(text) == value
    assert value is None or icd9_shown(value) in (text.upper(), "E888.9")


def test_flags_in_words():
    assert GemFlags.parse("00000").words == "equivalent"
    assert "do not mean exactly the same" in GemFlags.parse("10000").words
    combination = GemFlags.parse("10112")
    assert (combination.scenario, combination.choice_list) == (1, 2)
    assert "scenario 1, choice list 2" in combination.words


def test_one_old_code_has_many_new_ones(follow):
    # 2018_I9gem.txt: ten lines begin with 25080.
    found = follow("250.80", Target.ICD10)
    assert [step.code for step in found.steps] == [
        "E11.618", "E11.620", "E11.621", "E11.622", "E11.628", "E11.630", "E11.638", "E11.649", "E11.65", "E11.69",
    ]  # fmt: skip
    assert {step.standing for step in found.steps} == {Standing.IN_FORCE}
    assert found.steps[0].origin.source == "gems"


def test_combination_is_told_in_the_order_of_its_choice_lists(follow):
    # 2018_I10gem.txt: I25110 41401 10111 and I25110 4111 10112.
    steps = follow("I25.110", Target.ICD9).steps
    assert [(step.code, "choice list 1" in step.note, "choice list 2" in step.note) for step in steps[:2]] == [
        ("414.01", True, False),
        ("411.1", False, True),
    ]


@pytest.mark.parametrize(
    ("text", "to", "why"),
    [
        pytest.param("365.70", Target.ICD10, "there is none (no map)", id="no-map-to-icd10"),  # 36570 NoDx 11000
        pytest.param("R29.700", Target.ICD9, "there is none (no map)", id="no-map-to-icd9"),  # R29700 NoDx 11000
        pytest.param("999.99", Target.ICD10, "do not list this code", id="not-in-the-file"),
        pytest.param("M54.50", Target.ICD9, "do not list this code", id="added-after-2018"),
    ],
)
def test_no_counterpart_says_why(follow, text, to, why):
    found = follow(text, to)
    assert not found.steps
    assert why in found.absences[0].why


def test_divided_code_leads_to_its_parts_from_their_first_day(follow):
    # Conversion table: M54.50, M54.51 and M54.59 from 2021-10-01, reported before as M54.5.
    steps = follow("M54.5", Target.REPLACED_BY).steps
    assert {(step.code, step.note) for step in steps} == {
        ("M54.50", "from 2021-10-01"),
        ("M54.51", "from 2021-10-01"),
        ("M54.59", "from 2021-10-01"),
    }


def test_procedure_that_ended_leads_on(follow):
    assert {step.code for step in follow("77385", Target.REPLACED_BY).steps} >= {"77407", "77412"}


def test_everything_at_once(follow):
    targets = {step.target for step in follow("250.40").steps}
    assert targets == {Target.ICD10}


@pytest.mark.parametrize(
    ("text", "to", "error"),
    [
        pytest.param("", None, InputError, id="nothing"),
        pytest.param("diabetes mellitus", None, InputError, id="words"),
        pytest.param("E11.22", Target.ICD10, InputError, id="icd10-to-icd10"),
        pytest.param("Z99.999", Target.ICD9, UnknownCodeError, id="no-code"),
    ],
)
def test_what_cannot_be_followed_is_refused(follow, text, to, error):
    with pytest.raises(error):
        follow(text, to)


def test_command_line_gives_the_same_as_json(reference_home, capsys):
    assert main(["--home", str(reference_home), "crosswalk", "250.80", "--on", "2026-03-02", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["steps"][0]["code"] == "E11.618"
    assert main(["--home", str(reference_home), "crosswalk", "250.80", "--to", "icd10", "--on", "2026-03-02"]) == 0
    assert "approximate" in capsys.readouterr().out
