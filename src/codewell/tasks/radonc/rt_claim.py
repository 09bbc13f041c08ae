"""Coded lines as claims: the professional part, and a hospital's technical part on the facility's claim; checked as such."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from codewell.edits.checking import CheckedClaim
from codewell.kernel.claims import Claim, ClaimLine, Diagnosis, DiagnosisRole, Setting
from codewell.radonc.coding.lines import CodedEpisode, Component, RtLine, RtSetting
from codewell.radonc.facts import Episode
from codewell.tasks.check_claim import check_claims
from codewell.tasks.radonc.coded_rt_episode import CodedRtEpisode
from codewell.tasks.workplace import Workplace

PLACES = {RtSetting.HOSPITAL: "22", RtSetting.FREESTANDING: "11"}
"""On-campus outpatient hospital, office (CMS place of service code set); an off-campus department bills 19."""
BILL_TYPE = "0131"
REVENUE_CODE = "0333"
"""Radiation therapy (NUBC revenue codes)."""
MOST_LINES = {Setting.PROFESSIONAL: 50, Setting.OUTPATIENT: 999}
"""Of a claim, in the implementation guides of the 837P and the 837I (loop 2400)."""
MOST_DIAGNOSES = 12
_POINTERS = 4
_MEDICARE = frozenset({"medicare", "noridian"})


@dataclass(frozen=True, slots=True)
class CheckedRtClaim:
    """A claim of the course and what the claim edits find of it.

    Args:
        checked: the claim with its findings.
        lines: for each line of the claim, its place among the coded lines.
    """

    checked: CheckedClaim
    lines: tuple[int, ...]


def check_rt_claims(workplace: Workplace, result: CodedRtEpisode) -> tuple[CheckedRtClaim, ...]:
    """Return the claims of a coded episode as the claim editor sees them, so that PTP and MUE findings show."""
    made = claims_of(result)
    checked = check_claims(workplace, [claim for claim, _ in made])
    return tuple(CheckedRtClaim(one, lines) for one, (_, lines) in zip(checked, made, strict=True))


def claims_of(result: CodedRtEpisode) -> list[tuple[Claim, tuple[int, ...]]]:
    """Return the claims of a coded episode with the place of each line among the coded lines.

    A course of more lines than a claim may have becomes several claims, each of whole days. The diagnoses are those that the
    files state; charges are left to the biller.
    """
    coded = result.coded
    parts = _parts(coded)
    claims: list[tuple[Claim, tuple[int, ...]]] = []
    for setting, places in parts:
        for number, group in enumerate(_groups(coded, places, MOST_LINES[setting]), start=1):
            id = f"RT-{'I' if setting is Setting.OUTPATIENT else 'P'}{number}"
            claims.append((_claim(id, setting, result.episode, coded, group), group))
    return claims


def editor_profile(payer: str) -> str:
    """Return the claim editor's payer profile for one of radiation oncology."""
    return "medicare-mac" if payer in _MEDICARE else "medicaid" if payer == "medicaid" else "commercial"


def _parts(coded: CodedEpisode) -> list[tuple[Setting, tuple[int, ...]]]:
    places = range(len(coded.lines))
    if coded.setting is RtSetting.FREESTANDING:
        return [(Setting.PROFESSIONAL, tuple(places))]
    professional = tuple(p for p in places if coded.lines[p].component is Component.PROFESSIONAL)
    technical = tuple(p for p in places if coded.lines[p].component is not Component.PROFESSIONAL)
    return [(Setting.PROFESSIONAL, professional), (Setting.OUTPATIENT, technical)]


def _groups(coded: CodedEpisode, places: tuple[int, ...], most: int) -> list[tuple[int, ...]]:
    """Return the places in groups of whole days that a claim can hold; edits look at a day as one."""
    groups: list[list[int]] = []
    days: dict[object, list[int]] = {}
    for place in places:
        days.setdefault(coded.lines[place].date_of_service, []).append(place)
    for day in days.values():
        if not groups or len(groups[-1]) + len(day) > most:
            groups.append([])
        groups[-1] += day
    return [tuple(group) for group in groups]


def _claim(id: str, setting: Setting, episode: Episode, coded: CodedEpisode, places: tuple[int, ...]) -> Claim:
    diagnoses = _diagnoses(episode)
    pointers = tuple(range(1, min(len(diagnoses), _POINTERS) + 1))
    lines = tuple(_line(number, coded.lines[place], setting, pointers) for number, place in enumerate(places, start=1))
    claim = Claim(id, setting, lines, diagnoses, payer=editor_profile(coded.payer))
    if setting is Setting.OUTPATIENT:
        return replace(claim, bill_type=BILL_TYPE)
    return replace(claim, place_of_service=PLACES[coded.setting])


def _line(number: int, line: RtLine, setting: Setting, pointers: tuple[int, ...]) -> ClaimLine:
    institutional = setting is Setting.OUTPATIENT
    return ClaimLine(
        number,
        line.code,
        line.date_of_service,
        modifiers=line.modifiers,
        units=Decimal(line.units),
        revenue_code=REVENUE_CODE if institutional else "",
        diagnosis_pointers=() if institutional else pointers,
    )


def _diagnoses(episode: Episode) -> tuple[Diagnosis, ...]:
    codes = list(dict.fromkeys(shown.value.replace(".", "").upper() for shown in episode.diagnoses))[:MOST_DIAGNOSES]
    roles = (DiagnosisRole.FIRST_LISTED, *(DiagnosisRole.OTHER,) * MOST_DIAGNOSES)
    return tuple(Diagnosis(code, role) for code, role in zip(codes, roles, strict=False))
