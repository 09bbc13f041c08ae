"""Approval of images before the next session, and guidance of sessions that are one visit or two."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from codewell.radonc.coding.engine import code_episode
from codewell.radonc.coding.lines import Family, RtSetting
from codewell.radonc.facts import Guidance, Point, Shown, Site, Technique
from radonc_made import MadeReference, beams, episode, guided, plan, proof, session

_DAY = date(2026, 3, 9)
_PLAN = plan("1.2.1", Technique.VMAT, 2, where=Site.LUNG, approved=date(2026, 3, 2), fractions=2)
_GIVEN = [session(_PLAN, _DAY), session(_PLAN, _DAY + timedelta(days=1))]


def _coded(given, guidance, plans=(_PLAN,), setting=RtSetting.HOSPITAL, payer="medicare"):
    return code_episode(episode(plans, given, guidance=guidance), setting, payer, MadeReference())


@pytest.mark.parametrize(
    ("day", "at", "late"),
    [
        pytest.param(_DAY, time(20), False, id="same-evening"),
        pytest.param(_DAY + timedelta(days=1), time(7, 59), False, id="before-the-next-session"),
        pytest.param(_DAY + timedelta(days=1), time(8), True, id="as-the-next-session-starts"),
        pytest.param(_DAY + timedelta(days=1), None, True, id="that-day-without-a-time"),
        pytest.param(_DAY + timedelta(days=2), time(7), True, id="a-day-later"),
    ],
)
def test_images_are_approved_before_the_next_session(day, at, late):
    (first, second) = guided(_GIVEN)
    signed = replace(first, approved=Shown((day, at), (proof("registration.dcm", "ReviewDate"),)))
    coded = _coded(_GIVEN, (signed, second))
    (line,) = (one for one in coded.lines if one.family is Family.GUIDANCE and one.date_of_service == _DAY)
    assert any("at risk" in flag for flag in line.flags) is late


def test_two_records_of_one_visit_have_one_guidance():
    other = plan("1.2.2", Technique.STATIC, made_of=beams(2, isocentres=(Point(0, 0, 300),)), approved=date(2026, 3, 2))
    given = [session(_PLAN, _DAY, start=time(8)), session(other, _DAY, 2, start=time(8, 30))]
    coded = _coded(given, guided(given), plans=(_PLAN, other))
    assert [one.code for one in coded.lines if one.family in (Family.DELIVERY, Family.GUIDANCE)] == ["77412", "77387"]
    assert "rt.delivery.one-visit" in {one.ruling.id for one in coded.denied}


def test_another_plan_after_a_distinct_break_is_a_second_session():
    other = plan("1.2.2", Technique.STATIC, made_of=beams(2), volumetric=False, approved=date(2026, 3, 2))
    given = [session(_PLAN, _DAY, start=time(8)), session(other, _DAY, 2, start=time(14))]
    coded = _coded(given, (), plans=(_PLAN, other))
    delivered = {(one.code, one.modifiers) for one in coded.lines if one.family is Family.DELIVERY}
    assert delivered == {("77407", ()), ("77402", ("59",))}


def test_images_of_a_day_without_delivery_are_named():
    (first, _) = guided(_GIVEN)
    astray = replace(first, day=_DAY - timedelta(days=3), session="")
    coded = _coded(_GIVEN, (astray,))
    assert [(one.code, one.date_of_service) for one in coded.denied if one.ruling.id == "rt.guidance.without-treatment"] == [
        ("77387", astray.day)
    ]


def test_portal_images_are_no_guidance():
    coded = _coded(_GIVEN, guided(_GIVEN, Guidance.PORTAL_IMAGE))
    assert not [one for one in coded.lines if one.family is Family.GUIDANCE]
    assert {one.code for one in coded.denied} == {"77417"}
