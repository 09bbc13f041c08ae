"""Every published value that an entry shows has a meaning in words, in the bundled releases and in the full files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from codewell.codebook.meanings import meaning_of
from codewell.releases.shelf import Shelf
from codewell.sources.files import open_published
from codewell.sources.registry import source

MPFS = ("status", "global_days", "pctc", "multiple_procedure", "bilateral", "assistant", "co_surgeon", "team", "supervision")
SHOWN = (
    ("mpfs", "fees", "mpfs", {column: column for column in (*MPFS, "imaging_family")}),
    (
        "hcpcs",
        "codes",
        "hcpcs",
        {c: c for c in ("coverage", "pricing", "multiple_pricing", "betos", "type_of_service", "action")},
    ),
    ("opps-addendum-b", "services", "opps", {"status_indicator": "status", "comment_indicator": "comment"}),
    ("asc-addendum-aa", "services", "opps", {"payment_indicator": "asc_payment"}),
    ("asc-addendum-bb", "services", "opps", {"payment_indicator": "asc_payment"}),
    ("ncci-mue-practitioner", "limits", "opps", {"mai": "mai"}),
    ("ncci-mue-outpatient", "limits", "opps", {"mai": "mai"}),
    ("ncci-mue-dme", "limits", "opps", {"mai": "mai"}),
)
"""Source, table, family of meanings, and the indicator by which each column is explained."""
FULL_FILES = {
    "mpfs": ("mpfs/PPRRVU*", "mpfs/pprrvu_*"),
    "hcpcs": ("hcpcs/hcpcs_level2_*", "hcpcs/2019-Alpha-Numeric-HCPCS-File.zip"),
    "opps-addendum-b": ("opps_asc/opps_addendum_b_*", "opps_asc/*Addendum_B.*"),
    "asc-addendum-aa": ("opps_asc/asc_addendum_AA_*",),
    "asc-addendum-bb": ("opps_asc/asc_addendum_BB_*",),
}


def without_meaning(family: str, indicator: str, values: set[object], day: date) -> set[str]:
    """Return the values, split where a field repeats, that no table explains on the day."""
    single = {one for value in values if value is not None for one in str(value).strip().split(", ") if one}
    return {one for one in single if not meaning_of(family, indicator, one, day)}


@pytest.mark.parametrize(("source_id", "table", "family", "columns"), SHOWN, ids=[row[0] for row in SHOWN])
def test_every_value_of_the_bundled_releases_has_a_meaning(reference_home, source_id, table, family, columns):
    releases = Shelf(reference_home).all(source_id)
    missing = {
        (opened.release.release, column): found
        for opened in releases
        for column, indicator in columns.items()
        if (
            found := without_meaning(
                family,
                indicator,
                {row[0] for row in opened.database.all(f"SELECT DISTINCT {column} FROM {table}")},
                opened.release.validity.first_day,
            )
        )
    }
    assert missing == {}


@pytest.mark.parametrize(("source_id", "table", "family", "columns"), SHOWN[:5], ids=[row[0] for row in SHOWN[:5]])
def test_every_value_of_the_full_files_has_a_meaning(shared_data: Path, source_id, table, family, columns):
    room = source(source_id)
    names = next([name for name, _ in one.columns] for one in room.tables if one.name == table)
    missing = {}
    for path in sorted(path for pattern in FULL_FILES[source_id] for path in shared_data.glob(pattern)):
        files = open_published(path)
        identity = room.identify(files)
        values: dict[str, set[object]] = {column: set() for column in columns}
        for name, row in room.rows(files):
            if name == table:
                for column, seen in values.items():
                    seen.add(row[names.index(column)])
        day = identity.validity.first_day if identity else date(2026, 1, 1)
        for column, indicator in columns.items():
            if found := without_meaning(family, indicator, values[column], day):
                missing[path.name, column] = found
    assert missing == {}
