"""When a code began and ended, what took its place and when, and what it took the place of."""

from __future__ import annotations

import re
from datetime import date

from codewell.assistant.answer import Answer, Outcome, SourceKind
from codewell.assistant.question import Intent, Understood
from codewell.codebook.diagnosis_history import FIRST_DAY_OF_ICD10CM
from codewell.codebook.entry import CodeEntry, RelatedCode
from codewell.kernel.codes import CodeSystem
from codewell.tasks.ask.answerers import answerer
from codewell.tasks.ask.answering.meaning import tell_words
from codewell.tasks.ask.asking_back import ask_for_code
from codewell.tasks.ask.citing import cite_origin, code_link
from codewell.tasks.ask.composing import Draft
from codewell.tasks.ask.naming import MOST_CODES, entry_named, named_day
from codewell.tasks.ask.standing_told import last_day_event, state_related, tell_standing
from codewell.tasks.workplace import Workplace

_DAY = re.compile(r"\b([0-9]{4}-[0-9]{2}-[0-9]{2})\b")
_RELATIONS = {
    "replaced_by": "Replaced by",
    "replaces": "Replaces",
    "part_moved_to": "A part of it moved to",
    "part_moved_from": "Took over a part of",
    "cross_reference": "The publisher refers to",
}
_BACKWARD = ("replaces", "part_moved_from")


@answerer(Intent.HISTORY)
def history(workplace: Workplace, understood: Understood, on: date) -> Answer:
    """Answer when the named codes changed and what replaced them."""
    codes = understood.entities.codes[:MOST_CODES]
    if not codes:
        return ask_for_code(understood, "Whose history? Name a code.", "When was 77385 deleted, and what replaced it?")
    draft, day = Draft(understood, on), named_day(understood, on)
    told = False
    for mention in codes:
        entry = entry_named(workplace, draft, mention, day)
        told |= _told(draft, entry)
    return draft.finished(Outcome.ANSWERED if told else Outcome.NO_SOURCE)


def _told(draft: Draft, entry: CodeEntry) -> bool:
    """Tell one code's history; say whether anything is recorded."""
    draft.on = entry.on
    tell_standing(draft, entry, replacements=False)
    related = [one for one in entry.related if one.relation in _RELATIONS]
    for relation, words in _RELATIONS.items():
        found = [one for one in related if one.relation == relation]
        if found:
            _tell(draft, entry, relation, words, found)
    for event in entry.history:
        cited = cite_origin(draft, entry, event.origin, "history", place=f"history of {entry.code}")
        draft.state(str(entry.code), event.action, event.day.isoformat(), cited, dated=False)
    if entry.history:
        rows = [
            (
                (event.day.isoformat(), event.action, event.note),
                (cite_origin(draft, entry, event.origin, "history", place=f"history of {entry.code}"),),
            )
            for event in entry.history
        ]
        draft.tabulate(f"History of {entry.code}", ("Day", "Change", "What changed"), rows)
    else:
        _unchanged(draft, entry)
    tell_words(draft, entry)
    if not related:
        draft.say(f"No loaded publication states that another code took the place of {entry.code}.")
    _suggest(draft, entry, related)
    return bool(entry.history or related) or _since_adoption(entry)


def _unchanged(draft: Draft, entry: CodeEntry) -> None:
    """Say that nothing is recorded; a diagnosis code that the conversion table never adds is as old as ICD-10-CM."""
    cited = cite_origin(draft, entry, entry.origin, "history")
    draft.say(f"The loaded releases record no change to {entry.code}.", cited)
    if _since_adoption(entry):
        day = FIRST_DAY_OF_ICD10CM.isoformat()
        link = code_link(entry.code, entry.on, "the-code")
        rule = draft.cite(SourceKind.PASSAGE, "45 CFR 162.1002", f"paragraph (c): ICD-10-CM from {day}", link)
        draft.say(f"It has been a code since ICD-10-CM was adopted on {day}: no conversion table lists it as new.", rule)
        draft.state(str(entry.code), "first_day", day, rule, dated=False)


def _since_adoption(entry: CodeEntry) -> bool:
    return (
        entry.code.system is CodeSystem.ICD10CM
        and entry.validity is not None
        and entry.validity.first_day == FIRST_DAY_OF_ICD10CM
    )


def _tell(draft: Draft, entry: CodeEntry, relation: str, words: str, found: list[RelatedCode]) -> None:
    listed = []
    ids = []
    for one in found:
        cited = state_related(draft, entry, one, relation)
        effective = effective_day(entry, one)
        if effective:
            subject = f"{one.code}>{entry.code}" if relation in _BACKWARD else f"{entry.code}>{one.code}"
            draft.state(subject, "effective_day", effective.isoformat(), cited, dated=False)
        listed.append(f"{one.code} ({one.note})" if one.note else one.code)
        ids.append(cited)
    draft.say(f"{words} {'; '.join(listed)}.", *ids)


def effective_day(entry: CodeEntry, one: RelatedCode) -> date | None:
    """Return the first day on which a replacement holds: the day its note states, else the day after the code's last day."""
    stated = _DAY.search(one.note)
    if stated:
        return date.fromisoformat(stated.group(1))
    ended = last_day_event(entry)
    if one.relation != "replaced_by" or ended is None:
        return None
    return date.fromordinal(ended[0].toordinal() + 1)


def _suggest(draft: Draft, entry: CodeEntry, related: list[RelatedCode]) -> None:
    for one in related[:2]:
        if one.relation in ("replaced_by", "replaces"):
            draft.suggest(f"Compare {entry.code} and {one.code}", f"What is {one.code}?")
    draft.suggest(f"What is {entry.code}?", f"Crosswalk of {entry.code}")
