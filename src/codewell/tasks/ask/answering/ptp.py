"""Whether codes may be billed together: PTP edits in both directions, and the dated rules of radiation oncology beside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import combinations

from codewell.assistant.answer import Answer, Outcome, SourceKind
from codewell.assistant.question import Intent, RateSetting, Understood
from codewell.edits.reference import PtpEdit
from codewell.kernel.claims import Setting
from codewell.kernel.codes import Code
from codewell.releases.shelf import OpenRelease
from codewell.tasks.ask.answerers import answerer
from codewell.tasks.ask.answering.answered_day import answered_from
from codewell.tasks.ask.answering.procedures_asked import (
    AskedProcedure,
    asked_codes,
    asked_procedures,
    cite_loaded,
    not_loaded_words,
    say_standing,
    without_codes,
)
from codewell.tasks.ask.answering.ptp_of_one_code import say_edits_of
from codewell.tasks.ask.answering.radiation_rules import say_rules
from codewell.tasks.ask.composing import Draft
from codewell.tasks.check_claim import PtpAnswer, look_up_ptp
from codewell.tasks.workplace import Workplace

_SOURCES = {Setting.PROFESSIONAL: "ncci-ptp-practitioner", Setting.OUTPATIENT: "ncci-ptp-outpatient"}
_TITLES = {Setting.PROFESSIONAL: "practitioner", Setting.OUTPATIENT: "outpatient hospital"}
_INDICATORS = {
    0: "no modifier releases the pair",
    1: "an NCCI-associated modifier releases the pair where the two services were separate and the record shows it",
    9: "the edit was deleted on the day it took effect, so it does not apply",
}


@dataclass(frozen=True, slots=True)
class _Asked:
    """A pair asked of one table."""

    first: str
    second: str
    found: PtpAnswer
    source: str
    title: str


@answerer(Intent.PTP)
def answer(workplace: Workplace, understood: Understood, on: date) -> Answer:
    """Return what the PTP edits say of every pair of the codes, or of one code's partners."""
    codes = asked_codes(understood)
    if not codes:
        return without_codes(Draft(understood, None), "with what it may be billed")
    settings = _settings(understood)
    found = answered_from(workplace, _SOURCES[settings[0]], understood, on, lambda one: _holds(one, codes))
    draft = Draft(understood, found.day)
    draft.notice(found.notice)
    asked = asked_procedures(workplace, codes, found.day)
    say_standing(draft, workplace, asked, found.asked)
    never = [one for one in asked if one.never]
    if never:
        for one in never:
            draft.say(one.why_not, cite_loaded(draft, one.code.system.title))
        return draft.finished(Outcome.NO_SOURCE)
    if len(codes) == 1:
        return say_edits_of(draft, workplace, asked[0], found.day)
    pairs = [
        _Asked(str(a), str(b), look_up_ptp(workplace, a.value, b.value, found.day, one), _SOURCES[one], _TITLES[one])
        for a, b in combinations(codes, 2)
        for one in settings
    ]
    outcome = _say_pairs(draft, workplace, pairs, found.day)
    ruled = say_rules(draft, [one.value for one in codes], found.day)
    draft.suggest(*(f"MUE of {one}?" for one in codes[:2]), *(f"What other codes bundle with {one}?" for one in codes[:1]))
    return draft.finished(Outcome.ANSWERED if ruled or _not_in_force(asked, draft) else outcome)


def _not_in_force(asked: tuple[AskedProcedure, ...], draft: Draft) -> bool:
    """Say whether a code is not in force on the day, which answers the question by itself."""
    return any(fact.name == "standing" and fact.subject in {str(one.code) for one in asked} for fact in draft.facts)


def _settings(understood: Understood) -> tuple[Setting, ...]:
    named = understood.entities.setting
    if named is RateSetting.HOSPITAL:
        return (Setting.OUTPATIENT,)
    if named in (RateSetting.PHYSICIAN, RateSetting.SURGICAL_CENTER):
        return (Setting.PROFESSIONAL,)
    return (Setting.PROFESSIONAL, Setting.OUTPATIENT)


def _holds(opened: OpenRelease, codes: tuple[Code, ...]) -> bool:
    """Say whether a release has an edit of one of the codes, so that it can answer at all."""
    return any(opened.database.one("SELECT 1 FROM packed_edits_codes WHERE code = ?", code.value) is not None for code in codes)


