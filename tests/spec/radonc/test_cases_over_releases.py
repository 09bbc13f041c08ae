"""The worked cases over the bundled releases: limits, pairs and days of codes as CMS publishes them change no result."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from codewell.tasks.radonc.code_reference import ShelfRtReference
from codewell.tasks.workplace import Workplace
from radonc_cases import coded, differences, read_cases, review_differences


@pytest.mark.parametrize("name", ["worked_cases.yaml", "further_cases.yaml"])
def test_the_cases_hold_over_the_bundled_releases(name, reference_home):
    reference = ShelfRtReference(Workplace(reference_home, lambda: datetime(2026, 11, 30, tzinfo=UTC)))
    wrong = []
    for case in read_cases(name):
        facts, found = coded(case, reference)
        differs = differences(case, found)
        if "billed" in case:
            differs += review_differences(case, facts, found)
        wrong += [f"{case['case']}: {one}" for one in differs]
    assert not wrong, "\n".join(wrong)
