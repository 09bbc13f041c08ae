"""Whether the codes of a question would pass the claim edits: a claim is built of them and checked."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from codewell.assistant.answer import Answer, Outcome, SourceKind
from codewell.assistant.question import Intent, RateSetting, Understood
from codewell.codebook.provenance import row_anchor
from codewell.edits.finding import Because, Finding, Verdict
from codewell.edits.profiles import PROFILE_IDS
from codewell.kernel.claims import Claim, ClaimLine, Diagnosis, DiagnosisRole, Setting
from codewell.kernel.codes import CodeSystem
from codewell.tasks.ask.answerers import answerer
from codewell.tasks.ask.answering.how_to import how_to
from codewell.tasks.ask.answering.procedures_asked import asked_codes
from codewell.tasks.ask.composing import Draft
from codewell.tasks.check_claim import check_claims
from codewell.tasks.workplace import Workplace

_SETTINGS = {
    RateSetting.PHYSICIAN: Setting.PROFESSIONAL,
    RateSetting.HOSPITAL: Setting.OUTPATIENT,
    RateSetting.SURGICAL_CENTER: Setting.SURGICAL_CENTER,
    RateSetting.SUPPLIER: Setting.SUPPLIER,
}
_NUMERIC = r"(?:2[2-7]|5[0-9]|6[26]|7[6-9]|8[0-2]|9[15])"
_BEHIND = re.compile(rf"((?: ?- ?[0-9A-Z]{{2}}\b|,[0-9A-Z]{{2}}\b| {_NUMERIC}\b(?! ?UNIT))*)(?: ?[X*] ?([0-9]{{1,3}})\b)?")
"""Modifiers, then units, as people write them behind a code: `99213-25`, `J1100 x 4`."""
_TWO = re.compile(r"[0-9A-Z]{2}")
_UNSTATED = frozenset(("places.missing", "places.revenue-code-missing", "units.charge-missing", "diagnosis.missing"))
"""Edits of what a claim states and a question does not."""
_HOW = re.compile(r"\s*(?:how|where)\b", re.IGNORECASE)
_SHOWN = 8


@answerer(Intent.CLAIM_CHECK)
def answer(workplace: Workplace, understood: Understood, on: date) -> Answer:
    """Return what the claim edits find of the codes on the day, as one claim of one patient and clinician."""
    draft = Draft(understood, on)
    lines = _lines(understood, on)
    if not lines and _HOW.match(understood.text):
        return how_to(workplace, understood, on)
    if not lines:
        draft.say("Name the procedure codes of the claim, its diagnoses and the day, or check a file of claims.")
        draft.cite(SourceKind.APP, "Codewell, claims", "the page that checks claims", "/claims")
        return draft.finished(Outcome.UNCLEAR)
    claim = _claim(understood, lines)
    checked = next(iter(check_claims(workplace, [claim])))
    failed = [one for one in checked.findings if one.verdict is Verdict.FAIL and one.edit not in _UNSTATED]
    bypassed = [one for one in checked.findings if one.verdict is Verdict.BYPASSED]
    lacking = [one for one in checked.findings if one.verdict is Verdict.NO_DATA]
    _say_verdict(draft, claim, failed, lacking, len(checked.applied))
    for finding in (*failed, *bypassed)[:_SHOWN]:
        _say(draft, claim, finding)
    draft.notice("A question states no charge, place of service or clinician; the edits of these were left out.")
    if lacking:
        titles = dict.fromkeys(title for one in lacking for title in (one.releases or (one.message,)))
        draft.notice(f"Not every edit could be asked: {'; '.join(titles)}.")
    _tabulate(draft, claim, (*failed, *bypassed))
    draft.suggest(*(f"MUE of {line.procedure}?" for line in lines[:1]))
    if len(lines) > 1:
        draft.suggest(f"Can {lines[0].procedure} and {lines[1].procedure} be billed together?")
    if failed or bypassed or not lacking:
        return draft.finished()
    return draft.finished(Outcome.NOT_LOADED)


def _lines(understood: Understood, on: date) -> tuple[ClaimLine, ...]:
    lines = []
    codes = asked_codes(understood)
    pointers = (1,) if _diagnoses(understood) else ()
    known = set(understood.entities.modifiers)
    for number, code in enumerate(codes, 1):
        modifiers, units = _behind(understood.text, code.value)
        if known:
            modifiers = tuple(one for one in modifiers if one in known)
        if len(codes) == 1:
            modifiers = understood.entities.modifiers or modifiers
        place = understood.entities.place_of_service
        lines.append(
            ClaimLine(
                number, code.value, on, modifiers=modifiers, units=units, place_of_service=place, diagnosis_pointers=pointers
            )
        )
    return tuple(lines)


def _behind(text: str, code: str) -> tuple[tuple[str, ...], Decimal]:
    """Return the modifiers and units written behind a code."""
    at = text.upper().find(code)
    found = _BEHIND.match(text.upper(), at + len(code)) if at >= 0 else None
    if found is None:
        return (), Decimal(1)
    written = tuple(_TWO.findall(found.group(1) or ""))
    return written[:4], Decimal(found.group(2) or 1)


def _diagnoses(understood: Understood) -> tuple[str, ...]:
    """Return the diagnoses of a question, each once, in its order."""
    coded = (one.text for one in understood.entities.codes if CodeSystem.ICD10CM in one.systems[:1])
    return tuple(dict.fromkeys(coded))


def _claim(understood: Understood, lines: tuple[ClaimLine, ...]) -> Claim:
    entities = understood.entities
    diagnoses = tuple(
        Diagnosis(code.replace(".", ""), DiagnosisRole.FIRST_LISTED if at == 0 else DiagnosisRole.OTHER)
        for at, code in enumerate(_diagnoses(understood))
    )
    payer = next((one for one in PROFILE_IDS if entities.payer and one.startswith(entities.payer)), "medicare-mac")
    setting = _SETTINGS.get(entities.setting, Setting.PROFESSIONAL) if entities.setting else Setting.PROFESSIONAL
    bill = "0131" if setting is Setting.OUTPATIENT else ""
    return Claim("asked", setting, lines, diagnoses, payer=payer, bill_type=bill, state=entities.state)


def _say_verdict(draft: Draft, claim: Claim, failed: list[Finding], lacking: list[Finding], applied: int) -> None:
    codes = ", ".join("-".join((line.procedure, *line.modifiers)) for line in claim.lines)
    dx = f" with {', '.join(_dotted(one.code) for one in claim.diagnoses)}" if claim.diagnoses else ""
    verdict = Verdict.FAIL if failed else Verdict.NO_DATA if lacking else Verdict.PASS
    cited = draft.cite(SourceKind.RULE, "Codewell, claim edits", f"{applied} edits for this setting and payer", "/claims/rules")
    draft.state("claim", "verdict", verdict.value, cited)
    words = {
        Verdict.FAIL: f"would be denied or returned in part: {len(failed)} finding{'s' if len(failed) != 1 else ''}",
        Verdict.NO_DATA: "shows no fault in the edits that could be asked, but some lack data, so this is no all-clear",
        Verdict.PASS: "passes the claim edits; that does not make it medically necessary or documented",
    }[verdict]
    draft.say(
        f"{'An' if claim.setting.is_institutional else 'A'} {claim.setting.value} claim of {codes}{dx} on {draft.on} {words}.",
        cited,
    )


def _dotted(code: str) -> str:
    return f"{code[:3]}.{code[3:]}" if len(code) > 3 else code


def _cite(draft: Draft, finding: Finding) -> str:
    return draft.cite(SourceKind.RULE, f"Claim edit {finding.edit}", finding.source, f"/claims/rules/{finding.edit}")


def _say(draft: Draft, claim: Claim, finding: Finding) -> None:
    cited = _cite(draft, finding)
    draft.state(_subject(claim, finding), finding.verdict.value, finding.edit, cited)
    rows = []
    for one in finding.because:
        if one.release:
            row = _cite_fact(draft, claim, finding, one)
            draft.state(_subject(claim, finding), one.what, one.value, row)
            rows.append(row)
    lead = "Released: " if finding.verdict is Verdict.BYPASSED else ""
    draft.say(f"{lead}{finding.message}" + (f" {finding.remedy}" if finding.remedy else ""), cited, *rows)


def _cite_fact(draft: Draft, claim: Claim, finding: Finding, fact: Because) -> str:
    """Return the citation of a fact behind a finding: the pair's page, else the page of the code or diagnosis."""
    codes = [line.procedure for line in claim.lines if line.number in finding.lines]
    days = fact.validity
    first, last = (days.first_day, days.last_day) if days else (None, None)
    if fact.release.startswith("ncci-ptp") and len(codes) > 1:
        link = f"/ptp?codes={'+'.join(codes[:2])}&on={draft.on}&setting={claim.setting.value}#pair-{codes[0]}-{codes[1]}"
    elif codes:
        system = next((one.system.value for one in asked_codes(draft.understood) if one.value == codes[0]), "cpt")
        source, _, release = fact.release.partition(" ")
        link = f"/code/{system}/{codes[0]}?on={draft.on}#{row_anchor(source, release)}"
    elif finding.diagnoses:
        link = f"/code/icd10cm/{_subject(claim, finding).split('+')[0]}?on={draft.on}#the-code"
    else:
        link = "/releases"
    return draft.cite(SourceKind.ROW, fact.release, _subject(claim, finding), link, first_day=first, last_day=last)


def _subject(claim: Claim, finding: Finding) -> str:
    held = {line.number: line.procedure for line in claim.lines}
    codes = [held[number] for number in finding.lines if number in held]
    codes += [_dotted(claim.diagnoses[at - 1].code) for at in finding.diagnoses if 0 < at <= len(claim.diagnoses)]
    return "+".join(codes) or "claim"


def _tabulate(draft: Draft, claim: Claim, findings: tuple[Finding, ...]) -> None:
    if len(findings) < 2:
        return
    rows = [
        ((one.verdict.value, _subject(claim, one), one.message, one.remedy), (_cite(draft, one),)) for one in findings[:_SHOWN]
    ]
    draft.tabulate("Findings", ("Verdict", "Where", "Finding", "Remedy"), rows)
