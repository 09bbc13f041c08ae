"""The kept study of levels is whole and says what a page shows."""

from __future__ import annotations

from itertools import pairwise

from codewell.radonc.lab.sequencing.level_study import USUAL_LEVELS, kept_studies


def test_the_kept_studies_cover_both_plans_and_all_levels():
    studies = kept_studies()
    assert [one.name for one in studies] == ["easy", "hard"]
    for study in studies:
        assert tuple(one.levels for one in study.results) == USUAL_LEVELS
        assert study.measured
        assert study.organ == "Core"


def test_more_levels_take_more_apertures_and_every_plan_is_normalised():
    for study in kept_studies():
        for fewer, more in pairwise(study.results):
            assert more.apertures > fewer.apertures
        assert all(abs(one.target_d95 - 50) < 0.05 for one in study.results)
