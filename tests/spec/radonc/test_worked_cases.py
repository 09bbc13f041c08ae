"""Code the episode of every worked case and compare codes, units, modifiers, days and absent codes with what its source says."""

from __future__ import annotations

import pytest

from radonc_cases import coded, differences, read_cases, review_differences

CASES = [(name, case) for name in ("worked_cases.yaml", "further_cases.yaml") for case in read_cases(name)]


@pytest.mark.parametrize(("name", "case"), CASES, ids=[f"{case.get('number', 'x')}-{case['case']}" for _, case in CASES])
def test_the_case_is_coded_as_its_source_says(name, case):
    facts, found = coded(case)
    wrong = differences(case, found)
    if "billed" in case:
        wrong += review_differences(case, facts, found)
    assert not wrong, "\n".join(wrong)