def _say_pairs(draft: Draft, workplace: Workplace, pairs: list[_Asked], day: date) -> Outcome:
    rows: list[tuple[tuple[str, ...], tuple[str, ...]]] = []
    for one in pairs:
        for edit in one.found.edits:
            citation = _cite(draft, workplace, one, day)
            _state(draft, edit, citation)
            draft.say(_denied(edit, one.title, day), citation)
            cells = (one.title, edit.column_1, edit.column_2, str(edit.modifier_indicator), edit.rationale)
            rows.append((cells, (citation,)))
    for one in pairs:
        if not one.found.edits:
            _say_none(draft, workplace, one, day)
    if rows:
        draft.tabulate("PTP edits", ("Table", "Column 1 (paid)", "Column 2 (denied)", "Modifier indicator", "Rationale"), rows)
        return Outcome.ANSWERED
    if any(one.found.release and (one.found.whole or one.found.others) for one in pairs):
        return Outcome.ANSWERED
    return Outcome.NO_SOURCE if any(one.found.release for one in pairs) else Outcome.NOT_LOADED


def _cite(draft: Draft, workplace: Workplace, one: _Asked, day: date) -> str:
    setting = Setting.OUTPATIENT if one.source.endswith("outpatient") else Setting.PROFESSIONAL
    link = f"/ptp?codes={one.first}+{one.second}&on={day}&setting={setting.value}#pair-{one.first}-{one.second}"
    opened = next((held for held in workplace.shelf.all(one.source) if held.release.title == one.found.release), None)
    days = opened.release.validity if opened else None
    place = f"pair {one.first}, {one.second}"
    first, last = (days.first_day, days.last_day) if days else (None, None)
    return draft.cite(SourceKind.ROW, one.found.release, place, link, first_day=first, last_day=last)


def _state(draft: Draft, edit: PtpEdit, citation: str) -> None:
    pair = f"{edit.column_1}+{edit.column_2}"
    draft.state(pair, "column_1", edit.column_1, citation)
    draft.state(pair, "column_2", edit.column_2, citation)
    draft.state(pair, "modifier_indicator", str(edit.modifier_indicator), citation)
    if edit.rationale:
        draft.state(pair, "rationale", edit.rationale, citation)
    if edit.effective:
        draft.state(pair, "effective", edit.effective.isoformat(), citation)
    if edit.deleted:
        draft.state(pair, "deleted", edit.deleted.isoformat(), citation)


def _denied(edit: PtpEdit, title: str, day: date) -> str:
    lead = "Not together" if edit.modifier_indicator == 0 else "Only as separate services"
    return (
        f"{lead} ({title} table, {day}): {edit.column_1} is column 1 and is paid, {edit.column_2} is column 2 and is denied "
        f"beside it. Modifier indicator {edit.modifier_indicator}: {_INDICATORS[edit.modifier_indicator]}."
    )


def _say_none(draft: Draft, workplace: Workplace, one: _Asked, day: date) -> None:
    """Say that no edit holds, as far as that can be said; an excerpt proves nothing by what it lacks."""
    pair = f"{one.first} and {one.second}"
    if not one.found.release:
        draft.say(not_loaded_words(workplace, one.source, f"{one.title} table of PTP edits", day), cite_loaded(draft, one.source))
        return
    citation = _cite(draft, workplace, one, day)
    for edit in one.found.others:
        _state(draft, edit, citation)
        draft.say(_past(edit, one.title, day), citation)
    if one.found.whole:
        draft.say(
            f"{one.found.release} holds no {one.title} edit between {pair} on {day}: no PTP edit bars them together. "
            "Other rules, such as units and medical necessity, still apply.",
            citation,
        )
    elif not one.found.others:
        draft.say(
            f"The loaded part of {one.found.release} holds no {one.title} edit between {pair}; only an excerpt is loaded, "
            "so its absence proves nothing.",
            citation,
        )


def _past(edit: PtpEdit, title: str, day: date) -> str:
    pair = f"{edit.column_1} (column 1) with {edit.column_2} (column 2)"
    if edit.modifier_indicator == 9:
        return f"The {title} table keeps {pair} with modifier indicator 9: {_INDICATORS[9]}."
    if edit.effective and edit.effective > day:
        return f"The {title} edit of {pair}, indicator {edit.modifier_indicator}, begins only on {edit.effective}."
    return f"The {title} edit of {pair}, indicator {edit.modifier_indicator}, ended on {edit.deleted} and does not hold on {day}."
