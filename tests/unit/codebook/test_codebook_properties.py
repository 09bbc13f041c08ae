"""What holds for every arrangement of releases: one answers on a day, spans never overlap, the same question has one answer."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codewell.codebook.book import CodeBook
from codewell.codebook.diagnoses import spans_of
from codewell.codebook.entry import Standing
from codewell.kernel.codes import CodeSystem, Icd10CmCode
from codewell.kernel.errors import UnknownCodeError
from codewell.releases.shelf import Shelf

BEGIN = date(2015, 10, 1)
CODE = Icd10CmCode("A00")

releases = st.lists(
    st.tuples(st.integers(0, 900), st.integers(1, 500), st.booleans()), min_size=1, max_size=4, unique_by=lambda one: one[0]
)
"""Days from the adoption to the first day, days covered, and whether the list holds the code."""
days = st.integers(-30, 1500).map(lambda offset: BEGIN + timedelta(days=offset))


def lists(published, arranged: list[tuple[int, int, bool]]):
    found = []
    for number, (offset, length, holds) in enumerate(arranged):
        first = BEGIN + timedelta(days=offset)
        codes = ["Z99", *(["A00"] if holds else [])]
        rows = [{"code": code, "billable": 1, "long_descriptor": code, "sequence": n} for n, code in enumerate(codes)]
        last = first + timedelta(days=length - 1)
        found.append(published("icd10cm", f"R{number}", first.isoformat(), last.isoformat(), {"codes": rows}))
    return found


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(arranged=releases, day=days)
def test_any_arrangement_of_releases_gives_one_answer(make_ready, published, arranged, day):
    with tempfile.TemporaryDirectory() as folder:
        make_ready(Path(folder), *lists(published, arranged))
        shelf = Shelf(Path(folder))
        book = CodeBook(shelf)

        covering = [opened for opened in shelf.all("icd10cm") if opened.release.validity.covers(day)]
        in_force = shelf.in_force("icd10cm", day)
        assert (in_force in covering) if covering else in_force is None
        assert all(in_force.release.validity.first_day >= opened.release.validity.first_day for opened in covering)

        spans = spans_of(shelf, CODE)
        for earlier, later in pairwise(spans):
            assert earlier.last_day is not None
            assert earlier.last_day < later.first_day

        try:
            standing = book.standing(CODE, on=day).standing
        except UnknownCodeError:
            assert not any(holds for *_, holds in arranged)
            return
        entries = [book.entry("A00", CodeSystem.ICD10CM, on=day) for _ in range(2)]
        assert {entry.standing for entry in entries} == {standing}
        for part in entries[0].PARTS:
            assert getattr(entries[0], part) == getattr(entries[1], part)
        if standing is Standing.IN_FORCE:
            assert in_force is not None
            assert entries[0].validity is not None
            assert entries[0].validity.covers(day)
