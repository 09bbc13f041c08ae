"""HCPCS: every form of the file gives the same fields; expected values are read off the publisher's records."""

from __future__ import annotations

import pytest

FIXED = ("hcpcs/HCPC2019_CONTR_ANWEB.txt", "hcpcs/HCPC2026_JUL_ANWEB.txt")


def by_code(rows):
    return {row["code"]: row for row in rows}


@pytest.mark.parametrize("name", FIXED, ids=["320-characters", "293-characters"])
def test_a_terminated_code_has_all_its_fields(read, name):
    assert by_code(read("hcpcs", name))["C9742"] == {
        "code": "C9742",
        "long_descriptor": "Laryngoscopy, flexible fiberoptic, with injection into vocal cord(s), therapeutic, including "
        "diagnostic laryngoscopy, if performed",
        "short_descriptor": "Laryngoscopy with injection",
        "pricing": "53",
        "multiple_pricing": "A",
        "coverage": "D",
        "betos": "P8H",
        "type_of_service": "2, F",
        "action": "N",
        "added": "2015-01-01",
        "action_effective": "2017-01-01",
        "terminated": "2016-12-31",
        "cross_reference": "31573, 31574",
        "statute": "1833(t)",
        "cim": None,
        "mcm": None,
        "lab_certification": None,
        "processing_note": None,
        "anesthesia_base_units": "0",
    }


@pytest.mark.parametrize("name", FIXED)
def test_codes_and_modifiers_come_apart(read, name):
    assert list(by_code(read("hcpcs", name))) == ["A0021", "A0080", "C9742", "G6015", "G8891", "J1100", "Q0111"]
    assert [row["modifier"] for row in read("hcpcs-modifiers", name)] == ["A1", "AI", "QM"]


def test_a_modifier_has_its_days(read):
    assert read("hcpcs-modifiers", FIXED[0])[1] == {
        "modifier": "AI",
        "long_descriptor": "Principal physician of record",
        "short_descriptor": "Principal physician of rec",
        "added": "2010-01-01",
        "action_effective": "2010-01-01",
        "terminated": None,
    }


def test_three_laboratory_certifications_are_three(read):
    assert by_code(read("hcpcs", FIXED[0]))["Q0111"]["lab_certification"] == "110, 120, 130"


def test_named_columns_give_what_the_record_gives(read):
    fixed, named = by_code(read("hcpcs", FIXED[0])), by_code(read("hcpcs", "hcpcs/hcpcs_level2_2024-07.csv"))
    assert named["C9742"] == fixed["C9742"]
    assert named["A0021"] == fixed["A0021"]
    assert named["G0431"]["pricing"] == "13, 21"
    assert named["G0431"]["terminated"] == "2015-12-31"


def test_the_rebuilt_file_is_decoded_where_it_is_certain(read):
    named = by_code(read("hcpcs", "hcpcs/hcpcs_level2_2024-07.csv"))
    rebuilt = by_code(read("hcpcs", "hcpcs/hcpcs_level2_2025-10.reconstructed.csv"))
    lost = {"action", "action_effective", "terminated"}
    for code in ("A0021", "G0431", "J9017", "Q0111"):
        assert {k: v for k, v in rebuilt[code].items() if k not in lost} == {
            k: v for k, v in named[code].items() if k not in lost
        }
        assert [rebuilt[code][column] for column in sorted(lost)] == [None, None, None]
    assert rebuilt["C9039"]["statute"] == "1833(t)"
    assert rebuilt["J2504"]["processing_note"] == "0095"
    assert rebuilt["A6229"]["mcm"] == "2079"


def test_the_last_character_of_a_full_line_is_put_back(read):
    row = by_code(read("hcpcs", "hcpcs/hcpcs_level2_2025-10.reconstructed.csv"))["A6526"]
    assert row["long_descriptor"] == "Gradient compression garment, full leg and foot, padded, for nighttime use, each"
    assert row["short_descriptor"] == "G com garmt full leg/ft nght"


def test_modifiers_alone(read):
    rows = read("hcpcs-modifiers", "hcpcs/hcpcs_modifiers_2025-10.reconstructed.csv")
    assert [(row["modifier"], row["short_descriptor"]) for row in rows] == [("A1", None), ("LT", None), ("RT", None)]


@pytest.mark.parametrize(
    ("name", "release", "days"),
    [
        (FIXED[0], "2019", "2019-01-01 to 2019-12-31"),
        (FIXED[1], "2026-Q3", "2026-07-01 to 2026-09-30"),
        ("hcpcs/hcpcs_level2_2024-07.csv", "2024-Q3", "2024-07-01 to 2024-09-30"),
        ("hcpcs/hcpcs_level2_2025-10.reconstructed.csv", "2025-Q4", "2025-10-01 to 2025-12-31"),
    ],
)
def test_the_name_says_the_release(identity, name, release, days):
    assert identity("hcpcs", name) == (release, days)
