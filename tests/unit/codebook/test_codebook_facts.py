"""Published values of procedure codes: payment arithmetic, meanings, settings, and whether they are of the day asked about."""

from __future__ import annotations

from datetime import date

import pytest

from codewell.kernel.codes import CodeSystem

RVU25D = ("RVU25D", "2025-10-01", "2025-12-31")
DAY = date(2025, 11, 3)
COLUMNS = (
    "code",
    "modifier",
    "status",
    "work_rvu",
    "nonfacility_pe_rvu",
    "facility_pe_rvu",
    "nonfacility_na",
    "facility_na",
    "mp_rvu",
    "nonfacility_total",
    "facility_total",
    "opps_nonfacility_pe",
    "opps_facility_pe",
    "opps_mp",
    "multiple_procedure",
)
ROWS = """
99213 .  A 1.30 1.35 0.57 .  .  0.10 2.75 1.97 0.00 0.00 0.00 0
99223 .  A 3.50 1.39 1.39 NA .  0.28 5.17 5.17 0.00 0.00 0.00 0
70496 .  A 1.75 6.56 6.56 .  NA 0.11 8.42 8.42 6.11 6.11 0.11 4
70496 TC A 0.00 5.93 5.93 .  NA 0.03 5.96 5.96 5.48 5.48 0.03 4
70496 26 A 1.75 0.63 0.63 .  .  0.08 2.46 2.46 0.00 0.00 0.00 4
70450 .  A 0.85 2.35 2.35 .  NA 0.05 3.25 3.25 3.58 3.58 0.06 4
36415 .  X 0.00 0.00 0.00 .  .  0.00 0.00 0.00 0.00 0.00 0.00 9
G0121 53 A 1.63 3.22 0.90 .  .  0.22 5.07 2.75 0.00 0.00 0.00 2
"""
"""As CMS printed them in PPRRVU2025_Oct; the conversion factor was 32.3465."""
_STORED: dict[str, object] = {".": None, "NA": 1}
"""What the importer makes of a blank and of a flag."""


@pytest.fixture
def facts_of(book_of, published):
    def ask(code: str, on: date = DAY):
        rows = [dict(zip(COLUMNS, (_STORED.get(v, v) for v in line.split()), strict=True)) for line in ROWS.strip().split("\n")]
        fees = [{**row, "modifier": row["modifier"] or "", "conversion_factor": "32.3465"} for row in rows]
        system = CodeSystem.CPT if code[0].isdigit() else CodeSystem.HCPCS
        return book_of(published("mpfs", *RVU25D, {"fees": fees})).entry(code, system, on=on).facts

    return ask


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("99213", [("non-facility", "$88.95"), ("facility", "$63.72")], id="both-settings"),
        pytest.param("99223", [("facility", "$167.23")], id="never-outside-a-facility"),
        pytest.param(
            "70496",
            [
                ("non-facility", "$257.80"),
                ("non-facility, modifier TC", "$178.23"),
                ("non-facility, modifier 26", "$79.57"),
                ("facility, modifier 26", "$79.57"),
            ],
            id="imaging-above-the-opps-cap",
        ),
        pytest.param("70450", [("non-facility", "$105.13")], id="imaging-below-the-opps-cap"),
        pytest.param("36415", [], id="paid-by-another-system"),
        pytest.param("G0121", [("non-facility, modifier 53", "$164.00"), ("facility, modifier 53", "$88.95")], id="discontinued"),
    ],
)
def test_national_payment_is_rvus_times_conversion_factor(facts_of, code, expected):
    paid = [(fact.detail, fact.value) for fact in facts_of(code) if fact.id == "mpfs.national_payment"]
    assert sorted(paid) == sorted(expected)


def test_capped_payment_shows_both_totals(facts_of):
    fact = next(fact for fact in facts_of("70496") if fact.id == "mpfs.national_payment" and fact.detail == "non-facility")
    assert fact.meaning == "7.97 RVU x 32.3465 (OPPS cap on imaging; uncapped 8.42 RVU), before geographic adjustment"


def test_rvus_of_a_code_without_any_are_left_out(facts_of):
    assert not [fact for fact in facts_of("36415") if fact.id.endswith(("_rvu", "_total"))]
    assert [fact.value for fact in facts_of("99213") if fact.id == "mpfs.work_rvu"] == ["1.30"]


def test_indicator_has_its_meaning_and_release(facts_of):
    fact = next(fact for fact in facts_of("70496") if fact.id == "mpfs.multiple_procedure")
    assert (fact.title, fact.value, fact.origin.release) == ("Multiple procedures (modifier 51)", "4", "RVU25D")
    assert "professional part at 95 %" in fact.meaning


