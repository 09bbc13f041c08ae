"""`order-sign`: what a payer would deny of the procedures that are about to be ordered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from codewell.edits.finding import Finding, Verdict
from codewell.interfaces.fhir.cds.coded import PROCEDURES, codes_in, diagnoses_of, icd10cm_in, patient_of
from codewell.interfaces.fhir.cds.hook import MOST_CARDS, Call, CdsService, Indicator, resources_in
from codewell.interfaces.fhir.clinical.asked import day_of, one, several
from codewell.interfaces.fhir.exchange import Resource
from codewell.kernel.claims import Claim, ClaimLine, Diagnosis, DiagnosisRole, Setting
from codewell.kernel.codes import Icd10CmCode
from codewell.kernel.errors import InputError
from codewell.tasks.check_claim import check_claims

MOST_ORDERS: Final = 100
_FAMILIES: Final = ("ptp", "mue", "procedure", "diagnosis", "code-editor", "laterality", "coverage", "fee-schedule", "outpatient")
"""Edits that an order can already tell; charges, places and providers come with the claim."""
_MOST_NAMED: Final = 10
_NOT_YET: Final = frozenset({"diagnosis.missing", "fee-schedule.place-rarely-used"})


def cards_for_orders(call: Call) -> list[Resource]:
    """Return a card for each edit that would deny an ordered procedure on its day, and one for those that lacked data.

    Raises:
        InputError: the context holds no draft orders.
        MissingPrefetchError: patient or conditions were not sent.
    """
    patient = patient_of(call.fetched("patient"))
    conditions = call.fetched("conditions")
    orders = _orders(call)
    listed = list(dict.fromkeys([*_reasons(orders, conditions), *diagnoses_of(conditions)]))
    lines = tuple(_lines(orders, listed, conditions, call.workplace.today))
    if not lines:
        return []
    diagnoses = tuple(
        Diagnosis(code.value, DiagnosisRole.OTHER if at else DiagnosisRole.FIRST_LISTED) for at, code in enumerate(listed)
    )
    claim = Claim("orders", Setting.PROFESSIONAL, lines, diagnoses, patient)
    checked = next(check_claims(call.workplace, (claim,)))
    told = [one for one in checked.findings if one.verdict is Verdict.FAIL and _is_of_orders(one)]
    lacking = [one for one in checked.findings if one.verdict is Verdict.NO_DATA and _is_of_orders(one)]
    cards = [_card(call, one, lines) for one in told[:MOST_CARDS]]
    return [*cards, _unasked(call, lacking)] if lacking else cards


def _orders(call: Call) -> list[Resource]:
    drafts = call.context.get("draftOrders")
    if not isinstance(drafts, dict):
        raise InputError("The context holds no draftOrders.", next_step="Send them as a Bundle.", slug="cds.no-orders")
    return [each for each in resources_in(drafts) if each.get("resourceType") == "ServiceRequest"][:MOST_ORDERS]


def _reasons(orders: Iterable[Resource], conditions: list[Resource]) -> Iterator[Icd10CmCode]:
    """Yield the diagnoses that orders name as their reason, by code or by a Condition of the call."""
    named = _by_reference(conditions)
    for order in orders:
        for concept in several(order, "reasonCode"):
            yield from icd10cm_in(concept)
        for reference in several(order, "reasonReference"):
            yield from diagnoses_of([named.get(str(reference.get("reference")), {})])


def _by_reference(conditions: list[Resource]) -> Mapping[str, Resource]:
    return {f"Condition/{each['id']}": each for each in conditions if isinstance(each.get("id"), str)}


def _lines(orders: list[Resource], listed: list[Icd10CmCode], conditions: list[Resource], today: date) -> Iterator[ClaimLine]:
    number = 0
    for order in orders:
        day = day_of(order.get("occurrenceDateTime")) or day_of(one(order, "occurrencePeriod").get("start"))
        reasons = set(_reasons([order], conditions))
        pointers = tuple(at for at, code in enumerate(listed, 1) if code in reasons)
        for code in codes_in(one(order, "code"), PROCEDURES)[:1]:
            number += 1
            yield ClaimLine(number, code.upper()[:10], day or today, diagnosis_pointers=pointers)


def _is_of_orders(finding: Finding) -> bool:
    return finding.edit.partition(".")[0] in _FAMILIES and finding.edit not in _NOT_YET


def _card(call: Call, finding: Finding, lines: tuple[ClaimLine, ...]) -> Resource:
    by_number = {line.number: line for line in lines}
    line = by_number.get(finding.lines[0]) if finding.lines else None
    day = (line or lines[0]).date_of_service
    parts = [finding.message, finding.remedy, f"Date of service {day}. Rule: {finding.source}."]
    parts += [f"Releases: {', '.join(finding.releases)}."] if finding.releases else []
    codes = ", ".join(by_number[number].procedure for number in finding.lines if number in by_number)
    summary = f"{codes}: {finding.message}" if codes else finding.message
    about = f"{finding.edit}|{finding.lines}|{finding.diagnoses}"
    link = ("The rule in words", f"/claims/rules/{finding.edit}")
    return call.card(about, summary, "\n\n".join(part for part in parts if part), Indicator.WARNING, link)


def _unasked(call: Call, lacking: list[Finding]) -> Resource:
    """Return the card that keeps an empty list from being read as a pass."""
    edits = len({one.edit for one in lacking})
    missing = list(dict.fromkeys(one.message for one in lacking))[:_MOST_NAMED]
    summary = f"{edits} claim edits could not be asked of these orders; that is no pass"
    detail = "\n".join(f"- {message}" for message in missing)
    return call.card("unasked", summary, detail, Indicator.INFO, ("What is loaded", "/releases"))


ORDER_SIGN: Final = CdsService(
    "codewell-claim-edits",
    "order-sign",
    "Claim edits on ordered procedures",
    "What Medicare's edits would deny of the procedures that are being ordered: pairs, units, diagnoses, coverage.",
    {
        "patient": "Patient/{{context.patientId}}",
        "conditions": "Condition?patient={{context.patientId}}&clinical-status=active",
    },
    cards_for_orders,
)
