"""Whatever an episode holds, it is coded without an error, without a code that is not in force, and the same each time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

from hypothesis import given, settings
from hypothesis import strategies as st

from codewell.radonc.coding.engine import code_episode
from codewell.radonc.coding.lines import Family, RtSetting
from codewell.radonc.coding.payers import PAYER_IDS
from codewell.radonc.coding.reference import Standing
from codewell.radonc.facts import DeviceKind, Guidance, Intent, NoteFact, Side, Site, Technique
from radonc_made import MadeReference, course, episode, guided, plan, planning_ct, session, site, stated

_DAYS = st.one_of(
    st.dates(date(2014, 12, 20), date(2015, 1, 10)),
    st.dates(date(2025, 12, 20), date(2026, 1, 10)),
    st.dates(date(1990, 1, 1), date(2040, 1, 1)),
)
_NOTES = st.builds(stated, st.sampled_from([one for one in NoteFact if one is not NoteFact.SITE]), st.none() | _DAYS)


@st.composite
def _plans(draw, number: int):
    made = plan(
        f"1.2.{number}",
        draw(st.sampled_from(Technique)),
        draw(st.integers(0, 12)),
        day=draw(st.none() | _DAYS),
        approved=draw(st.none() | _DAYS),
        fractions=draw(st.none() | st.integers(1, 40)),
        where=None,
        volumetric=draw(st.none() | st.booleans()),
        motion=draw(st.sampled_from(["", "GATING", "BREATH_HOLD", "NONE"])),
        devices=[(kind, 1) for kind in draw(st.sets(st.sampled_from(DeviceKind), max_size=3))],
        intent=draw(st.sampled_from(Intent)),
    )
    energy = draw(st.sampled_from([None, 0.1, 6.0, 20.0, 150.0]))
    beams = tuple(replace(one, energy=energy) for one in made.beams)
    where = draw(st.none() | st.sampled_from(Site))
    return replace(made, beams=beams, site=site(where, draw(st.sampled_from(Side))))


@st.composite
def _episodes(draw):
    plans = [draw(_plans(number)) for number in range(draw(st.integers(0, 3)))]
    given = []
    for day in draw(st.lists(_DAYS, max_size=8)):
        if plans:
            of = draw(st.lists(st.sampled_from(plans), min_size=1, max_size=2, unique_by=lambda one: one.uid))
            number = sum(one.day == day for one in given) + 1
            start = draw(st.none() | st.builds(time, st.integers(0, 23), st.integers(0, 40)))
            made = session(of, day, number if number < 3 else 2, share=draw(st.none() | st.floats(0, 1)))
            given.append(replace(made, key=f"{day}#{number}", start=start, stop=start))
    kept = plans if draw(st.booleans()) else plans[1:]
    kinds = draw(st.sets(st.sampled_from(Guidance), max_size=2))
    return episode(
        kept,
        given,
        courses=[course(plans, given, complete=draw(st.none() | st.booleans()))] if draw(st.booleans()) else [],
        guidance=[one for kind in kinds for one in guided(given, kind, approved=draw(st.booleans()))],
        imaging=[planning_ct(draw(st.none() | _DAYS), draw(st.integers(1, 10))) for _ in range(draw(st.integers(0, 2)))],
        note=draw(st.lists(_NOTES, max_size=6)),
    )


@settings(max_examples=60, deadline=None)
@given(_episodes(), st.sampled_from(RtSetting), st.sampled_from(PAYER_IDS))
def test_any_episode_is_coded(facts, setting, payer):
    reference = MadeReference()
    coded = code_episode(facts, setting, payer, reference)
    assert coded == code_episode(facts, setting, payer, reference)
    for line in coded.lines:
        assert line.units >= 1
        assert line.date_of_service >= date(2015, 1, 1)
        assert reference.standing(line.code, line.date_of_service) is Standing.IN_FORCE
        assert line.evidence or line.family is not Family.DELIVERY
    assert list(coded.lines) == sorted(coded.lines, key=lambda one: one.date_of_service)
