"""What a word of the field means: values of indicators, places of service, terms of the glossary."""

from __future__ import annotations

import re
from datetime import date

from codewell.assistant.answer import Answer, Outcome, SourceKind
from codewell.assistant.glossary import Term, terms_in
from codewell.assistant.question import Intent, Understood
from codewell.edits.tables import place_label, place_table
from codewell.tasks.ask.answerers import answerer
from codewell.tasks.ask.composing import Draft
from codewell.tasks.ask.indicators import IndicatorKind, indicator_kinds, kinds_named, kinds_of_systems, value_named
from codewell.tasks.ask.published_meanings import published_meaning
from codewell.tasks.reference_books.book import BookId, entry_link
from codewell.tasks.workplace import Workplace

_EXAMPLES = ("What does status indicator N mean?", "What is a global period?", "What is place of service 22?")
_MOST_TERMS = 3
_PLACE = re.compile(r"\b(?:pos|places? of service)(?: codes?)? (?P<place>\d{1,2})\b", re.IGNORECASE)
_OURS = "meanings of indicators, in our words"
_LONGEST_QUOTE = 400


@answerer(Intent.DEFINITION)
def definition(workplace: Workplace, understood: Understood, on: date) -> Answer:
    """Answer what an indicator's value, a place of service or a term means."""
    draft = Draft(understood, on)
    told = _tell_indicator(workplace, draft, understood, on)
    for place in _places(understood):
        told |= _tell_place(draft, place, on)
    if not told:
        for term in terms_in(understood.entities.topic or understood.text)[:_MOST_TERMS]:
            _tell_term(draft, term)
            told = True
    if told:
        draft.suggest(*(one for one in _EXAMPLES if one.strip("?").lower() not in understood.text.lower()))
        return draft.finished()
    draft.say(f"Neither the glossary nor a loaded publication explains “{(understood.entities.topic or understood.text)[:80]}”.")
    draft.suggest(*_EXAMPLES)
    return draft.finished(Outcome.NO_SOURCE)


def _tell_indicator(workplace: Workplace, draft: Draft, understood: Understood, on: date) -> bool:
    kind, value = understood.entities.indicator or ("", "")
    text = f"{kind} {understood.text}" if kind else understood.text
    kinds = kinds_named(kind) or kinds_named(text) or kinds_of_systems(text, on)
    narrowed = _narrowed(kinds_named(understood.text) or kinds, kinds)
    value = (value or value_named(understood.text, narrowed, on)).upper()
    if not narrowed and value and kind.lower() in ("", "indicator"):
        narrowed = indicator_kinds()
    told = False
    for one in narrowed:
        if value and (meaning := one.values(on).get(value, "")):
            _tell_value(workplace, draft, one, value, meaning)
            told = True
    if narrowed and not value:
        for term in terms_in(understood.entities.topic or understood.text)[:1]:
            _tell_term(draft, term)
        for one in narrowed[:2]:
            _tell_values(draft, one, on)
        return True
    return told


def _narrowed(said: tuple[IndicatorKind, ...], kinds: tuple[IndicatorKind, ...]) -> tuple[IndicatorKind, ...]:
    """Return the kinds that the whole question leaves: `OPPS status indicator` is narrower than `status indicator`."""
    both = tuple(one for one in said if one in kinds)
    return both or kinds


def _tell_value(workplace: Workplace, draft: Draft, kind: IndicatorKind, value: str, meaning: str) -> None:
    link = _link(draft, kind, value)
    cited = draft.cite(SourceKind.WRITTEN_PAGE, _OURS, f"{kind.title} {value}", link, quote=meaning)
    subject = f"{kind.title} {value}"
    draft.say(f"{subject}: {meaning}", cited)
    draft.state(subject, "meaning", meaning, cited)
    draft.notice(f"Our words follow {kind.cites}.")
    _official(workplace, draft, kind, value)
    draft.suggest(f"What are the values of {kind.title}?")


def _official(workplace: Workplace, draft: Draft, kind: IndicatorKind, value: str) -> None:
    """Add the publisher's own words where its table is loaded."""
    found = published_meaning(workplace, kind.family, kind.indicator, value, draft.on or workplace.today)
    if found is None:
        return
    words, days, title = found.words, found.validity, found.title
    place, link = f"{kind.title} {value}", _link(draft, kind, value)
    cited = draft.cite(SourceKind.ROW, title, place, link, first_day=days.first_day, last_day=days.last_day, quote=words)
    draft.state(f"{kind.title} {value}", "published_meaning", words, cited, dated=False)
    shown = words if len(words) <= _LONGEST_QUOTE else f"{words[: _LONGEST_QUOTE - 1]}…"
    draft.say(f"CMS's own table ({title}): {shown}", cited)


def _tell_values(draft: Draft, kind: IndicatorKind, on: date) -> None:
    cited = draft.cite(SourceKind.WRITTEN_PAGE, _OURS, f"{kind.title}, all values", _link(draft, kind))
    values = kind.values(on)
    draft.say(f"{kind.title} has {len(values)} values.", cited)
    draft.tabulate(kind.title, ("Value", "Meaning"), [((value, text), (cited,)) for value, text in values.items()])
    draft.notice(f"Our words follow {kind.cites}.")
    for value, text in values.items():
        draft.state(f"{kind.title} {value}", "meaning", text, cited)


def _places(understood: Understood) -> tuple[str, ...]:
    """Return the places of service that a question names, in its order; of one that is compared, both."""
    named = [match["place"].rjust(2, "0") for match in _PLACE.finditer(understood.text)]
    return tuple(dict.fromkeys(named or filter(None, [understood.entities.place_of_service])))


def _tell_place(draft: Draft, place: str, on: date) -> bool:
    label = place_label(place)
    known = place_table("known")
    if not label:
        return False
    link = entry_link(BookId.PLACES, on, "place", place)
    cited = draft.cite(SourceKind.WRITTEN_PAGE, known.cites, f"place of service {place}", link, quote=label)
    subject = f"place of service {place}"
    draft.say(f"Place of service {place}: {label}.", cited)
    draft.state(subject, "label", label, cited)
    valid = known.entries[place]
    if not valid.covers(on):
        draft.say(f"It is in the code set {valid}, not on {on}.", cited)
    rated = place_table("facility")
    rate = "facility" if place in rated.entries else "non-facility"
    cited = draft.cite(SourceKind.WRITTEN_PAGE, rated.cites, f"place of service {place}: {rate} rate", link)
    draft.say(f"Medicare's physician fee schedule pays it at the {rate} rate.", cited)
    draft.state(subject, "rate", rate, cited)
    return True


def _link(draft: Draft, kind: IndicatorKind, value: str = "") -> str:
    return entry_link(BookId.INDICATORS, draft.on, kind.family, kind.indicator, value)


def _tell_term(draft: Draft, term: Term) -> None:
    link = entry_link(BookId.GLOSSARY, None, term.term)
    cited = draft.cite(SourceKind.WRITTEN_PAGE, f"Codewell glossary, after {term.source}", term.term, link, quote=term.text)
    draft.say(f"{term.term}: {term.text}", cited)
    draft.state(term.term, "definition", term.text, cited, dated=False)
    draft.suggest(*(f"What is {other}?" for other in term.see))
