"""How many units of a code a claim may bill: the medically unlikely edits of each setting."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from codewell.assistant.answer import Answer, Outcome
from codewell.assistant.question import Intent, RateSetting, Understood
from codewell.codebook.meanings import meaning_of
from codewell.kernel.codes import Code
from codewell.releases.shelf import OpenRelease
from codewell.tasks.ask.answerers import answerer
from codewell.tasks.ask.answering.answered_day import answered_from
from codewell.tasks.ask.answering.procedures_asked import (
    AskedProcedure,
    asked_codes,
    asked_procedures,
    cite_facts,
    cite_loaded,
    not_loaded_words,
    say_standing,
    without_codes,
)
from codewell.tasks.ask.composing import Draft
from codewell.tasks.workplace import Workplace

_SETTINGS = {
    RateSetting.PHYSICIAN: ("ncci-mue-practitioner", "practitioner"),
    RateSetting.SURGICAL_CENTER: ("ncci-mue-practitioner", "practitioner"),
    RateSetting.HOSPITAL: ("ncci-mue-outpatient", "outpatient hospital"),
    RateSetting.SUPPLIER: ("ncci-mue-dme", "DME supplier"),
}
_UNITS = re.compile(r"\b(\d{1,4}) ?(?:units?|times|x)\b", re.IGNORECASE)
_MOST_CODES = 6


@dataclass(frozen=True, slots=True)
class _Limit:
    """A row of an MUE table."""

    code: str
    setting: str
    value: int
    mai: int
    rationale: str
    citation: str


@dataclass(frozen=True, slots=True)
class _Lack:
    """Why a setting has no limit to show.

    Args:
        words: a sentence.
        what: source or release that it is about.
        not_loaded: whether something that is not loaded could say more.
    """

    words: str
    what: str
    not_loaded: bool


@answerer(Intent.MUE)
def answer(workplace: Workplace, understood: Understood, on: date) -> Answer:
    """Return the units of service that the MUE tables allow, in the setting asked about or in all."""
    codes = asked_codes(understood, _MOST_CODES)
    if not codes:
        return without_codes(Draft(understood, None), "its medically unlikely edit (MUE)")
    settings = _settings(understood)
    found = answered_from(workplace, settings[0][0], understood, on, lambda one: any(_row(one, code) for code in codes))
    draft = Draft(understood, found.day)
    draft.notice(found.notice)
    asked = asked_procedures(workplace, codes, found.day)
    say_standing(draft, workplace, asked, found.asked)
    limits: list[_Limit] = []
    lacks: list[_Lack] = []
    for one in asked:
        for source, setting in settings:
            told = _limit(draft, workplace, one, source, setting, found.day)
            if isinstance(told, _Limit):
                limits.append(told)
            else:
                lacks.append(told)
    _show(draft, limits, found.day)
    _say_lacks(draft, lacks, as_notices=bool(limits))
    _compare_units(draft, limits)
    code = codes[0]
    draft.suggest(f"What does Medicare pay for {code}?", f"Which modifiers apply to {code}?")
    return draft.finished(
        Outcome.ANSWERED if limits else Outcome.NOT_LOADED if any(one.not_loaded for one in lacks) else Outcome.NO_SOURCE
    )


def _settings(understood: Understood) -> tuple[tuple[str, str], ...]:
    named = understood.entities.setting
    if named is not None:
        return (_SETTINGS[named],)
    return tuple(dict.fromkeys(_SETTINGS.values()))


def _row(opened: OpenRelease, code: Code) -> tuple[int, int, str] | None:
    row = opened.database.one("SELECT mue_value, mai, rationale FROM limits WHERE code = ?", code.value)
    return None if row is None else (int(row[0]), int(row[1]), str(row[2] or ""))


def _limit(draft: Draft, workplace: Workplace, one: AskedProcedure, source: str, setting: str, day: date) -> _Limit | _Lack:
    """Return a code's limit in a setting, or why there is none."""
    if one.never:
        return _Lack(one.why_not, one.code.system.title, False)
    opened = workplace.shelf.in_force(source, day)
    if opened is None:
        return _Lack(not_loaded_words(workplace, source, f"{setting} MUE table", day), source, True)
    row = _row(opened, one.code)
    if row is not None:
        return _Limit(str(one.code), setting, *row, cite_facts(draft, opened, one, day))
    title = opened.release.title
    if opened.release.excerpt:
        words = f"{one.code} is not in the part of {title} that is loaded; that proves nothing about its {setting} MUE."
        return _Lack(words, title, True)
    return _Lack(f"{title} publishes no {setting} MUE for {one.code}; some MUEs are confidential.", title, False)


def _say_lacks(draft: Draft, lacks: list[_Lack], *, as_notices: bool) -> None:
    for lack in dict.fromkeys(lacks):
        if as_notices:
            draft.notice(lack.words)
        else:
            draft.say(lack.words, cite_loaded(draft, lack.what))


def _show(draft: Draft, limits: list[_Limit], day: date) -> None:
    for limit in limits:
        draft.state(limit.code, "mue_value", str(limit.value), limit.citation)
        draft.state(limit.code, "mai", str(limit.mai), limit.citation)
        draft.state(limit.code, "rationale", limit.rationale, limit.citation)
        if limit.value == 0:
            draft.say(f"The {limit.setting} MUE of {limit.code} on {day} is 0: it is not payable there.", limit.citation)
        else:
            units = f"{limit.value} unit{'s' if limit.value != 1 else ''}"
            draft.say(f"The {limit.setting} MUE of {limit.code} on {day} is {units} (MAI {limit.mai}).", limit.citation)
    for mai in dict.fromkeys(one.mai for one in limits if one.value):
        meaning = meaning_of("opps", "mai", str(mai), day)
        draft.say(f"MAI {mai}: {meaning[:1].lower()}{meaning[1:]}", *(one.citation for one in limits if one.mai == mai))
    if len(limits) > 1:
        rows = [((one.code, one.setting, str(one.value), str(one.mai), one.rationale), (one.citation,)) for one in limits]
        draft.tabulate("Medically unlikely edits", ("Code", "Setting", "MUE", "MAI", "Rationale"), rows)


def _compare_units(draft: Draft, limits: list[_Limit]) -> None:
    """Say whether units that the question names stay within the limit."""
    said = _UNITS.search(draft.understood.text)
    if said is None:
        return
    units = int(said.group(1))
    for limit in limits:
        beyond = units > limit.value
        span = "a claim line" if limit.mai == 1 else "a day"
        draft.say(
            f"{units} unit{'s' if units != 1 else ''} of {limit.code} on {span} {'exceed' if beyond else 'stay within'} "
            f"the {limit.setting} limit of {limit.value}.",
            limit.citation,
        )
