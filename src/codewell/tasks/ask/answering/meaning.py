"""What a code means on a day: its words, whether it may be billed, what is published of it, what its notes ask for."""

from __future__ import annotations

import re
from datetime import date

from codewell.assistant.answer import Answer, Outcome
from codewell.assistant.question import Intent, Understood
from codewell.codebook.entry import CodeEntry, Fact, InstructionalNote, NoteKind, Origin, Standing
from codewell.tasks.ask.answerers import ANSWERERS, answerer
from codewell.tasks.ask.citing import cite_origin, cite_words, days_in_words, state_from
from codewell.tasks.ask.composing import Draft
from codewell.tasks.ask.naming import MOST_CODES, best_words, entry_named, is_procedure, looked_up, named_day
from codewell.tasks.ask.standing_told import tell_standing
from codewell.tasks.workplace import Workplace

FACT_NAMES = {
    "opps.status_indicator": "status_indicator",
    "opps.apc": "apc",
    "mpfs.status": "mpfs_status",
    "mpfs.global_days": "global_days",
    "mpfs.pctc": "pctc",
    "asc.payment_indicator": "asc_payment_indicator",
    "hcpcs.coverage": "hcpcs_coverage",
    "hcpcs.pricing": "pricing",
    "poa.exempt": "poa_exempt",
}
"""Published values that belong into a short answer, with the names that answers give them."""

_NOTES = {
    NoteKind.CODE_FIRST: "Code first",
    NoteKind.USE_ADDITIONAL_CODE: "Use additional code",
    NoteKind.CODE_ALSO: "Code also",
    NoteKind.EXCLUDES1: "Excludes1",
    NoteKind.EXCLUDES2: "Excludes2",
    NoteKind.INCLUDES: "Includes",
    NoteKind.INCLUSION_TERM: "Inclusion term",
    NoteKind.NOTE: "Note",
}
_RISK_MODELS = {"CMS-HCC Model V28": "hcc_category", "RxHCC Model V08": "rxhcc_category"}
"""Models that pay today, by title; earlier ones and those of dialysis stand on the code's page."""
_ASKED_FOR = {
    "hcc_category": re.compile(r"\b(?:hccs?|risk)\b", re.IGNORECASE),
    "rxhcc_category": re.compile(r"\b(?:hccs?|rxhccs?|risk)\b", re.IGNORECASE),
    "poa_exempt": re.compile(r"\b(?:poa|present on admission)\b", re.IGNORECASE),
    "hcpcs_coverage": re.compile(r"\bcoverage\b", re.IGNORECASE),
}
"""Published values that are told in a sentence where the question names them."""
_EXCLUDES = re.compile(r"\bexclude", re.IGNORECASE)
_WORD_FOR_WORD = re.compile(
    r"\b(?:word for word|exact|verbatim|official|full|ama)\b.{0,30}\b(?:words?|wording|descriptors?|descriptions?|text)\b"
    r"|\b(?:descriptors?|wording)\b.{0,40}\bword for word\b",
    re.IGNORECASE,
)
"""Asks for the publisher's own words, for which ours are no answer."""
_MOST_NOTES = 10
_MOST_BELOW = 12


@answerer(Intent.MEANING)
def meaning(workplace: Workplace, understood: Understood, on: date) -> Answer:
    """Answer what the named codes mean; a question without a code is one for a word of the field."""
    codes = understood.entities.codes[:MOST_CODES]
    if not codes:
        return ANSWERERS[Intent.DEFINITION](workplace, understood, on)
    draft, day = Draft(understood, on), named_day(understood, on)
    found = [entry_named(workplace, draft, mention, day) for mention in codes]
    for entry in found:
        draft.on = entry.on
        tell_words(draft, entry)
        tell_standing(draft, entry)
        if entry.standing in (Standing.IN_FORCE, Standing.NO_LONGER):
            _more(draft, entry)
    if len(found) == 1:
        draft_others(workplace, draft, understood, day)
    _suggest(draft, found)
    if _WORD_FOR_WORD.search(understood.text) and any(_is_withheld(entry) for entry in found):
        return draft.finished(Outcome.NOT_LOADED)
    loaded = any(entry.standing is not Standing.NOT_LOADED for entry in found)
    return draft.finished(Outcome.ANSWERED if loaded else Outcome.NOT_LOADED)


