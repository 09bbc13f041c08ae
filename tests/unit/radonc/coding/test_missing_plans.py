"""Sessions whose plan is not among the files, or that name none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from codewell.radonc.coding.engine import code_episode
from codewell.radonc.coding.lines import Family, RtSetting
from codewell.radonc.facts import NoteFact, Point, Site, SiteReading, Technique
from radonc_made import MadeReference, episode, plan, session, stated

_PLAN = plan("1.2.1", Technique.VMAT, 2, where=Site.PROSTATE)
_ELECTRONS = plan("1.2.2", Technique.ELECTRON, 1, where=Site.SKIN)
_CENTRES = (Point(0, 0, 0), Point(0, 0, 90))


def _delivery(given, note=()):
    coded = code_episode(episode([], [given], note=note), RtSetting.HOSPITAL, "medicare", MadeReference())
    return [line.code for line in coded.lines if line.family is Family.DELIVERY], coded


@pytest.mark.parametrize("named", [True, False], ids=["plan-not-there", "no-plan-named"])
@pytest.mark.parametrize(
    ("of", "day", "changes", "note", "codes"),
    [
        pytest.param(_PLAN, date(2026, 3, 9), {}, (), [], id="one-isocentre-held"),
        pytest.param(_PLAN, date(2026, 3, 9), {"isocentres": _CENTRES}, (), ["77412"], id="two-isocentres"),
        pytest.param(_ELECTRONS, date(2026, 3, 9), {}, (), ["77402"], id="electrons"),
        pytest.param(_PLAN, date(2026, 3, 9), {}, (stated(NoteFact.IMRT),), ["77407"], id="note-says-imrt"),
        pytest.param(_PLAN, date(2025, 3, 10), {}, (), [], id="until-2025-held"),
        pytest.param(
            _PLAN,
            date(2025, 3, 10),
            {},
            (stated(NoteFact.IMRT), stated(NoteFact.SITE, reading=SiteReading(Site.PROSTATE))),
            ["77385"],
            id="until-2025-note-says-imrt-of-the-prostate",
        ),
        pytest.param(_PLAN, date(2025, 3, 10), {}, (stated(NoteFact.COMPENSATOR),), ["77385"], id="note-says-compensators"),
        pytest.param(_ELECTRONS, date(2025, 3, 10), {}, (), ["77412"], id="until-2025-electrons"),
    ],
)
def test_a_session_without_its_plan(named, of, day, changes, note, codes):
    given = replace(session(of, day), **changes)
    found, coded = _delivery(given if named else replace(given, plans=()), note)
    assert found == codes
    if codes:
        assert all("not among the files" in " ".join(line.flags) for line in coded.lines if line.family is Family.DELIVERY)
    else:
        assert "rt.delivery.technique-not-shown" in {one.ruling.id for one in coded.denied}
        assert coded.questions
