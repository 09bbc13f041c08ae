"""How a code stands on a day, told with its days and what took its place."""

from __future__ import annotations

from datetime import date, timedelta

from codewell.codebook.entry import CodeEntry, HistoryEvent, Origin, RelatedCode, Standing
from codewell.tasks.ask.citing import cite_origin, days_in_words
from codewell.tasks.ask.composing import Draft

ONE_DAY = timedelta(days=1)
ENDS = {"deleted": -ONE_DAY, "terminated": timedelta(0)}
"""Events that end a code, and how far its last day lies from the event's day."""


def tell_standing(draft: Draft, entry: CodeEntry, *, replacements: bool = True) -> None:
    """Say whether a code is in force on the day, since when, until when, and what replaced it.

    Args:
        draft: the answer in the making.
        entry: the code on its day.
        replacements: whether what replaced it is told here.
    """
    subject, cited = str(entry.code), cite_origin(draft, entry, entry.origin, "the-code")
    if entry.standing is Standing.NOT_LOADED:
        days = days_in_words(entry.origin.validity) if entry.origin else ""
        nearest = f"; {entry.origin.source} {entry.origin.release} ({days}) is the nearest" if entry.origin else ""
        draft.say(f"No release on this machine says whether {subject} is in force on {entry.on}{nearest}.", cited)
        return
    began, ended = first_day_event(entry), last_day_event(entry)
    if ended and entry.standing is Standing.NO_LONGER:
        cited = cite_origin(draft, entry, ended[1], "history", place=f"history of {entry.code}")
    draft.state(subject, "standing", entry.standing.value, cited)
    since = _day_fact(draft, entry, "first_day", began[0], began[1]) if began else ""
    until = _day_fact(draft, entry, "last_day", ended[0], ended[1]) if ended else ""
    ids = [cited, *(one for one in (since, until) if one)]
    if entry.standing is Standing.IN_FORCE:
        start = f", since {began[0]}" if began else ""
        end = f"; its last day is {ended[0]}" if ended else ""
        draft.say(f"{subject} is in force on {entry.on}{start}{end}.", *ids)
    elif entry.standing is Standing.NOT_YET:
        start = f": its first day is {began[0]}" if began else ""
        draft.say(f"{subject} is not yet in force on {entry.on}{start}.", *ids)
    else:
        end = f": its last day was {ended[0]}" if ended else ""
        draft.say(f"{subject} is not in force on {entry.on}{end}.", *ids)
    if replacements and entry.standing is not Standing.NOT_YET and (entry.standing is Standing.NO_LONGER or ended):
        tell_replacements(draft, entry)


def tell_replacements(draft: Draft, entry: CodeEntry) -> None:
    """Say which codes took a code's place; each is a fact of its own."""
    found = [one for one in entry.related if one.relation == "replaced_by"]
    if not found:
        return
    ids = [state_related(draft, entry, one, "replaced_by") for one in found]
    words = "From then on it is replaced by" if entry.standing is Standing.IN_FORCE else "Replaced by"
    draft.say(f"{words} {', '.join(dict.fromkeys(one.code for one in found))}.", *ids)


def state_related(draft: Draft, entry: CodeEntry, one: RelatedCode, name: str) -> str:
    """Add a related code as a fact and return its source."""
    cited = cite_origin(draft, entry, one.origin, "related", place=f"relations of {entry.code}")
    draft.state(str(entry.code), name, one.code, cited, dated=False)
    return cited


def first_day_event(entry: CodeEntry) -> tuple[date, Origin] | None:
    """Return the code's first day and who states it; None where no loaded publication records it.

    Of several additions the last that is not after the day decides: a code can come back.
    """
    added = [event for event in entry.history if event.action == "added"]
    before = [event for event in added if event.day <= entry.on]
    chosen = (before or added)[-1 if before else 0] if added else None
    return (chosen.day, chosen.origin) if chosen else None


def last_day_event(entry: CodeEntry) -> tuple[date, Origin] | None:
    """Return the code's last day and who states it; None where no end is stated for the days around `on`."""
    span = entry.validity
    ends = [(event.day + ENDS[event.action], event) for event in entry.history if event.action in ENDS]
    stated = [(day, event) for day, event in ends if span is None or day == span.last_day]
    best = min(stated, key=lambda one: _rank(one[1]), default=None)
    return (best[0], best[1].origin) if best else None


def _rank(event: HistoryEvent) -> int:
    """Deletions and terminations that are stated go before what lists only show by leaving a code out."""
    return 0 if event.origin.source in ("starter-pack", "icd10cm-conversion", "hcpcs") else 1


def _day_fact(draft: Draft, entry: CodeEntry, name: str, day: date, origin: Origin) -> str:
    cited = cite_origin(draft, entry, origin, "history", place=f"history of {entry.code}")
    draft.state(str(entry.code), name, day.isoformat(), cited, dated=False)
    return cited
