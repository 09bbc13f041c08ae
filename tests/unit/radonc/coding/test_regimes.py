"""The day of service selects the rules: the days around both changes, in every place, and codes that are not in force."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from codewell.radonc.coding.engine import code_episode
from codewell.radonc.coding.lines import Family, RtSetting
from codewell.radonc.facts import Site, Technique
from radonc_made import MadeReference, episode, guided, plan, session

_PLACES = {
    "hospital": (RtSetting.HOSPITAL, "medicare"),
    "freestanding": (RtSetting.FREESTANDING, "medicare"),
    "commercial": (RtSetting.FREESTANDING, "commercial"),
}
_DELETED = {"77385", "77386", "77401", "77014", *(f"G60{number:02}" for number in range(1, 18))}


def _coded(day: date, place: str, technique: Technique = Technique.VMAT, reference: MadeReference | None = None, **more):
    setting, payer = _PLACES[place]
    own = plan("1.2.1", technique, 2, where=Site.PROSTATE, approved=day - timedelta(days=7), **more)
    given = [session(own, day)]
    return code_episode(episode([own], given, guidance=guided(given)), setting, payer, reference or MadeReference())


def _session_codes(coded):
    return {
        "-".join((line.code, *line.modifiers)) for line in coded.lines if line.family in (Family.DELIVERY, Family.GUIDANCE)
    }  # fmt: skip


@pytest.mark.parametrize(
    ("place", "day", "codes"),
    [
        *((place, date(2014, 12, 31), set()) for place in _PLACES),
        ("hospital", date(2015, 1, 1), {"77385", "77014-26"}),
        ("freestanding", date(2015, 1, 1), {"G6015", "77014"}),
        ("commercial", date(2015, 1, 1), {"77385", "77387-26"}),
        ("hospital", date(2025, 12, 31), {"77385", "77014-26"}),
        ("freestanding", date(2025, 12, 31), {"G6015", "77014"}),
        ("commercial", date(2025, 12, 31), {"77385", "77387-26"}),
        *((place, date(2026, 1, 1), {"77407", "77387-26"}) for place in _PLACES),
        *((place, date(2026, 1, 2), {"77407", "77387-26"}) for place in _PLACES),
    ],
)
def test_imrt_around_the_days_of_change(place, day, codes):
    coded = _coded(day, place)
    assert _session_codes(coded) == codes
    unanswered = {one.problem for one in coded.problems if one.slug == "rt.no-rule-for-day"}
    assert (f"No rule table holds for services on {day}." in unanswered) is (day < date(2015, 1, 1))


@pytest.mark.parametrize("place", _PLACES)
@pytest.mark.parametrize("technique", [one for one in Technique if one not in (Technique.NONE, Technique.MIXED)])
@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 11, 23)])
def test_no_deleted_code_is_billed_from_2026(place, technique, day):
    coded = _coded(day, place, technique)
    assert coded.lines
    assert not {line.code for line in coded.lines} & _DELETED


@pytest.mark.parametrize("loaded", [True, False], ids=["loaded", "not-loaded"])
def test_days_of_codes_are_known_without_a_loaded_list(loaded):
    coded = _coded(date(2026, 1, 5), "freestanding", reference=MadeReference(loaded=loaded))
    assert _session_codes(coded) == {"77407", "77387-26"}
    assert bool([one for one in coded.problems if one.slug == "rt.code-list-not-loaded"]) is not loaded


def test_a_code_that_the_code_book_has_ended_is_denied():
    coded = _coded(date(2026, 1, 5), "hospital", reference=MadeReference(ended=["77407"]))
    assert "77407" not in {line.code for line in coded.lines}
    assert [one.ruling.id for one in coded.denied if one.code == "77407"] == ["rt.codes.not-in-force"]


def test_a_day_past_the_review_is_coded_and_said():
    coded = _coded(date(2027, 2, 1), "hospital")
    assert _session_codes(coded) == {"77407", "77387-26"}
    assert "rt.rules-not-reviewed" in {one.slug for one in coded.problems}


@pytest.mark.parametrize("place", _PLACES)
@pytest.mark.parametrize("day", [date(2025, 12, 31), date(2026, 1, 1)])
def test_every_delivery_line_names_its_neighbours(place, day):
    (line,) = (line for line in _coded(day, place).lines if line.family is Family.DELIVERY)
    assert len(line.rejected) >= 3
    assert line.code not in {one.code for one in line.rejected}
    assert all(one.because and one.ruling.cites for one in line.rejected)
    ended = {one.code: one.successor for one in line.rejected if one.code in _DELETED}
    assert all(bool(then) is (day >= date(2026, 1, 1)) for then in ended.values())


def test_every_line_has_evidence_and_a_cited_rule():
    for day in (date(2025, 12, 31), date(2026, 1, 1)):
        for line in _coded(day, "hospital").lines:
            assert line.evidence, line.code
            assert line.ruling.cites
            assert line.ruling.says
