"""Audit charges: what a claim file bills of a course, compared with what the episode's files show, with money."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import BinaryIO

from codewell.claims.issue import Issue
from codewell.kernel.claims import Claim, ClaimLine
from codewell.radonc.coding.lines import CodedEpisode, Component, RtLine, RtSetting
from codewell.radonc.coding.review import BilledLine, FindingKind, ReviewFinding, review_lines
from codewell.tasks.radonc.code_rt_episode import RtRequest, code_rt_episode
from codewell.tasks.radonc.coded_rt_episode import CodedRtEpisode
from codewell.tasks.radonc.line_money import LinePrices
from codewell.tasks.radonc.rt_claim import editor_profile
from codewell.tasks.read_claims import open_claims, read_claims
from codewell.tasks.workplace import Workplace

_NOTHING = Decimal(0)
_CPT_RANGES = (("77014", "77014"), ("77261", "77499"))
_G_CODES = ("G6001", "G6017")


@dataclass(frozen=True, slots=True)
class ClaimPlace:
    """A billed line and where it stands.

    Args:
        claim: the submitter's number of the claim.
        number: of the line on it.
        line: as the review reads it, numbered over the whole file.
        component: which part it bills, by the claim it stands on and its modifiers.
    """

    claim: str
    number: int
    line: BilledLine
    component: Component


@dataclass(frozen=True, slots=True)
class ChargeFinding:
    """A difference between what was billed and what the episode shows.

    Args:
        finding: what is wrong, why, and what would be right.
        claim: number of the claim; empty for a missed service.
        number: of the line on its claim; None for a missed service.
        over: US dollars that Medicare would allow too much.
        under: US dollars that it would allow too little.
        unpriced: why an amount cannot be told; empty where it can.
    """

    finding: ReviewFinding
    claim: str
    number: int | None
    over: Decimal
    under: Decimal
    unpriced: str


@dataclass(frozen=True, slots=True)
class RtAudit:
    """An audit of charges.

    Args:
        setting: where the technical part is furnished.
        payer: id of the payer profile.
        claims: how many the file holds.
        lines: billed lines of radiation oncology that were compared.
        right: how many of them the episode shows just so.
        components: the parts that the claims are for; services of other parts are not called missed.
        findings: differences, billed lines first.
        other_lines: billed lines of other fields, which were not judged.
        issues: what could not be read of the file.
        over: sum over the findings.
        under: sum over the findings.
    """

    setting: RtSetting
    payer: str
    claims: int
    lines: int
    right: int
    components: tuple[Component, ...]
    findings: tuple[ChargeFinding, ...]
    other_lines: tuple[str, ...]
    issues: tuple[Issue, ...]
    over: Decimal
    under: Decimal


def audit_rt_charges(workplace: Workplace, request: RtRequest, claims: BinaryIO) -> tuple[CodedRtEpisode, RtAudit]:
    """Return the coded episode and what the claims bill of it otherwise.

    Args:
        workplace: the desk.
        request: the episode, its setting, payer and locality.
        claims: a file in any form of claims that is read, of this course only.

    Raises:
        InputError: the source holds no episode, or the file is none of the formats that are read.
        ConfigurationError: the extra `radonc` is not installed.
    """
    read = list(read_claims(open_claims(claims), editor_profile(request.payer)))
    result = code_rt_episode(workplace, request)
    issues = tuple(one for one in read if isinstance(one, Issue))
    prices = LinePrices(workplace, request.setting, request.locality)
    return result, compared(result, [one for one in read if isinstance(one, Claim)], prices, issues)


def compared(result: CodedRtEpisode, claims: Sequence[Claim], prices: LinePrices, issues: tuple[Issue, ...] = ()) -> RtAudit:
    """Return how claims differ from a coded episode."""
    setting = result.coded.setting
    places = list(_places(claims, setting))
    others = tuple(line.procedure for claim in claims for line in claim.lines if not _is_ours(line.procedure))
    components = _components(claims, setting)
    whole, rest, coded = _global_in_hospital(places, result.coded)
    findings = [*whole, *review_lines([one.line for one in rest], coded, result.episode, components)]
    by_line = {one.line.number: one for one in places}
    told = tuple(_with_money(finding, by_line.get(finding.line or 0), prices) for finding in findings)
    wrong = {one.finding.line for one in told if one.finding.line is not None}
    return RtAudit(
        setting,
        result.coded.payer,
        len(claims),
        len(places),
        len(places) - len(wrong),
        components,
        told,
        others,
        issues,
        sum((one.over for one in told), _NOTHING),
        sum((one.under for one in told), _NOTHING),
    )


def _places(claims: Iterable[Claim], setting: RtSetting) -> Iterator[ClaimPlace]:
    number = 0
    for claim in claims:
        for line in claim.lines:
            if _is_ours(line.procedure):
                number += 1
                billed = BilledLine(number, line.procedure, line.date_of_service, int(line.units), line.modifiers)
                yield ClaimPlace(claim.id, line.number, billed, _component(claim, line, setting))


def _component(claim: Claim, line: ClaimLine, setting: RtSetting) -> Component:
    if claim.setting.is_institutional or "TC" in line.modifiers:
        return Component.TECHNICAL
    if setting is RtSetting.HOSPITAL or "26" in line.modifiers:
        return Component.PROFESSIONAL
    return Component.GLOBAL


def _components(claims: Iterable[Claim], setting: RtSetting) -> tuple[Component, ...]:
    """Return the parts that the claims are for: a hospital's claim says nothing of what its physicians bill."""
    if setting is RtSetting.FREESTANDING:
        return tuple(Component)
    institutional = {claim.setting.is_institutional for claim in claims}
    if institutional == {True}:
        return (Component.TECHNICAL, Component.GLOBAL)
    return (Component.PROFESSIONAL,) if institutional == {False} else tuple(Component)


