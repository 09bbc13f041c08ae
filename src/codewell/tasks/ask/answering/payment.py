"""What Medicare pays: the physician fee schedule by locality, hospitals, surgical centers, and the fields behind an amount."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from datetime import date
from functools import cache
from importlib.resources import files

from codewell.assistant.answer import Answer, Outcome, SourceKind
from codewell.assistant.question import Intent, RateSetting, Understood
from codewell.codebook.provenance import row_anchor
from codewell.edits.tables import place_table
from codewell.fees.payment import NotPriced
from codewell.fees.physician import COMPONENTS
from codewell.fees.schedule import FeeSchedule, PlaceRate
from codewell.kernel.codes import Code
from codewell.releases.shelf import OpenRelease
from codewell.tasks.ask.answerers import answerer
from codewell.tasks.ask.answering.answered_day import AnsweredFrom, answered_from
from codewell.tasks.ask.answering.localities_asked import asked_localities
from codewell.tasks.ask.answering.payment_rows import (
    say_facility,
    say_group_of_another_year,
    say_physician_amounts,
    state_schedule_row,
)
from codewell.tasks.ask.answering.procedures_asked import (
    AskedProcedure,
    asked_codes,
    asked_procedures,
    cite_loaded,
    cite_row,
    not_loaded_words,
    say_standing,
    without_codes,
)
from codewell.tasks.ask.composing import Draft
from codewell.tasks.price_service import FeeAnswer, FeeRequest, price_service
from codewell.tasks.workplace import Workplace

_HOSPITAL = ("opps-addendum-b",)
_CENTER = ("asc-addendum-aa", "asc-addendum-bb")
_FIELDS = frozenset(
    ("rvu", "global_days", "pctc", "bilateral", "multiple_procedure", "assistant", "co_surgeon", "team", "status")
)
_PAID_ELSEWHERE = frozenset({"A", "Y"})
"""Status indicators of OPPS that send an item to another fee schedule."""
_MOST_CODES, _MOST_LOCALITIES = 4, 40


@answerer(Intent.PAYMENT)
def answer(workplace: Workplace, understood: Understood, on: date) -> Answer:
    """Return the amounts of the codes, or the fields of the fee schedule that the question is about."""
    codes, focus = asked_codes(understood, _MOST_CODES), focus_of(understood)
    if not codes:
        return _without_codes(workplace, understood, on, focus)
    found = answered_from(workplace, _source(understood, focus), understood, on, lambda one: _holds(one, codes))
    draft = Draft(understood, found.day)
    draft.notice(found.notice)
    if "other_schedule" in focus:
        loaded = cite_loaded(draft, "fee schedules")
        draft.say("That fee schedule is in no release that can be loaded here.", loaded)
        return draft.finished(Outcome.NOT_LOADED)
    if understood.entities.payer not in ("", "medicare") and not focus & _FIELDS:
        return _of_another_payer(draft, codes)
    asked = asked_procedures(workplace, codes, found.day)
    say_standing(draft, workplace, asked, found.asked)
    outcomes = [_answered(draft, workplace, one, found.day, focus) for one in asked]
    draft.suggest(f"RVUs of {codes[0]}?", f"MUE of {codes[0]}?", f"Which modifiers apply to {codes[0]}?")
    best = next((one for one in (Outcome.ANSWERED, Outcome.NOT_LOADED) if one in outcomes), Outcome.NO_SOURCE)
    return draft.finished(best)


def _of_another_payer(draft: Draft, codes: tuple[Code, ...]) -> Answer:
    """Say that only Medicare's amounts are known; Medicare's own would pass for an answer that they are not."""
    loaded = draft.cite(SourceKind.APP, "what is loaded", "releases", "/releases")
    payer = draft.understood.entities.payer
    named = payer if payer in ("commercial", "medicaid") else payer.title()
    draft.say(f"What {named} pays is in no release that can be loaded here: the amounts are Medicare's alone.", loaded)
    draft.suggest(f"What does Medicare pay for {codes[0]}?", f"RVUs of {codes[0]}?")
    return draft.finished(Outcome.NOT_LOADED)


def focus_of(understood: Understood) -> frozenset[str]:
    """Return the fields and settings that the words of a question ask for."""
    said = f" {' '.join(re.findall(r'[a-z0-9/-]+', understood.text.lower()))} "
    found = {name for name, phrases in _focus_words().items() if any(f" {phrase} " in said for phrase in phrases)}
    if "nonfacility" in found:
        found.discard("facility")
    if understood.entities.setting is RateSetting.HOSPITAL:
        found.add("hospital")
    if understood.entities.setting is RateSetting.SURGICAL_CENTER:
        found.add("surgical_center")
    return frozenset(found)


@cache
def _focus_words() -> dict[str, tuple[str, ...]]:
    stated = tomllib.loads((files(__package__) / "payment_words.toml").read_text(encoding="utf-8"))
    return {name: tuple(phrases) for name, phrases in stated["focus"].items()}


def _source(understood: Understood, focus: frozenset[str]) -> str:
    if understood.entities.setting is RateSetting.PHYSICIAN or focus & _FIELDS:
        return "mpfs"
    if "surgical_center" in focus:
        return _CENTER[0]
    return _HOSPITAL[0] if "hospital" in focus else "mpfs"


def _holds(opened: OpenRelease, codes: tuple[Code, ...]) -> bool:
    table = "fees" if opened.release.source == "mpfs" else "services"
    return any(opened.database.one(f"SELECT 1 FROM {table} WHERE code = ?", code.value) is not None for code in codes)


def _answered(draft: Draft, workplace: Workplace, one: AskedProcedure, day: date, focus: frozenset[str]) -> Outcome:
    if one.never:
        draft.say(one.why_not, cite_loaded(draft, one.code.system.title))
        return Outcome.NO_SOURCE
    entities = draft.understood.entities
    modifier = next((held for held in entities.modifiers if held in COMPONENTS), "")
    where = asked_localities(workplace, draft.understood, day)
    if where.unknown:
        draft.notice(f"No loaded locality file names {where.written} on {day}; amounts are before geographic adjustment.")
    numbers = [one.mac + one.number for one in where.found[:_MOST_LOCALITIES]] or [""]
    request = FeeRequest(one.code.value, day, entities.modifiers)
    answers = tuple(price_service(workplace, replace(request, locality=number)) for number in numbers)
    facility_first = bool(focus & {"hospital", "surgical_center"}) and not focus & _FIELDS
    sources = _CENTER if "surgical_center" in focus else _HOSPITAL if "hospital" in focus else _HOSPITAL + _CENTER
    told = facility_first and say_facility(draft, workplace, one, answers[0], sources)
    if focus & _FIELDS:
        told = state_schedule_row(draft, workplace, one, day, modifier, focus)
        paid = False
    else:
        paid = say_physician_amounts(draft, workplace, one, answers, _place(draft.understood, focus))
        state_schedule_row(draft, workplace, one, day, modifier, focus)
    outcome = Outcome.ANSWERED
    if not paid and not told:
        outcome = _say_why_not(draft, workplace, one, answers[0], sources if facility_first else ())
    if not facility_first and not focus & _FIELDS and entities.setting is not RateSetting.PHYSICIAN:
        told = say_facility(draft, workplace, one, answers[0], sources)
    if told and "apc" in focus:
        say_group_of_another_year(draft, workplace, one, day)
    if told and not paid and not focus & _FIELDS and _has_another_schedule(draft, one):
        return _paid_elsewhere(draft, one)
    return Outcome.ANSWERED if told or paid else outcome


def _has_another_schedule(draft: Draft, one: AskedProcedure) -> bool:
    """Say whether a stated status says that the item is paid by a schedule of its own."""
    return any(
        fact.subject == str(one.code) and fact.name == "status_indicator" and fact.value in _PAID_ELSEWHERE
        for fact in draft.facts
    )


def _paid_elsewhere(draft: Draft, one: AskedProcedure) -> Outcome:
    loaded = cite_loaded(draft, "fee schedules")
    draft.say(f"The fee schedule that sets an amount for {one.code} is not among the releases.", loaded)
    return Outcome.NOT_LOADED


def _place(understood: Understood, focus: frozenset[str]) -> PlaceRate | None:
    """Return whose practice expense the place of service or the words ask for; None for both."""
    place = understood.entities.place_of_service
    if place:
        return PlaceRate.FACILITY if place in place_table("facility") else PlaceRate.NONFACILITY
    if "nonfacility" in focus:
        return PlaceRate.NONFACILITY
    return PlaceRate.FACILITY if "facility" in focus else None


def _say_why_not(draft: Draft, workplace: Workplace, one: AskedProcedure, answer: FeeAnswer, sources: tuple[str, ...]) -> Outcome:
    """Say why there is no amount; return whether something that is not loaded could tell one."""
    schedule = FeeSchedule(workplace.shelf, answer.on)
    for source in sources:
        if workplace.shelf.in_force(source, answer.on) is None:
            draft.say(not_loaded_words(workplace, source, "table of rates", answer.on), cite_loaded(draft, source))
            return Outcome.NOT_LOADED
    if not schedule.release:
        draft.say(not_loaded_words(workplace, "mpfs", "physician fee schedule", answer.on), cite_loaded(draft, "mpfs"))
        return Outcome.NOT_LOADED
    price = answer.physician[0].price
    if isinstance(price, NotPriced):
        draft.say(f"{price.reason} {price.next_step}".strip(), cite_loaded(draft, schedule.release))
    row = schedule.row(one.code)
    if row is not None:
        return Outcome.ANSWERED
    return Outcome.NOT_LOADED if schedule.is_excerpt else Outcome.NO_SOURCE


def _without_codes(workplace: Workplace, understood: Understood, on: date, focus: frozenset[str]) -> Answer:
    """Return the conversion factor or the indices of a locality, which need no code, else ask for one."""
    found = answered_from(workplace, "mpfs", understood, on, lambda one: True)
    draft = Draft(understood, found.day)
    draft.notice(found.notice)
    if "conversion_factor" in focus:
        return _conversion_factor(draft, workplace, found)
    where = asked_localities(workplace, understood, found.day)
    gpci = workplace.shelf.in_force("gpci", found.day)
    if not where.found or gpci is None or understood.entities.codes:
        return without_codes(Draft(understood, None), "what Medicare pays")
    for place in where.found[:_MOST_LOCALITIES]:
        number = place.mac + place.number
        cited = cite_row(draft, gpci, f"locality {number}", f"/fee?on={found.day}&locality={number}")
        for name, index in (("work_gpci", place.work), ("pe_gpci", place.pe), ("mp_gpci", place.mp)):
            draft.state(number, name, str(index), cited)
        draft.state(number, "locality", number, cited)
        draft.say(
            f"{place.name.title()}, {place.state}, is Medicare locality {number}: its geographic indices are work {place.work}, "
            f"practice expense {place.pe} and malpractice {place.mp}. Name a code to see its amount.",
            cited,
        )
    return draft.finished()


def _conversion_factor(draft: Draft, workplace: Workplace, found: AnsweredFrom) -> Answer:
    if found.opened is None:
        draft.say(not_loaded_words(workplace, "mpfs", "physician fee schedule", found.day), cite_loaded(draft, "mpfs"))
        return draft.finished(Outcome.NOT_LOADED)
    row = found.opened.database.one(
        "SELECT code, conversion_factor FROM fees WHERE conversion_factor > 0 AND status = 'A' LIMIT 1"
    )
    if row is None:
        return without_codes(draft, "what Medicare pays")
    cited = cite_row(
        draft,
        found.opened,
        f"code {row[0]}",
        f"/code/cpt/{row[0]}?on={found.day}#{row_anchor(found.opened.release.source, found.opened.release.release)}",
    )
    draft.state("mpfs", "conversion_factor", str(row[1]), cited)
    draft.say(f"The conversion factor of the Medicare physician fee schedule on {found.day} is {row[1]} dollars.", cited)
    return draft.finished()
