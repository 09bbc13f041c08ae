"""Claims against a coded course: each kind of difference, with money."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from coded_course import CODED, DAYS, LINES, PLANNED, coded_course

from codewell.kernel.claims import Claim, ClaimLine
from codewell.radonc.coding.lines import Component, RtSetting
from codewell.radonc.coding.review import FindingKind
from codewell.tasks.radonc.audit_rt_charges import compared
from codewell.tasks.radonc.line_money import LineMoney
from codewell.tasks.radonc.rt_claim import claims_of


class TenDollars:
    """Prices: ten dollars a unit, four for a line with 26."""

    def allowed(self, code, modifiers, component, day, units):
        return LineMoney((Decimal(4) if "26" in modifiers else Decimal(10)) * units, "", "", ())


def audited(claims, result=None):
    return compared(result or coded_course(), claims, TenDollars())


def as_coded() -> list[Claim]:
    return [claim for claim, _ in claims_of(coded_course())]


def changed(claim: Claim, number: int, **parts) -> Claim:
    lines = tuple(replace(line, **parts) if line.number == number else line for line in claim.lines)
    return replace(claim, lines=lines)


def kinds(audit):
    return [(one.finding.kind, one.finding.code, one.over, one.under) for one in audit.findings]


def test_what_was_coded_differs_in_nothing():
    audit = audited(as_coded())
    assert audit.findings == ()
    assert (audit.lines, audit.right, audit.over, audit.under) == (len(LINES), len(LINES), 0, 0)


def test_a_missing_session_is_missed_with_its_money():
    professional, technical = as_coded()
    without = replace(technical, lines=tuple(line for line in technical.lines if line.date_of_service != DAYS[1]))
    audit = audited([professional, without])
    assert kinds(audit) == [(FindingKind.MISSED, "77385", 0, 10)]
    assert audit.under == 10


def test_a_hospital_s_claim_alone_is_not_asked_for_the_physician_s_lines():
    audit = audited([as_coded()[1]])
    assert audit.findings == ()
    assert Component.PROFESSIONAL not in audit.components


def test_wrong_units_cost_the_difference():
    professional, technical = as_coded()
    place = next(line.number for line in technical.lines if line.procedure == "77300")
    audit = audited([professional, changed(technical, place, units=Decimal(12))])
    assert kinds(audit) == [(FindingKind.WRONG_UNITS, "77300", 30, 0)]


def test_a_deleted_code_is_paid_nothing_and_names_its_successor():
    professional, technical = as_coded()
    place = next(line.number for line in technical.lines if line.procedure == "77407")
    audit = audited([professional, changed(technical, place, procedure="77385")])
    ((kind, code, over, under),) = kinds(audit)
    assert (kind, code, over, under) == (FindingKind.NOT_IN_FORCE, "77385", 0, 10)
    assert audit.findings[0].finding.suggests == ("77407",)


def test_a_second_session_that_nothing_shows_is_too_much():
    professional, technical = as_coded()
    extra = ClaimLine(99, "77385", DAYS[0])
    audit = audited([professional, replace(technical, lines=(*technical.lines, extra))])
    assert kinds(audit) == [(FindingKind.UNSUPPORTED, "77385", 10, 0)]
    assert (audit.findings[0].claim, audit.findings[0].number) == (technical.id, 99)


def test_a_service_that_was_denied_is_told_as_such():
    professional, technical = as_coded()
    extra = ClaimLine(99, "77014", DAYS[0])
    audit = audited([professional, replace(technical, lines=(*technical.lines, extra))])
    ((kind, code, over, under),) = kinds(audit)
    assert (code, over, under) == ("77014", 10, 0)
    assert kind in (FindingKind.UNSUPPORTED, FindingKind.BUNDLED)


def test_a_wrong_day_costs_nothing():
    professional, technical = as_coded()
    place = next(line.number for line in technical.lines if line.procedure == "77300")
    audit = audited([professional, changed(technical, place, date_of_service=date(2025, 12, 19))])
    assert kinds(audit) == [(FindingKind.WRONG_DAY, "77300", 0, 0)]


def test_a_physician_in_a_hospital_who_bills_the_whole_service_is_told_to_add_26():
    professional, technical = as_coded()
    audit = audited([changed(professional, 1, modifiers=()), technical])
    assert kinds(audit) == [(FindingKind.WRONG_MODIFIERS, "77301", 6, 0)]


def test_lines_of_other_fields_are_not_judged():
    professional, technical = as_coded()
    audit = audited([replace(professional, lines=(*professional.lines, ClaimLine(99, "99213", PLANNED))), technical])
    assert audit.findings == ()
    assert audit.other_lines == ("99213",)


@pytest.mark.parametrize("setting", list(RtSetting))
def test_money_adds_up(setting: RtSetting):
    result = coded_course(setting)
    audit = compared(replace(result, coded=replace(CODED, setting=setting)), [], TenDollars())
    assert audit.under == sum((one.under for one in audit.findings), Decimal(0))
    assert {one.finding.kind for one in audit.findings} == {FindingKind.MISSED}