def _global_in_hospital(
    places: Sequence[ClaimPlace], coded: CodedEpisode
) -> tuple[list[ReviewFinding], list[ClaimPlace], CodedEpisode]:
    """Find lines that a physician bills whole though the hospital furnishes the technical part.

    Returns:
        A finding for each, the other lines, and the coded episode without the lines that were found.
    """
    if coded.setting is not RtSetting.HOSPITAL:
        return [], list(places), coded
    findings: list[ReviewFinding] = []
    rest: list[ClaimPlace] = []
    left = list(coded.lines)
    for place in places:
        own = _split_line(place, left)
        if own is None:
            rest.append(place)
            continue
        left.remove(own)
        because = "The hospital furnishes the technical part: the physician bills the professional part, with 26."
        line = place.line
        findings.append(
            ReviewFinding(
                FindingKind.WRONG_MODIFIERS,
                line.number,
                line.code,
                line.date_of_service,
                because,
                own.ruling,
                (line.code,),
                own.units,
                own,
                own.evidence,
            )
        )
    return findings, rest, replace(coded, lines=tuple(left))


def _split_line(place: ClaimPlace, left: Sequence[RtLine]) -> RtLine | None:
    """Return the coded professional line with 26 that a line without it stands for."""
    if place.component is not Component.PROFESSIONAL or {"26", "TC"} & set(place.line.modifiers):
        return None
    return next(
        (
            one
            for one in left
            if one.code == place.line.code
            and one.component is Component.PROFESSIONAL
            and "26" in one.modifiers
            and one.date_of_service == place.line.date_of_service
        ),
        None,
    )


def _with_money(finding: ReviewFinding, place: ClaimPlace | None, prices: LinePrices) -> ChargeFinding:
    billed, why_billed = _billed_amount(finding, place, prices)
    right, why_right = _right_amount(finding, prices)
    difference = billed - right
    return ChargeFinding(
        finding,
        place.claim if place else "",
        place.number if place else None,
        max(difference, _NOTHING),
        max(-difference, _NOTHING),
        why_billed or why_right,
    )


def _billed_amount(finding: ReviewFinding, place: ClaimPlace | None, prices: LinePrices) -> tuple[Decimal, str]:
    """Return what is allowed for the line as billed: nothing where the code is not in force on its day."""
    if place is None or finding.kind in (FindingKind.NOT_IN_FORCE, FindingKind.WRONG_DAY):
        return _NOTHING, ""
    line = place.line
    money = prices.allowed(line.code, line.modifiers, place.component, line.date_of_service, Decimal(line.units))
    return money.amount or _NOTHING, money.reason


def _right_amount(finding: ReviewFinding, prices: LinePrices) -> tuple[Decimal, str]:
    """Return what is allowed for what should have been billed; a service on another day costs the same."""
    if finding.kind is FindingKind.WRONG_DAY or finding.coded is None or not (finding.suggests or finding.units):
        return _NOTHING, ""
    own = finding.coded
    units = finding.units if finding.units is not None else own.units
    money = prices.allowed(own.code, own.modifiers, own.component, own.date_of_service, Decimal(units))
    return money.amount or _NOTHING, money.reason


def _is_ours(code: str) -> bool:
    return any(first <= code <= last for first, last in (*_CPT_RANGES, _G_CODES)) and len(code) == 5
