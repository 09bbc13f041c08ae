"""Add-on codes: the primary codes that one goes with, and the add-ons that a primary code can carry."""

from __future__ import annotations

import re
from datetime import date

from codewell.assistant.answer import Answer, Outcome
from codewell.assistant.question import Intent, Understood
from codewell.fees.schedule import FeeSchedule
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
    cite_row,
    not_loaded_words,
    say_standing,
    without_codes,
)
from codewell.tasks.ask.composing import Draft
from codewell.tasks.workplace import Workplace

_SOURCE = "ncci-addon"
_BY_CONTRACTOR = "CCCCC"
_TYPES = {
    1: "type 1: payable only with a listed primary code",
    2: "type 2: the contractor decides which primary codes it goes with",
    3: "type 3: some primary codes are listed, the contractor may accept others",
}
_ASKS_WHETHER = re.compile(r"^\s*(?:is|are)\b.{0,40}\badd[- ]?on", re.IGNORECASE)
_SHOWN = 40
_LIVE = "(effective IS NULL OR effective <= ?2) AND (deleted IS NULL OR deleted >= ?2)"


@answerer(Intent.ADD_ON)
def answer(workplace: Workplace, understood: Understood, on: date) -> Answer:
    """Return the primary codes of an add-on code and the add-on codes of a primary code."""
    codes = asked_codes(understood, 4)
    if not codes:
        return without_codes(Draft(understood, None), "its add-on or primary codes")
    found = answered_from(workplace, _SOURCE, understood, on, lambda one: any(_rows(one, code, on) for code in codes))
    draft = Draft(understood, found.day)
    draft.notice(found.notice)
    asked = asked_procedures(workplace, codes, found.day)
    say_standing(draft, workplace, asked, found.asked)
    outcomes = [_say(draft, workplace, one, found.opened, found.day) for one in asked]
    if len(codes) > 1:
        _say_pair(draft, [str(code) for code in codes])
    draft.suggest(f"MUE of {codes[0]}?", f"What does Medicare pay for {codes[0]}?")
    best = next((one for one in (Outcome.ANSWERED, Outcome.NOT_LOADED) if one in outcomes), Outcome.NO_SOURCE)
    return draft.finished(best)


def _rows(opened: OpenRelease, code: Code, day: date) -> list[tuple[str, str, int]]:
    """Return primary code, add-on code and type of the live edits that name a code."""
    return [
        (str(primary), str(addon), int(kind))
        for primary, addon, kind in opened.database.all(
            f"SELECT primary_code, addon_code, type FROM addons WHERE (addon_code = ?1 OR primary_code = ?1) AND {_LIVE} "
            "ORDER BY 2, 1",
            code.value,
            max(day, opened.release.validity.first_day).isoformat(),
        )
    ]


def _say(draft: Draft, workplace: Workplace, one: AskedProcedure, opened: OpenRelease | None, day: date) -> Outcome:
    if one.never:
        draft.say(one.why_not, cite_loaded(draft, one.code.system.title))
        return Outcome.NO_SOURCE
    if opened is None:
        draft.say(not_loaded_words(workplace, _SOURCE, "add-on code table", day), cite_loaded(draft, _SOURCE))
        return Outcome.ANSWERED if _say_global_days(draft, workplace, one, day) else Outcome.NOT_LOADED
    rows, code = _rows(opened, one.code, day), str(one.code)
    if not rows:
        ruled = _say_global_days(draft, workplace, one, day)
        title = opened.release.title
        if opened.release.excerpt:
            words = f"{code} is not in the part of {title} that is loaded, which proves nothing."
        else:
            words = f"{title} lists {code} neither as an add-on nor as a primary code."
        draft.say(words, cite_loaded(draft, title))
        return Outcome.ANSWERED if ruled or not opened.release.excerpt else Outcome.NO_SOURCE
    citation = cite_row(draft, opened, f"code {code}", one.link(day, "related"))
    primaries = [(primary, kind) for primary, addon, kind in rows if addon == code]
    if not primaries and _ASKS_WHETHER.search(draft.understood.text):
        part = "the loaded part of " if opened.release.excerpt else ""
        draft.say(f"No: {part}{opened.release.title} does not list {code} as an add-on code.", citation)
    _say_primaries(draft, code, primaries, citation)
    _say_add_ons(draft, code, [(addon, kind) for primary, addon, kind in rows if primary == code], citation)
    if opened.release.excerpt:
        draft.notice(f"Only a part of {opened.release.title} is loaded; further primary or add-on codes may exist.")
    return Outcome.ANSWERED


def _say_primaries(draft: Draft, code: str, primaries: list[tuple[str, int]], citation: str) -> None:
    if not primaries:
        return
    kind = max(kind for _, kind in primaries)
    draft.state(code, "add_on_type", str(kind), citation)
    listed = [primary for primary, _ in primaries if primary != _BY_CONTRACTOR]
    for primary in listed:
        draft.state(code, "add_on_of", primary, citation)
    lead = f"{code} is an add-on code ({_TYPES.get(kind, f'type {kind}')})"
    if listed:
        more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
        draft.say(f"{lead}; its listed primary codes are {', '.join(listed[:_SHOWN])}{more}.", citation)
    else:
        draft.say(f"{lead}; the table lists no primary codes.", citation)


def _say_add_ons(draft: Draft, code: str, add_ons: list[tuple[str, int]], citation: str) -> None:
    if not add_ons:
        return
    for addon, _ in add_ons:
        draft.state(code, "has_add_on", addon, citation)
    more = f" and {len(add_ons) - _SHOWN} more" if len(add_ons) > _SHOWN else ""
    draft.say(
        f"{code} is listed as a primary code of the add-on codes {', '.join(addon for addon, _ in add_ons[:_SHOWN])}{more}.",
        citation,
    )


def _say_global_days(draft: Draft, workplace: Workplace, one: AskedProcedure, day: date) -> bool:
    """Say what the fee schedule's global days tell of a code; return whether they tell that it is an add-on."""
    opened, row = workplace.shelf.in_force("mpfs", day), FeeSchedule(workplace.shelf, day).row(one.code)
    if opened is None or row is None or row.global_days != "ZZZ":
        return False
    citation = cite_facts(draft, opened, one, day)
    draft.state(str(one.code), "global_days", row.global_days, citation)
    draft.say(f"{one.code} has global days ZZZ in {opened.release.title}: it is an add-on to another service.", citation)
    return True


def _say_pair(draft: Draft, codes: list[str]) -> None:
    """Say whether the codes that the question names are add-on and primary of one another."""
    for fact in [one for one in draft.facts if one.name == "add_on_of"]:
        if fact.subject in codes and fact.value in codes:
            draft.say(f"{fact.subject} is an add-on of {fact.value}.", fact.citation)
