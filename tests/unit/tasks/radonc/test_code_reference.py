"""What coding an episode is told of codes, over the bundled reference."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from codewell.radonc.coding.lines import Component, RtSetting
from codewell.radonc.coding.reference import Standing
from codewell.tasks.radonc.code_reference import ShelfRtReference
from codewell.tasks.radonc.line_money import LinePrices
from codewell.tasks.workplace import Workplace

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOSPITAL, FREESTANDING = RtSetting.HOSPITAL, RtSetting.FREESTANDING


@pytest.fixture
def workplace(reference_home: Path) -> Workplace:
    return Workplace(reference_home, lambda: NOON)


@pytest.fixture
def reference(workplace: Workplace) -> ShelfRtReference:
    return ShelfRtReference(workplace)


@pytest.mark.parametrize(
    ("code", "day", "standing"),
    [
        pytest.param("77385", date(2025, 12, 31), Standing.IN_FORCE, id="imrt-last-day"),
        pytest.param("77385", date(2026, 1, 1), Standing.NO_LONGER, id="imrt-deleted"),
        pytest.param("77407", date(2026, 1, 1), Standing.IN_FORCE, id="level-2"),
        pytest.param("77014", date(2026, 2, 3), Standing.NO_LONGER, id="ct-guidance-deleted"),
        pytest.param("no code", date(2026, 2, 3), Standing.UNKNOWN, id="no-code"),
    ],
)
def test_standing_follows_the_date_of_service(reference: ShelfRtReference, code: str, day: date, standing: Standing) -> None:
    assert reference.standing(code, day) is standing


def test_deleted_codes_name_their_successors(reference: ShelfRtReference) -> None:
    assert reference.successors("77385", date(2026, 2, 3)) == ("77407", "77412")


def test_labels_are_ours_and_follow_the_day(reference: ShelfRtReference) -> None:
    before, after = (reference.label("77407", day) for day in (date(2025, 6, 2), date(2026, 6, 2)))
    assert before
    assert before != after
    assert reference.label("99999", date(2026, 6, 2)) == ""


@pytest.mark.parametrize(("setting", "units"), [(HOSPITAL, 2), (FREESTANDING, 1)])
def test_units_come_from_the_setting_s_table(reference: ShelfRtReference, setting: RtSetting, units: int) -> None:
    limit = reference.unit_limit("77385", date(2024, 8, 1), setting)
    assert limit is not None
    assert (limit.mue_value, limit.mai, limit.covers) == (units, 3, True)


def test_the_nearest_table_answers_and_says_that_it_does(reference: ShelfRtReference) -> None:
    limit = reference.unit_limit("77300", date(2026, 6, 2), HOSPITAL)
    assert limit is not None
    assert (limit.mue_value, limit.covers) == (10, False)


@pytest.mark.parametrize(("first", "second"), [("77301", "77290"), ("77290", "77301")])
def test_pairs_are_found_in_either_order(reference: ShelfRtReference, first: str, second: str) -> None:
    edit = reference.ptp(first, second, date(2024, 8, 1), FREESTANDING)
    assert edit is not None
    assert (edit.column_1, edit.column_2, edit.modifier_indicator, edit.covers) == ("77301", "77290", 0, True)


def test_codes_without_an_edit_have_none(reference: ShelfRtReference) -> None:
    assert reference.ptp("77427", "77301", date(2024, 8, 1), FREESTANDING) is None


def test_status_and_components_are_those_of_the_day(reference: ShelfRtReference) -> None:
    assert reference.opps_status("77385", date(2025, 6, 2)) == "S"
    assert reference.component_indicator("77385", date(2025, 6, 2)) == "3"
    assert any("opps" in title for title in reference.releases())


@pytest.mark.parametrize(
    ("component", "modifiers", "setting", "schedule"),
    [
        pytest.param(Component.TECHNICAL, (), HOSPITAL, "hospital outpatient", id="hospital"),
        pytest.param(Component.PROFESSIONAL, ("26",), HOSPITAL, "physician, facility", id="physician-in-hospital"),
        pytest.param(Component.GLOBAL, (), FREESTANDING, "physician, nonfacility", id="freestanding"),
    ],
)
def test_the_setting_decides_which_schedule_pays(
    workplace: Workplace, component: Component, modifiers: tuple[str, ...], setting: RtSetting, schedule: str
) -> None:
    money = LinePrices(workplace, setting, "").allowed("77301", modifiers, component, date(2025, 6, 2), 1)
    assert money.schedule == schedule
    assert money.amount is not None
    assert money.amount > 0


def test_the_hospital_s_rate_of_a_session_is_the_published_one(workplace: Workplace) -> None:
    prices = LinePrices(workplace, HOSPITAL, "")
    one = prices.allowed("77385", (), Component.TECHNICAL, date(2025, 6, 2), 1)
    assert str(one.amount) == "578.47"  # OPPS Addendum B 2025, APC 5623
    assert str(prices.allowed("77385", (), Component.TECHNICAL, date(2025, 6, 2), 2).amount) == "1156.94"


def test_a_code_without_an_amount_says_why(workplace: Workplace) -> None:
    money = LinePrices(workplace, FREESTANDING, "").allowed("77385", (), Component.GLOBAL, date(2025, 6, 2), 1)
    assert money.amount is None
    assert "status I" in money.reason
