"""Modifiers: which apply to a code by its published indicators, what one means, and when one is used."""

from __future__ import annotations

from datetime import date

from codewell.assistant.answer import Answer, Outcome, SourceKind
from codewell.assistant.question import Intent, Understood
from codewell.codebook.meanings import meaning_of, title_of
from codewell.fees.schedule import FeeRow, FeeSchedule
from codewell.kernel.codes import Code
from codewell.releases.shelf import OpenRelease
from codewell.tasks.ask.answerers import answerer
from codewell.tasks.ask.answering.answered_day import answered_from
from codewell.tasks.ask.answering.modifier_rules import label_of, rules_for, rules_of
from codewell.tasks.ask.answering.procedures_asked import (
    AskedProcedure,
    asked_codes,
    asked_procedures,
    cite_facts,
    cite_loaded,
    cite_row,
    not_loaded_words,
    say_standing,
)
from codewell.tasks.ask.composing import Draft
from codewell.tasks.reference_books.book import BookId, entry_link
from codewell.tasks.workplace import Workplace

_INDICATORS = {
    "pctc": ("pctc", ("26", "TC")),
    "bilateral": ("bilateral", ("50", "RT", "LT")),
    "multiple_procedure": ("multiple", ("51",)),
    "assistant": ("assistant", ("80", "81", "82", "AS")),
    "co_surgeon": ("co_surgeon", ("62",)),
    "team": ("team", ("66",)),
    "global_days": ("global_days", ("24", "25", "54", "55", "57", "58", "78", "79")),
}
"""Indicator -> field of the row and the modifiers that it speaks of."""


@answerer(Intent.MODIFIER)
def answer(workplace: Workplace, understood: Understood, on: date) -> Answer:
    """Return what applies to the codes, what the modifiers mean, and the rules that the question asks for."""
    codes, modifiers = asked_codes(understood, 4), understood.entities.modifiers
    found = answered_from(workplace, "mpfs", understood, on, lambda one: not codes or any(_listed(one, code) for code in codes))
    draft = Draft(understood, found.day if codes else found.asked)
    outcomes = []
    if codes:
        draft.notice(found.notice)
        asked = asked_procedures(workplace, codes, found.day)
        say_standing(draft, workplace, asked, found.asked)
        outcomes += [_of_code(draft, workplace, one, found.day, modifiers) for one in asked]
    meant = [_say_meaning(draft, workplace, one, found.asked) for one in modifiers]
    rules = rules_of(modifiers) if modifiers else rules_for(understood.text)
    for rule in rules[:3]:
        cited = draft.cite(
            SourceKind.RULE,
            "Codewell, rules of modifiers",
            rule.cites,
            entry_link(BookId.MODIFIERS, None, "rule", rule.id),
            quote=rule.says,
        )
        for one in rule.modifiers:
            draft.state(rule.id, "modifier", one, cited, dated=False)
        draft.say(rule.says, cited)
    if Outcome.ANSWERED in outcomes or rules or any(meant):
        _suggest(draft, codes, modifiers)
        return draft.finished()
    if outcomes:
        return draft.finished(Outcome.NOT_LOADED if Outcome.NOT_LOADED in outcomes else Outcome.NO_SOURCE)
    if not draft.sentences:
        draft.say("Which modifier, code or situation is meant? Name a code to see which modifiers its indicators speak for.")
        return draft.finished(Outcome.UNCLEAR)
    return draft.finished(Outcome.NO_SOURCE)


def _listed(opened: OpenRelease, code: Code) -> bool:
    return opened.database.one("SELECT 1 FROM fees WHERE code = ?", code.value) is not None


def _suggest(draft: Draft, codes: tuple[Code, ...], modifiers: tuple[str, ...]) -> None:
    draft.suggest(*(f"What does Medicare pay for {one}?" for one in codes[:1]), *(f"MUE of {one}?" for one in codes[:1]))
    draft.suggest(*(f"What does modifier {one} mean?" for one in modifiers[:1] if codes))


