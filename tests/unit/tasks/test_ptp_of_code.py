"""The PTP edits of a code; expected values are counted in the bundled files of July 2024, as noted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from codewell.codebook.ptp_pairs import PtpNarrowing
from codewell.kernel.errors import InputError
from codewell.tasks.ptp_of_code import PtpOfCode, PtpOfCodeRequest, ptp_of_code
from codewell.tasks.workplace import Workplace

IN_QUARTER = PtpOfCodeRequest("77385", date(2024, 8, 2))


@pytest.fixture(scope="module")
def desk(reference_home):
    return Workplace(reference_home, lambda: datetime(2026, 6, 2, 12, tzinfo=UTC))


@pytest.fixture(scope="module")
def ask(desk):
    return lambda request: ptp_of_code(desk, request)


def narrowed(**wanted: object) -> PtpOfCodeRequest:
    return replace(IN_QUARTER, narrowing=PtpNarrowing(**wanted), a_page=200)


def test_counts_by_setting_column_and_modifier_indicator(ask):
    # rows of the two files with 77385 in a column, indicator 0 or 1, no deletion date before 2024-08-02
    counted = {(one.setting, one.column, one.modifier_indicator): one.count for one in ask(IN_QUARTER).counts}
    assert counted == {
        ("practitioner", 1, 0): 2,
        ("outpatient hospital", 1, 0): 15,
        ("outpatient hospital", 1, 1): 34,
        ("outpatient hospital", 2, 0): 4,
        ("outpatient hospital", 2, 1): 1,
    }
    assert ask(IN_QUARTER).all == 56


def test_pairs_of_one_setting(ask):
    # 77385 77401 * 0 CPT Manual or CMS manual coding instruction; 77385 96523 * 0 likewise; all others deleted (indicator 9)
    found = ask(narrowed(setting="practitioner")).pairs
    told = [(pair.partner, pair.column, pair.modifier_indicator, pair.rationale) for pair in found]
    assert told == [(partner, 1, 0, "CPT Manual or CMS manual coding instruction") for partner in ("77401", "96523")]


def test_a_partner_is_found_by_its_beginning(ask):
    # of the partners of 77385 that begin with 7726, the outpatient file has 77261, 77262 and 77263, each indicator 0
    found = ask(narrowed(beginning=" 7726 ", column=1))
    assert [(pair.partner, pair.modifier_indicator) for pair in found.pairs] == [("77261", 0), ("77262", 0), ("77263", 0)]


def test_pages_follow_one_another_without_loss(ask):
    whole = ask(replace(IN_QUARTER, a_page=200))
    pages = [ask(replace(IN_QUARTER, page=number, a_page=25)) for number in (1, 2, 3)]
    assert [len(one.pairs) for one in pages] == [25, 25, 6]
    assert tuple(pair for one in pages for pair in one.pairs) == whole.pairs
    assert {one.pages for one in pages} == {3}
    assert ask(replace(IN_QUARTER, page=4)).pairs == ()


def test_each_narrowing_keeps_what_it_names_and_only_that(ask):
    every = ask(replace(IN_QUARTER, a_page=200)).pairs
    for indicator in (0, 1):
        wanted = tuple(pair for pair in every if pair.modifier_indicator == indicator)
        assert ask(narrowed(modifier_indicator=indicator)).pairs == wanted
    for column in (1, 2):
        assert ask(narrowed(column=column)).pairs == tuple(pair for pair in every if pair.column == column)


def test_a_day_that_no_release_covers_is_said_with_the_command_that_loads_one(ask):
    found: PtpOfCode = ask(PtpOfCodeRequest("77385", date(2025, 6, 2)))
    assert [one.remedy for one in found.absences][:1] == ["codewell sync ncci-ptp-practitioner"]
    assert all("2024-Q3" in one.why for one in found.absences)
    assert not any(pair.holds_on_day for pair in found.pairs)


def test_an_excerpt_is_named_because_a_missing_pair_proves_nothing(ask):
    assert ask(IN_QUARTER).excerpts == ("practitioner", "outpatient hospital")


@pytest.mark.parametrize(
    ("request_", "says"),
    [
        pytest.param(PtpOfCodeRequest("E11.22"), "is no procedure code", id="diagnosis"),
        pytest.param(narrowed(setting="dentist"), "no such setting", id="setting"),
        pytest.param(narrowed(beginning="77*"), "beginning of its code", id="pattern"),
        pytest.param(narrowed(beginning="773850"), "beginning of its code", id="too-long"),
        pytest.param(replace(IN_QUARTER, page=0), "no such page", id="page"),
    ],
)
def test_what_cannot_be_asked_is_refused(ask, request_, says):
    with pytest.raises(InputError, match=says):
        ask(request_)
