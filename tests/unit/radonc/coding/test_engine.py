"""The engine as a whole: a pure function of facts, whatever the order of sessions."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from codewell.radonc.coding.engine import code_episode
from codewell.radonc.coding.lines import RtSetting
from codewell.radonc.facts import Intent, Site, Technique
from radonc_made import MadeReference, course, episode, guided, plan, session, sessions, weekdays

_PLAN = plan("1.2.1", Technique.STEP_AND_SHOOT, 9, where=Site.PROSTATE, approved=date(2025, 11, 20), fractions=20)
_GIVEN = sessions(_PLAN, date(2025, 12, 1), 20)


def _coded(given_sessions=_GIVEN, *, plans=(_PLAN,), courses=None):
    facts = episode(plans, given_sessions, courses=courses or (course((_PLAN,), _GIVEN),), guidance=guided(_GIVEN))
    return code_episode(facts, RtSetting.HOSPITAL, "medicare", MadeReference())


@settings(max_examples=10, deadline=None)
@given(st.permutations(_GIVEN))
def test_the_order_of_sessions_does_not_matter(shuffled):
    assert _coded(shuffled).lines == _coded().lines


def test_a_delivery_of_a_verification_plan_changes_no_line():
    check = plan("1.2.9", Technique.STEP_AND_SHOOT, 9, where=Site.PROSTATE, intent=Intent.VERIFICATION)
    extra = session(check, weekdays(date(2025, 12, 1), 1)[0], 3)
    coded = _coded([*_GIVEN, extra], plans=(_PLAN, check))
    assert coded.lines == _coded().lines
    assert [one.code for one in coded.denied if one.ruling.id == "rt.delivery.never-bills"] == [""]