def _of_code(draft: Draft, workplace: Workplace, one: AskedProcedure, day: date, modifiers: tuple[str, ...]) -> Outcome:
    if one.never:
        draft.say(one.why_not, cite_loaded(draft, one.code.system.title))
        return Outcome.NO_SOURCE
    opened = workplace.shelf.in_force("mpfs", day)
    if opened is None:
        draft.say(not_loaded_words(workplace, "mpfs", "physician fee schedule", day), cite_loaded(draft, "mpfs"))
        return Outcome.NOT_LOADED
    row = FeeSchedule(workplace.shelf, day).row(one.code)
    if row is None:
        part = "the loaded part of " if opened.release.excerpt else ""
        draft.say(f"{one.code} is not in {part}{opened.release.title}.", cite_loaded(draft, opened.release.title))
        return Outcome.NOT_LOADED if opened.release.excerpt else Outcome.NO_SOURCE
    cited = cite_facts(draft, opened, one, day)
    likely = [held for held in one.entry.likely_modifiers if held.origin.source == "mpfs"] if one.entry else []
    applying = [held.modifier for held in likely]
    _state_indicators(draft, one, row, cited, modifiers)
    for modifier in modifiers:
        _say_applies(draft, one, row, modifier, applying, cited)
    for held in likely:
        draft.state(str(one.code), "modifier", held.modifier, cited)
    if likely and not modifiers:
        draft.say(f"The indicators of {one.code} on {day} speak for the modifiers {', '.join(applying)}.", cited)
    elif not modifiers:
        draft.say(f"The indicators of {one.code} on {day} speak for no modifier.", cited)
    if likely:
        rows = [((held.modifier, held.label, held.reason), (cited,)) for held in likely]
        draft.tabulate(f"Modifiers of {one.code}", ("Modifier", "Says", "Why"), rows)
    return Outcome.ANSWERED


def _state_indicators(draft: Draft, one: AskedProcedure, row: FeeRow, cited: str, modifiers: tuple[str, ...]) -> None:
    """State every indicator, and say those that the modifiers asked about depend on."""
    day = draft.on
    for name, (column, about) in _INDICATORS.items():
        value = getattr(row, column)
        if not value or day is None:
            continue
        draft.state(str(one.code), name, value, cited)
        if set(modifiers) & set(about):
            meaning = meaning_of("mpfs", name, value, day)
            draft.say(f"{title_of('mpfs', name)} of {one.code} on {day}: {value}. {meaning}", cited)


def _say_applies(draft: Draft, one: AskedProcedure, row: FeeRow, modifier: str, applying: list[str], cited: str) -> None:
    """Say whether a modifier applies, where an indicator decides it; others the record decides."""
    name = f"{one.code}-{modifier}"
    read_alone = modifier == "26" and row.pctc == "6"
    if modifier in applying or read_alone:
        draft.state(name, "applies", "yes", cited)
        draft.say(f"Modifier {modifier} can apply to {one.code}; whether a claim needs it, its record decides.", cited)
    elif modifier in ("26", "TC") or (modifier == "50" and row.bilateral in ("0", "2", "9")):
        draft.state(name, "applies", "no", cited)
        draft.say(f"Modifier {modifier} does not apply to {one.code}.", cited)


def _say_meaning(draft: Draft, workplace: Workplace, modifier: str, day: date) -> bool:
    """Say what a modifier means; return whether anything loaded or kept says it."""
    label = label_of(modifier)
    if modifier.isdigit() and label:
        cited = draft.cite(
            SourceKind.WRITTEN_PAGE,
            "Codewell, labels of modifiers",
            f"modifier {modifier}",
            entry_link(BookId.MODIFIERS, None, "modifier", modifier),
        )
        draft.state(modifier, "meaning", label, cited, dated=False)
        draft.say(f"Modifier {modifier}: {label} (our words; the full text is the AMA's).", cited)
        return True
    opened = workplace.shelf.in_force("hcpcs-modifiers", day) or workplace.shelf.nearest("hcpcs-modifiers", day)
    row = (
        opened.database.one("SELECT long_descriptor, terminated FROM modifiers WHERE modifier = ?", modifier) if opened else None
    )
    if opened is not None and row is not None:
        cited = cite_row(draft, opened, f"modifier {modifier}", f"/browse/modifiers/{modifier[0]}?on={day}#at-{modifier}")
        draft.state(modifier, "meaning", str(row[0]), cited, dated=False)
        ended = f" It ended on {row[1]}." if row[1] and str(row[1]) < day.isoformat() else ""
        draft.say(f"Modifier {modifier}: {row[0]}.{ended}", cited)
        if not opened.release.validity.covers(day):
            draft.notice(f"The list of modifiers is {opened.release.title}, the nearest to {day} that is loaded.")
        return True
    what = opened.release.title if opened else "hcpcs-modifiers"
    draft.say(f"Nothing that is loaded says what modifier {modifier} means.", cite_loaded(draft, what))
    return False