@pytest.mark.parametrize(
    ("day", "holds"), [("2025-09-30", False), ("2025-10-01", True), ("2025-12-31", True), ("2026-01-01", False)]
)
def test_values_of_another_quarter_say_so(facts_of, day, holds):
    facts = facts_of("99213", date.fromisoformat(day))
    assert facts
    assert {fact.holds_on_day for fact in facts} == {holds}


def test_hcpcs_fields_that_repeat_are_facts_of_their_own(book_of, published):
    code = {"code": "P9612", "added": "1990-01-01", "pricing": "57, 21", "type_of_service": "5, 1", "coverage": "C"}
    book = book_of(published("hcpcs", "2025-Q4", "2025-10-01", "2025-12-31", {"codes": [code]}))
    found = [(fact.title, fact.value, fact.meaning) for fact in book.entry("P9612", CodeSystem.HCPCS, on=DAY).facts]
    assert found == [
        ("Medicare coverage", "C", "The contractor's judgment decides."),
        ("Pricing method", "57", "Other items priced by the contractor."),
        ("Pricing method", "21", "Clinical laboratory fee schedule: national limit."),
        ("Type of service", "5", "Diagnostic laboratory"),
        ("Type of service", "1", "Medical care"),
    ]


def test_quarters_addendum_is_completed_from_the_final_rule(book_of, published):
    book = book_of(
        published(
            "opps-addendum-b", "2025-Q4", "2025-10-01", "2025-12-31", {"services": [{"code": "77301", "status_indicator": "S"}]}
        ),
        published(
            "opps-addendum-b",
            "CY2025",
            "2025-01-01",
            "2025-12-31",
            {"services": [{"code": "77301", "status_indicator": "T", "apc": "5613", "payment_rate": "1398.57"}]},
        ),
        published("opps-addendum-a", "CY2025", "2025-01-01", "2025-12-31", {"apcs": [{"apc": "5613", "title": "Level 3 prep"}]}),
    )
    found = [
        (fact.id, fact.value, fact.meaning, fact.origin.release) for fact in book.entry("77301", CodeSystem.CPT, on=DAY).facts
    ]
    assert found == [
        ("opps.status_indicator", "S", "Procedure or service paid separately, not discounted when multiple.", "2025-Q4"),
        ("opps.apc", "5613", "Level 3 prep", "CY2025"),
        ("opps.payment_rate", "$1,398.57", "", "CY2025"),
    ]


@pytest.mark.parametrize(
    ("units", "mai", "said"),
    [
        (0, 3, "not payable in this setting; MAI 3: Applied to the date of service, from clinical benchmarks"),
        (1, 2, "at most 1 unit; MAI 2: Applied to the date of service, from law"),
        (4, 1, "at most 4 units; MAI 1: Applied to each claim line"),
    ],
)
def test_mue_in_words(book_of, published, units, mai, said):
    limit = {"code": "77301", "mue_value": units, "mai": mai, "rationale": "Clinical: Data"}
    book = book_of(
        published("ncci-mue-practitioner", "2025-Q4", "2025-10-01", "2025-12-31", {"limits": [limit]}),
        published(
            "opps-addendum-b", "2025-Q4", "2025-10-01", "2025-12-31", {"services": [{"code": "77301", "status_indicator": "S"}]}
        ),
    )
    (fact,) = [one for one in book.entry("77301", CodeSystem.CPT, on=DAY).facts if one.id.startswith("mue.")]
    assert (fact.value, fact.detail) == (str(units), "practitioner")
    assert fact.meaning.startswith(said)
    assert fact.meaning.endswith("Rationale: Clinical: Data.")


def test_a_setting_in_which_a_service_is_hardly_ever_done_is_named(facts_of):
    # RVU25D record layout, NA indicator: "rarely or never performed in the (non-)facility setting"
    marked = {code: [f.detail for f in facts_of(code) if f.id == "mpfs.not_applicable"] for code in ("99213", "99223", "70450")}
    assert marked == {"99213": [], "99223": ["non-facility"], "70450": ["facility"]}


def test_the_global_package_is_shown_in_its_parts(book_of, published):
    # PPRRVU2025_Oct.csv: 27130,,,A,,19.60,15.34,NA,...,090,0.10,0.69,0.21
    row = {"code": "27130", "modifier": "", "status": "A", "global_days": "090"}
    parts = {"preoperative": "0.10", "intraoperative": "0.69", "postoperative": "0.21"}
    book = book_of(published("mpfs", *RVU25D, {"fees": [{**row, **parts}]}))
    facts = {fact.id: fact.value for fact in book.entry("27130", CodeSystem.CPT, on=DAY).facts}
    assert facts["mpfs.preoperative"] == "10%"
    assert facts["mpfs.intraoperative"] == "69%"
    assert facts["mpfs.postoperative"] == "21%"
