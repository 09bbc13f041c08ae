"""Importing, listing and checking through the tasks."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from codewell.kernel.errors import InputError
from codewell.tasks.check_installation import Condition, check_installation
from codewell.tasks.import_release import ReleaseImport, acceptance, import_release
from codewell.tasks.list_releases import list_releases
from codewell.tasks.workplace import Workplace

EXCERPT = Path(__file__).parents[1] / "releases" / "excerpts" / "icd10cm_order_2026.txt"


def clock() -> datetime:
    return datetime(2026, 6, 2, 12, tzinfo=UTC)


def wanted(**more) -> ReleaseImport:
    return ReleaseImport("icd10cm", (EXCERPT,), excerpt=True, **more)


def test_import_is_dated_by_the_clock(tmp_path):
    stored = import_release(tmp_path, clock, wanted())
    assert (stored.title, stored.imported_at, stored.accepted_by) == ("icd10cm FY2026", "2026-06-02T12:00:00+00:00", "")


def test_acceptance_records_who_and_when():
    assert acceptance("A. Coder ", clock()) == "A. Coder, 2026-06-02T12:00:00+00:00"
    assert acceptance(None, clock()) == acceptance("  ", clock()) == ""


@pytest.mark.parametrize(
    "filed",
    [
        {"release": "FY2030"},
        {"first_day": date(2029, 10, 1)},
        {"release": "FY2030", "first_day": date(2029, 10, 1), "last_day": date(2029, 9, 30)},
    ],
    ids=["label-only", "day-only", "ends-before-it-begins"],
)
def test_half_named_release_is_refused(tmp_path, filed):
    with pytest.raises(InputError) as refused:
        import_release(tmp_path, clock, wanted(**filed))
    assert refused.value.slug == "input.release-incomplete"


def test_unknown_source_is_told_with_the_known_ones(tmp_path):
    with pytest.raises(InputError, match="Known sources: icd10cm"):
        import_release(tmp_path, clock, ReleaseImport("icd99", (EXCERPT,)))


@pytest.mark.parametrize(
    ("day", "in_force"),
    [(date(2025, 9, 30), False), (date(2025, 10, 1), True), (date(2026, 9, 30), True), (date(2026, 10, 1), False)],
)
def test_list_marks_the_release_in_force(tmp_path, day, in_force):
    import_release(tmp_path, clock, wanted())
    (listed,) = list_releases(Workplace(tmp_path, clock), day).releases
    assert listed.in_force is in_force


def condition_of(home: Path, what: str) -> Condition:
    return next(thing.condition for thing in check_installation(Workplace(home, clock)).things if thing.what == what)


def test_check_finds_a_sound_release(tmp_path):
    import_release(tmp_path, clock, wanted())
    assert condition_of(tmp_path, "icd10cm FY2026") is Condition.GOOD
    assert condition_of(tmp_path, "ICD-10-CM today") is Condition.GOOD
    assert condition_of(tmp_path, "Search index") is Condition.WARNING


@pytest.mark.parametrize("damage", ["cut", "overwritten", "gone"])
def test_check_finds_a_damaged_release(tmp_path, damage):
    stored = import_release(tmp_path, clock, wanted())
    file = tmp_path / "releases" / stored.file_name
    file.chmod(0o644)
    content = file.read_bytes()
    if damage == "gone":
        file.unlink()
    else:
        file.write_bytes(content[:6000] if damage == "cut" else content[:8192] + b"\xff" * 4096 + content[12288:])
    check = check_installation(Workplace(tmp_path, clock))
    assert not check.is_sound
    assert condition_of(tmp_path, "icd10cm FY2026") is Condition.FAULT


def test_check_of_an_empty_home_says_what_to_do(tmp_path):
    check = check_installation(Workplace(tmp_path / "home", clock))
    assert not check.is_sound
    assert any("codewell build" in thing.remedy for thing in check.things)


def test_workplace_shows_a_release_imported_since(tmp_path):
    desk = Workplace(tmp_path, clock)
    assert list(desk.shelf) == []
    assert desk.refreshed() is desk
    import_release(tmp_path, clock, wanted())
    assert [release.title for release in desk.refreshed().shelf] == ["icd10cm FY2026"]
