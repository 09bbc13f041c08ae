"""Pairs stored packed: what SQL shows, what the arrays find on a day, and releases stored row by row before."""

from __future__ import annotations

import random
import sqlite3
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from codewell.releases.importing import ImportRequest, import_release
from codewell.releases.pair_table import PairTable
from codewell.releases.shelf import Shelf
from codewell.sources.files import open_published
from codewell.sources.registry import source

DATA = Path(__file__).parents[2] / "data"
OFFICIAL = DATA / "ncci_ptp/ccipra-v322r0-f1.txt"
FLAT = DATA / "ncci_ptp/ncci_ptp_practitioner_2024-07-01.tsv"
EARLIEST, LATEST = 1, date.max.toordinal()


def imported(home: Path, path: Path) -> Shelf:
    request = ImportRequest(source("ncci-ptp-practitioner"), open_published(path), excerpt=True, accepted_by="test")
    import_release(home, request)
    return Shelf(home)


def days_of(table: PairTable) -> tuple[np.ndarray, np.ndarray]:
    """Return first and last days by terms: prior_to_1996, effective, deleted, modifier_indicator, rationale."""
    first = [date.fromisoformat(t[1]).toordinal() if t[1] else EARLIEST for t in table.terms]
    last = [0 if t[3] == 9 else date.fromisoformat(t[2]).toordinal() if t[2] else LATEST for t in table.terms]
    return np.array(first), np.array(last)


def asked(table: PairTable, first: str, second: str, day: date) -> tuple | None:
    first_days, last_days = days_of(table)
    numbers = [np.array([table.numbers.get(code, -1)]) for code in (first, second)]
    row = table.rows_of(*numbers, np.array([day.toordinal()]), first_days=first_days, last_days=last_days)[0]
    return None if row < 0 else table.row(int(row))


def test_the_view_shows_the_rows_as_published(tmp_path):
    opened = imported(tmp_path, OFFICIAL).all("ncci-ptp-practitioner")[0]
    row = opened.database.one("SELECT * FROM edits WHERE column_1 = '0001U' AND column_2 = '0029U'")
    assert row == ("0001U", "0029U", 0, "2018-07-01", "2026-06-30", 1, "Misuse of Column Two code with Column One code")
    assert opened.database.one("SELECT count(*) FROM edits") == (17,)
    assert opened.release.row_count == 17


@pytest.mark.parametrize(
    ("day", "holds"),
    [(date(2018, 6, 30), False), (date(2018, 7, 1), True), (date(2026, 6, 30), True), (date(2026, 7, 1), False)],
    ids=["day-before", "effective-day", "last-day", "day-after"],
)
def test_a_row_is_found_on_the_days_on_which_it_holds(tmp_path, day, holds):
    table = PairTable(imported(tmp_path, OFFICIAL).all("ncci-ptp-practitioner")[0], "edits")
    found = asked(table, "0001U", "0029U", day)
    assert (found is not None) is holds
    assert asked(table, "0029U", "0001U", day) is None
    assert asked(table, "0001A", "90473", date(2022, 1, 1)) is None, "indicator 9: deleted the day it took effect"


def test_of_several_rows_of_a_pair_the_one_of_the_day_is_found(tmp_path):
    table = PairTable(imported(tmp_path, FLAT).all("ncci-ptp-practitioner")[0], "edits")
    indicator = {day: asked(table, "77402", "77401", day)[2][3] for day in (date(2024, 7, 1),)}
    assert indicator[date(2024, 7, 1)] == 0


def test_bulk_finds_what_sql_finds(tmp_path):
    opened = imported(tmp_path, FLAT).all("ncci-ptp-practitioner")[0]
    table, day, dice = PairTable(opened, "edits"), date(2012, 5, 5), random.Random(3)
    pairs = [(dice.choice(table.codes), dice.choice(table.codes)) for _ in range(2000)]
    pairs += opened.database.all("SELECT column_1, column_2 FROM edits")
    first_days, last_days = days_of(table)
    first, second = (np.array([table.numbers[pair[n]] for pair in pairs]) for n in (0, 1))
    days = np.full(len(pairs), day.toordinal())
    rows = table.rows_of(first, second, days, first_days=first_days, last_days=last_days)
    holding = set(
        opened.database.all(
            "SELECT column_1, column_2 FROM edits WHERE modifier_indicator <> 9 AND (deleted IS NULL OR deleted >= '2012-05-05')"
        )
    )
    assert [row >= 0 for row in rows] == [tuple(pair) in holding for pair in pairs]
    assert all(table.row(int(row))[:2] == tuple(pair) for row, pair in zip(rows, pairs, strict=True) if row >= 0)


def test_a_release_stored_row_by_row_answers_alike(tmp_path):
    shelf = imported(tmp_path, OFFICIAL)
    opened = shelf.all("ncci-ptp-practitioner")[0]
    packed = PairTable(opened, "edits")
    path = tmp_path / "releases" / opened.release.file_name
    rows = opened.database.all("SELECT * FROM edits")
    path.chmod(0o644)
    path.unlink()
    with sqlite3.connect(path) as database:
        database.execute(
            "CREATE TABLE edits (column_1, column_2, prior_to_1996, effective, deleted, modifier_indicator, rationale)"
        )
        database.executemany("INSERT INTO edits VALUES (?,?,?,?,?,?,?)", rows)
    plain = PairTable(Shelf(tmp_path).all("ncci-ptp-practitioner")[0], "edits")
    assert [plain.row(n) for n in range(len(plain))] == [packed.row(n) for n in range(len(packed))]