def _is_withheld(entry: CodeEntry) -> bool:
    """Say whether the publisher's words may not be shown."""
    return bool(entry.descriptors.notice) and not entry.descriptors.long


def tell_words(draft: Draft, entry: CodeEntry) -> None:
    """Say what a code is, in the publisher's words where they may be shown, else in ours."""
    words, system = entry.descriptors, entry.code.system.title
    cited = cite_words(draft, entry)
    dated = entry.standing is Standing.IN_FORCE
    if official := words.long or words.medium or words.short:
        draft.say(f"{entry.code} ({system}): {official}.", cited)
        draft.state(str(entry.code), "descriptor", official, cited, dated=dated)
        if words.short and words.short != official:
            draft.state(str(entry.code), "short_descriptor", words.short, cited, dated=dated)
    elif words.label:
        draft.say(f"{entry.code} ({system}), in our words: {words.label}.", cited)
    else:
        draft.say(f"{entry.code} is a code of {system}; no words for it are on this machine.", cited)
    if words.label and words.origin is not None:
        ours = cited if not official else "" if entry.written_pages else _ours(draft, entry)
        if ours:
            draft.state(str(entry.code), "label", words.label, ours, dated=dated)
    draft.state(str(entry.code), "code_system", system, cited, dated=False)


def _ours(draft: Draft, entry: CodeEntry) -> str:
    """Return the source of our own label beside a publisher's words; empty where the code is not of the starter pack."""
    origins = [entry.origin, *(event.origin for event in entry.history)]
    pack = next((one for one in origins if one is not None and one.source == "starter-pack"), None)
    return cite_origin(draft, entry, pack, "words") if pack else ""


def _more(draft: Draft, entry: CodeEntry) -> None:
    plain = entry.descriptors.plain_language
    if plain:
        source = _ours(draft, entry)
        if source:
            draft.say(plain, source)
    if entry.descriptors.notice and not entry.descriptors.long:
        draft.notice("The AMA's descriptor is shown only from your own licensed file; the words here are ours.")
    _billable(draft, entry)
    _facts(draft, entry)
    _notes(draft, entry)


def _billable(draft: Draft, entry: CodeEntry) -> None:
    if entry.billable is None or entry.standing is not Standing.IN_FORCE:
        return
    cited = cite_origin(draft, entry, entry.origin, "the-code")
    draft.state(str(entry.code), "billable", "yes" if entry.billable else "no", cited)
    if entry.billable:
        draft.say("It is valid for submission (billable).", cited)
        return
    below = entry.children
    draft.say(f"It is a header and not valid for submission: {len(below)} entries stand directly below it.", cited)
    cited = cite_origin(draft, entry, entry.origin, "below")
    rows = [((place.key, place.title, "yes" if place.billable else "no, a header"), (cited,)) for place in below[:_MOST_BELOW]]
    draft.tabulate(f"Directly below {entry.code}", ("Code", "Descriptor", "Billable"), rows)


def _facts(draft: Draft, entry: CodeEntry) -> None:
    rows = []
    for fact in entry.facts:
        name = _name_of(fact, entry.on)
        if not name:
            continue
        cited = cite_origin(draft, entry, fact.origin, "facts")
        state_from(draft, entry, name, fact.value, fact.origin, cited)
        title = f"{fact.title} ({fact.detail})" if fact.detail else fact.title
        rows.append(((title, fact.value, fact.meaning, days_in_words(fact.origin.validity)), (cited,)))
        if name in _ASKED_FOR and _ASKED_FOR[name].search(draft.understood.text):
            draft.say(f"{title}: {fact.value}. {fact.meaning}", cited)
        if not fact.holds_on_day:
            draft.notice(f"No release of {fact.origin.source} covers {entry.on}; the nearest, {fact.origin.release}, is shown.")
    if rows:
        draft.tabulate(f"Published of {entry.code}", ("Indicator", "Value", "Meaning", "Days"), rows)


