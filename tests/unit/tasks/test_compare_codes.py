"""What differs between two codes, or two days of one: expected values are read off the publishers' files, as noted."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from codewell.codebook.comparison import ComparedRow, Difference
from codewell.kernel.errors import InputError
from codewell.tasks.compare_codes import CompareRequest, Comparison, compare_codes
from codewell.tasks.look_up_code import LookUpRequest
from codewell.tasks.workplace import Workplace


@pytest.fixture(scope="module")
def compare(reference_home):
    desk = Workplace(reference_home, lambda: datetime(2026, 6, 2, 12, tzinfo=UTC))

    def ask(first: str, on: str, second: str, second_on: str, locality: str = "") -> Comparison:
        asked = (LookUpRequest(first, date.fromisoformat(on)), LookUpRequest(second, date.fromisoformat(second_on)))
        return compare_codes(desk, CompareRequest(*asked, locality))

    return ask


def section(compared: Comparison, id: str) -> dict[tuple[str, str, str], ComparedRow]:
    """Return the rows of a section by id, title and detail."""
    rows = next((one.rows for one in compared.sections if one.id == id), ())
    return {(row.id, row.title, row.detail): row for row in rows}


def values(row: ComparedRow) -> tuple[str | None, str | None]:
    return row.first and row.first.value, row.second and row.second.value


def test_rvus_of_two_codes_on_one_day(compare):
    # PPRRVU25_APR.csv: 99213,,,A,,1.30,1.35,,0.57,,0.10,2.75,1.97 and 99214,,,A,,1.92,1.80,,0.83,,0.15,3.87,2.90
    rows = section(compare("99213", "2025-06-02", "99214", "2025-06-02"), "mpfs")
    told = {id: (values(row), row.difference, row.change, row.certain) for (id, *_), row in rows.items()}
    different = Difference.DIFFERENT
    assert told["mpfs.work_rvu"] == (("1.30", "1.92"), different, "+0.62", True)
    assert told["mpfs.nonfacility_pe_rvu"] == (("1.35", "1.80"), different, "+0.45", True)
    assert told["mpfs.facility_pe_rvu"] == (("0.57", "0.83"), different, "+0.26", True)
    assert told["mpfs.mp_rvu"] == (("0.10", "0.15"), different, "+0.05", True)
    assert told["mpfs.nonfacility_total"] == (("2.75", "3.87"), different, "+1.12", True)
    assert told["mpfs.facility_total"] == (("1.97", "2.90"), different, "+0.93", True)
    assert told["mpfs.status"] == (("A", "A"), Difference.SAME, "", True)
    assert told["mpfs.global_days"] == (("XXX", "XXX"), Difference.SAME, "", True)


def test_one_figure_printed_in_two_ways_is_the_same(compare):
    # pprrvu_rvu24c_jul.csv: 99213,,,A,,1.3,1.33,,0.56,,0.1,2.73,1.96; PPRRVU2025_Oct.csv: 1.30,1.35,,0.57,,0.10,2.75,1.97
    rows = section(compare("99213", "2024-08-05", "99213", "2025-11-03"), "mpfs")
    differing = {id: row.change for (id, *_), row in rows.items() if row.difference is not Difference.SAME}
    assert differing == {
        "mpfs.nonfacility_pe_rvu": "+0.02",
        "mpfs.facility_pe_rvu": "+0.01",
        "mpfs.nonfacility_total": "+0.02",
        "mpfs.facility_total": "+0.01",
    }


def test_amounts_of_the_two_days(compare):
    # 2.73 x 33.2875 = 90.87; 2.75 x 32.3465 = 88.95; 1.96 x 33.2875 = 65.24; 1.97 x 32.3465 = 63.72
    rows = section(compare("99213", "2024-08-05", "99213", "2025-11-03"), "fees")
    told = {title: (values(row), row.change) for (_, title, _), row in rows.items()}
    assert told["Physician fee schedule, non-facility"] == (("$90.87", "$88.95"), "-$1.92")
    assert told["Physician fee schedule, facility"] == (("$65.24", "$63.72"), "-$1.52")


def test_hospital_rate_over_the_change_of_2026(compare):
    # opps_addendum_b_2025-10.csv: 77402,,S,109.5; opps_addendum_b_2026-04.csv: 77402,,S,104.24
    rows = section(compare("77402", "2025-11-03", "77402", "2026-06-02"), "opps")
    row = rows["opps.payment_rate", "OPPS payment rate", ""]
    assert (values(row), row.change, row.certain) == (("$109.50", "$104.24"), "-$5.26", True)
    assert rows["opps.status_indicator", "OPPS status indicator", ""].difference is Difference.SAME


def test_a_deleted_code_beside_itself(compare):
    compared = compare("77385", "2025-12-31", "77385", "2026-01-01")
    standing = section(compared, "standing")["standing.standing", "Standing", ""]
    assert values(standing) == ("in_force", "no_longer_in_force")
    assert compared.of_one_code


def test_edits_of_two_codes(compare):
    # ncci_ptp_practitioner_2024-07-01.tsv: 77385 and 77386 each stand before 77401 and 96523 (indicator 0), all others ended
    rows = section(compare("77385", "2024-08-05", "77386", "2024-08-05"), "ptp")
    practitioner = {title: row for (_, title, setting), row in rows.items() if setting == "practitioner"}
    assert {title: (values(row), row.difference) for title, row in practitioner.items()} == {
        "77401": (("0", "0"), Difference.SAME),
        "96523": (("0", "0"), Difference.SAME),
    }


def test_notes_of_two_neighbours(compare):
    # icd10cm-tabular-April-2025.xml: E11.21 has three inclusion terms, E11.22 has one "use additional code"
    compared = compare("E11.21", "2025-06-02", "E11.22", "2025-06-02")
    told = [
        (row.id, values(row), row.difference, row.certain)
        for part in compared.sections
        if part.id == "notes"
        for row in part.differing
    ]
    terms = ("intercapillary glomerulosclerosis", "intracapillary glomerulonephrosis", "Kimmelstiel-Wilson disease")
    wanted = [
        ("note.inclusion_term", (f"Type 2 diabetes mellitus with {term}", None), Difference.ONLY_FIRST, True) for term in terms
    ]
    stage = "code to identify stage of chronic kidney disease (N18.1-N18.6)"
    assert told == [*wanted, ("note.use_additional_code", (None, stage), Difference.ONLY_SECOND, True)]


def test_a_code_that_was_divided(compare):
    # icd10cm_order_2025.txt lists D71 as valid, icd10cm_order_2026.txt as a header above D71.1, D71.8 and D71.9
    compared = compare("D71", "2025-09-30", "D71", "2025-10-01")
    billable = section(compared, "standing")["standing.billable", "Billable", ""]
    assert values(billable) == ("yes", "no, a header")
    below = section(compared, "below")
    assert [(title, row.difference) for (_, title, _), row in below.items()] == [
        (code, Difference.ONLY_SECOND) for code in ("D71.1", "D71.8", "D71.9")
    ]


def test_swapping_the_sides_turns_every_difference_round(compare):
    turned = {Difference.ONLY_FIRST: Difference.ONLY_SECOND, Difference.ONLY_SECOND: Difference.ONLY_FIRST}
    there = compare("77402", "2025-11-03", "77407", "2026-06-02")
    back = compare("77407", "2026-06-02", "77402", "2025-11-03")

    def told(compared: Comparison, *, turn: bool) -> set[tuple[object, ...]]:
        found = set()
        for part in compared.sections:
            for row in part.rows:
                sides = values(row)[::-1] if turn else values(row)
                difference = turned.get(row.difference, row.difference) if turn else row.difference
                found.add((row.id, row.title, row.detail, sides, difference, row.certain))
        return found

    assert told(there, turn=False) == told(back, turn=True)
    assert there.differences == back.differences


def test_a_code_beside_itself_on_one_day_does_not_differ(compare):
    for code in ("77407", "E11.22", "J1100"):
        assert compare(code, "2026-06-02", code, "2026-06-02").differences == 0


def test_a_side_that_no_whole_release_answers_for_is_not_certain(compare):
    # no NCCI file later than the third quarter of 2024 is bundled, so neither day is covered
    rows = section(compare("77402", "2025-11-03", "77402", "2026-06-02"), "mue")
    assert rows
    assert not any(row.certain for row in rows.values())


def test_amounts_of_a_locality(compare):
    # GPCI2026.csv, Manhattan: 9.22 PE x 1.162 + 0.06 MP x 1.586 = 10.80880; x 33.4009 = 361.02
    compared = compare("77407", "2026-07-01", "77407", "2026-07-01", "1320201")
    amounts = [values(row)[0] for part in compared.sections if part.id == "fees" for row in part.rows]
    assert "$361.02" in amounts


def test_a_procedure_beside_a_diagnosis_is_refused(compare):
    with pytest.raises(InputError, match="too little compares"):
        compare("77385", "2025-06-02", "E11.22", "2025-06-02")


def test_letters_that_fit_two_systems_follow_the_first_side(compare):
    assert compare("E11.22", "2026-06-02", "J1100", "2026-06-02").second.code.system.value == "icd10cm"
    assert compare("G6015", "2025-06-02", "J1100", "2025-06-02").second.code.system.value == "hcpcs"
