"""HCPCS: the full files; counts are those of `grep -c` on the publisher's records."""

from __future__ import annotations

import pytest

from codewell.sources.files import open_published
from codewell.sources.registry import source


@pytest.mark.parametrize(
    ("source_id", "name", "rows"),
    [
        ("hcpcs", "2019-Alpha-Numeric-HCPCS-File.zip", 6440),
        ("hcpcs", "hcpcs_level2_2024-07.csv.gz", 8033),
        ("hcpcs", "hcpcs_level2_2025-10.reconstructed.csv.gz", 8463),
        ("hcpcs-modifiers", "2019-Alpha-Numeric-HCPCS-File.zip", 360),
        ("hcpcs-modifiers", "hcpcs_modifiers_2025-10.reconstructed.csv", 383),
    ],
)
def test_every_row_of_a_full_file_is_read(shared_data, source_id, name, rows):
    files = open_published(shared_data / "hcpcs" / name)
    room = source(source_id)
    counts = {room.tables[0].name: sum(1 for _ in room.rows(files))}
    assert list(counts.values()) == [rows]
    room.check(files, counts, excerpt=False)


def test_the_rebuilt_record_agrees_with_the_earlier_release(shared_data):
    """Days added, manual sections and processing notes do not change; where the decoding slipped they would differ."""
    room = source("hcpcs")
    columns = [name for name, _ in room.tables[0].columns]
    named, rebuilt = (
        {row[0]: row for _, row in room.rows(open_published(shared_data / "hcpcs" / name))}
        for name in ("hcpcs_level2_2024-07.csv.gz", "hcpcs_level2_2025-10.reconstructed.csv.gz")
    )
    for column in ("added", "cim", "mcm", "lab_certification", "processing_note", "anesthesia_base_units"):
        place = columns.index(column)
        assert {code for code in named if named[code][place] != rebuilt[code][place]} == set(), column