def _name_of(fact: Fact, on: date) -> str:
    """Return the name that answers give a published value; empty for one that does not belong into a short answer."""
    if fact.id == "hcc.category":
        return _RISK_MODELS.get(fact.title, "") if str(on.year) in fact.detail else ""
    if fact.detail and fact.id.startswith("mpfs."):
        return ""
    return FACT_NAMES.get(fact.id, "")


def _notes(draft: Draft, entry: CodeEntry) -> None:
    notes = sorted(
        (note for note in entry.notes if note.kind in _NOTES and _matters(note)),
        key=lambda note: (note.inherited, list(_NOTES).index(note.kind)),
    )
    rows = []
    for note in notes[:_MOST_NOTES]:
        cited = _note_source(draft, entry, note.origin)
        state_from(draft, entry, note.kind.value, note.text, note.origin, cited)
        rows.append(((_NOTES[note.kind], note.text, note.stands_at), (cited,)))
    if rows:
        draft.tabulate(f"Instructional notes for {entry.code}", ("Note", "Text", "Stands at"), rows)
        _first_instruction(draft, entry, notes)
        for kind in (NoteKind.EXCLUDES1, NoteKind.EXCLUDES2):
            excluded = [note for note in notes if note.kind is kind]
            if excluded and _EXCLUDES.search(draft.understood.text):
                listed = "; ".join(f"{note.text} (at {note.stands_at})" for note in excluded[:_MOST_NOTES])
                draft.say(f"{_NOTES[kind]}: {listed}.", _note_source(draft, entry, excluded[0].origin))


def _first_instruction(draft: Draft, entry: CodeEntry, notes: list[InstructionalNote]) -> None:
    """Say the code's own instruction to report another code; a line that ends with a colon goes on in the next ones."""
    first = notes[0]
    if first.inherited or first.kind not in (NoteKind.CODE_FIRST, NoteKind.USE_ADDITIONAL_CODE, NoteKind.CODE_ALSO):
        return
    lines = [note.text for note in notes if note.kind is first.kind and note.stands_at == first.stands_at]
    text = f"{lines[0]} {'; '.join(lines[1:])}" if lines[0].endswith(":") else "; ".join(lines)
    draft.say(f"{_NOTES[first.kind]}: {text}.", _note_source(draft, entry, first.origin))


def _note_source(draft: Draft, entry: CodeEntry, origin: Origin) -> str:
    return cite_origin(draft, entry, origin, "instructions", place=f"notes of {entry.code} and of what stands above it")


def _matters(note: InstructionalNote) -> bool:
    """Say whether a note decides how the code is reported; terms of levels above it and notes of whole chapters do not."""
    if not note.inherited:
        return True
    of_chapter = not note.stands_at[:1].isalpha() or "-" in note.stands_at
    return not of_chapter and note.kind not in (NoteKind.INCLUDES, NoteKind.INCLUSION_TERM)


def draft_others(workplace: Workplace, draft: Draft, understood: Understood, day: date | None) -> None:
    """Say what else the same letters can stand for."""
    found = looked_up(workplace, understood.entities.codes[0], day)
    for other in found.entries[1:]:
        cited = cite_words(draft, other)
        draft.say(f"The same letters are also {other.code} of {other.code.system.title}: {best_words(other)}.", cited)


def _suggest(draft: Draft, found: list[CodeEntry]) -> None:
    first = found[0]
    if len(found) > 1:
        draft.suggest(f"What is the difference between {found[0].code} and {found[1].code}?")
    successor = next((one.code for one in first.related if one.relation == "replaced_by"), "")
    if successor:
        draft.suggest(f"What is {successor}?", f"When was {first.code} deleted, and what replaced it?")
    if first.billable is False and first.children:
        draft.suggest(f"What is {first.children[0].key}?")
    if is_procedure(first) and first.standing is Standing.IN_FORCE:
        draft.suggest(f"What does Medicare pay for {first.code}?", f"MUE of {first.code}?")
    draft.suggest(f"History of {first.code}")
    after = [place.key for place in first.siblings if place.key > str(first.code)]
    if after:
        draft.suggest(f"Compare {first.code} and {min(after)}")
