"""Coded lines as claims, read back by our own readers."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from coded_course import CODED, DAYS, EPISODE, LINES, PLANNED, coded_course
from fhir.resources.R4B.bundle import Bundle

from codewell.edits.finding import Verdict
from codewell.kernel.claims import Claim, Setting
from codewell.radonc.coding.lines import RtSetting
from codewell.tasks.radonc.export_rt_claim import RtClaimFormat, export_rt_claim
from codewell.tasks.radonc.rt_claim import check_rt_claims, claims_of
from codewell.tasks.read_claims import open_claims, read_claims
from codewell.tasks.workplace import Workplace

MADE = date(2026, 2, 1)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def billed(claims):
    """Return what of a claim's lines a form must keep."""
    return [
        (
            claim.setting,
            [
                (one.number, one.procedure, one.modifiers, one.units, one.date_of_service, one.revenue_code, claim.place_of(one))
                for one in claim.lines
            ],
            [(one.code, one.role) for one in claim.diagnoses],
        )
        for claim in claims
    ]


def test_a_hospital_bills_two_claims_each_line_once():
    (professional, first), (institutional, second) = claims_of(coded_course())
    assert (professional.setting, institutional.setting) == (Setting.PROFESSIONAL, Setting.OUTPATIENT)
    assert sorted((*first, *second)) == list(range(len(LINES)))
    assert {line.procedure for line in professional.lines} == {"77301", "77387", "77427"}
    assert professional.place_of_service == "22"
    assert (institutional.bill_type, {line.revenue_code for line in institutional.lines}) == ("0131", {"0333"})


def test_a_freestanding_center_bills_all_on_one_claim():
    ((claim, places),) = claims_of(coded_course(RtSetting.FREESTANDING))
    assert claim.setting is Setting.PROFESSIONAL
    assert claim.place_of_service == "11"
    assert places == tuple(range(len(LINES)))


def test_days_are_never_split_between_claims():
    many = tuple(replace(LINES[6], date_of_service=DAYS[place % 3]) for place in range(120))
    result = replace(coded_course(), coded=replace(CODED, lines=tuple(sorted(many, key=lambda line: line.date_of_service))))
    claims = [claim for claim, _ in claims_of(result)]
    assert [len(claim.lines) for claim in claims] == [40, 40, 40]
    assert all(len({line.date_of_service for line in claim.lines}) == 1 for claim in claims)


@pytest.mark.parametrize("format", list(RtClaimFormat))
@pytest.mark.parametrize("setting", list(RtSetting))
def test_each_form_reads_back_the_same_lines(format: RtClaimFormat, setting: RtSetting):
    result = coded_course(setting)
    made = export_rt_claim(result, format, MADE)
    found = list(read_claims(open_claims(io.BytesIO(made.content.encode())), "medicare-mac"))
    assert [one for one in found if not isinstance(one, Claim)] == []
    assert billed(found) == billed([claim for claim, _ in claims_of(result)])


def test_fhir_is_valid_and_names_what_is_left_to_fill_in():
    made = export_rt_claim(coded_course(), RtClaimFormat.FHIR, MADE)
    Bundle.model_validate_json(made.content)
    claim = json.loads(made.content)["entry"][0]["resource"]
    assert claim["status"] == "draft"
    assert "to be filled in" in claim["patient"]["display"]


def test_an_837_is_marked_as_a_test_with_placeholders():
    made = export_rt_claim(coded_course(), RtClaimFormat.X12, MADE)
    header = made.content.split("~")[0].split("*")
    assert header[15] == "T"
    assert len(made.content.split("~")[0] + "~") == 106  # the ISA segment has a fixed length
    assert "FILLIN" in made.content
    assert made.content.count("SE*") == 2


def test_segments_of_an_837_are_counted():
    segments = export_rt_claim(coded_course(), RtClaimFormat.X12, MADE).content.replace("\n", "").split("~")
    begin = next(place for place, one in enumerate(segments) if one.startswith("ST*"))
    end = next(place for place, one in enumerate(segments) if one.startswith("SE*"))
    assert segments[end].split("*")[1] == str(end - begin + 1)


def test_without_diagnosis_the_export_says_so():
    made = export_rt_claim(coded_course(episode=replace(EPISODE, diagnoses=())), RtClaimFormat.CSV, MADE)
    assert made.without_diagnosis


@pytest.fixture
def desk(reference_home: Path) -> Workplace:
    return Workplace(reference_home, lambda: NOON)


def test_the_claim_editor_s_findings_are_those_of_the_lines(desk: Workplace):
    lines = (
        replace(LINES[1], date_of_service=date(2024, 8, 1)),
        replace(LINES[1], code="77290", date_of_service=date(2024, 8, 1)),
    )
    result = replace(coded_course(), coded=replace(CODED, lines=lines))
    checked = check_rt_claims(desk, result)
    failing = [
        (finding.edit, [one.lines[number - 1] for number in finding.lines])
        for one in checked
        for finding in one.checked.findings
        if finding.verdict is Verdict.FAIL and finding.edit.startswith("ptp.")
    ]
    # NCCI PTP outpatient 2024-Q3: 77301 column 1, 77290 column 2, indicator 0
    assert any(1 in places for _, places in failing)


def test_calendar_holds_each_line_on_its_day():
    result = coded_course()
    assert [day.day for day in result.calendar] == [PLANNED, *DAYS]
    placed = [place for day in result.calendar for place in day.lines]
    assert sorted(placed) == list(range(len(LINES)))
    first = result.calendar[1]
    assert (first.sessions, first.guidance, first.denied) == ((f"{DAYS[0]}#1",), (0,), (0,))
