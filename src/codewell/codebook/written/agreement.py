"""Whether what a page states agrees with the loaded releases."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from codewell.codebook.entry import CodeEntry
from codewell.codebook.written.faults import PageFault
from codewell.codebook.written.page import PageFile, StatedFact
from codewell.kernel.codes import Code, CodeSystem, possible_codes
from codewell.kernel.errors import CodewellError, NotLoadedError

LONGEST_SHARED_RUN = 5
"""Words in a row that a text may have in common with a CPT descriptor; names of organs and acts leave no choice below it."""
_NAMED = re.compile(r"(?<![\w.$,-])(?:[0-9]{5}|[0-9]{4}T|[A-V][0-9]{4}|[A-TV-Z][0-9][0-9A-Z]\.[0-9A-Z]{1,4})(?![\w-]|[.,]\d)")
_SHOWN = 12
_RUN_WORD = re.compile(r"[a-z0-9]+")

Entries = Callable[[Code, date], CodeEntry]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How a page compares with the loaded releases.

    Args:
        faults: what disagrees.
        compared: facts that agree or disagree.
        not_compared: a sentence for each fact that no loaded release answers for; never counted as agreement.
    """

    faults: tuple[PageFault, ...]
    compared: int
    not_compared: tuple[str, ...]


def compare(page: PageFile, ask: Entries, *, today: date) -> Agreement:
    """Compare the stated facts, the codes named in the text, and the words with licensed descriptors.

    Args:
        page: the page.
        ask: returns a code's entry on a day; raises what `CodeBook.entry` raises.
        today: day on which codes named in the text are looked up.
    """
    faults: list[PageFault] = []
    unknown: list[str] = []
    compared = 0
    entries = cache(ask)
    for fact in page.facts:
        try:
            answer = _compare_fact(fact, entries)
        except NotLoadedError:
            answer = None
        except CodewellError as refusal:
            answer = (False, refusal.message)
        if answer is None:
            unknown.append(f"{page.name}:{fact.number}: no loaded release answers for {_named(fact)}.")
            continue
        compared += 1
        agrees, found = answer
        if not agrees:
            faults.append(PageFault(page.name, fact.number, f"The page states {_named(fact)}; loaded: {found}."))
    faults += _unknown_codes(page, entries, today)
    if page.reviewed > today:
        faults.append(PageFault(page.name, 1, f"The page was reviewed on {page.reviewed}, after the day of this check, {today}."))
    faults += _copied_words(page, entries, today)
    return Agreement(tuple(faults), compared, tuple(unknown))


def _named(fact: StatedFact) -> str:
    day = f" on {fact.on}" if fact.on else ""
    if fact.first_day:
        return f"that {fact.code} begins on {fact.first_day}"
    if fact.last_day:
        return f"that {fact.code} ends on {fact.last_day}"
    if fact.standing:
        return f"that {fact.code} is {fact.standing}{day}"
    detail = f" ({fact.detail})" if fact.detail else ""
    if fact.fact:
        return f"{fact.fact}{detail} = {fact.value} of {fact.code}{day}"
    return f"{fact.code} {fact.relation} {fact.other}{detail}{day}"


def _compare_fact(fact: StatedFact, entries: Entries) -> tuple[bool, str] | None:
    """Return whether a fact agrees and what is loaded; None where no release answers for its day."""
    if fact.first_day or fact.last_day:
        entry = entries(fact.code, fact.first_day or fact.last_day or date.min)
        span = entry.validity
        held = (span.first_day if fact.first_day else span.last_day) if span else None
        beside = (fact.first_day - timedelta(days=1)) if fact.first_day else (fact.last_day or date.min) + timedelta(days=1)
        if held is None and entries(fact.code, beside).standing is entry.standing:
            return None
        return held == (fact.first_day or fact.last_day), str(held)
    assert fact.on is not None
    entry = entries(fact.code, fact.on)
    if fact.standing:
        return entry.standing.value == fact.standing, entry.standing.value
    if fact.relation:
        return _compare_relation(fact, entry)
    of_day = [one for one in entry.facts if one.id == fact.fact and one.holds_on_day]
    held_facts = [one for one in of_day if one.detail == fact.detail]
    if of_day and not held_facts:
        return False, f"no such detail, but {', '.join(dict.fromkeys(one.detail or 'none' for one in of_day))}"
    if not of_day:
        return None
    return any(one.value == fact.value for one in held_facts), ", ".join(one.value for one in held_facts)


def _compare_relation(fact: StatedFact, entry: CodeEntry) -> tuple[bool, str] | None:
    """Compare a relation, and words of its note where the fact has a detail; PTP pairs of an excerpt can be missing."""
    related = [other for other in entry.related if other.relation == fact.relation]
    if not related and fact.relation.startswith("column_"):
        return None
    found = [other.note for other in related if other.code == fact.other]
    if not found:
        return False, ", ".join(list(dict.fromkeys(other.code for other in related))[:_SHOWN]) or "no such relation"
    return any(fact.detail in note for note in found), "; ".join(found)


def named_codes(page: PageFile) -> Iterator[tuple[int, Code]]:
    """Yield every code that the text names, with its line."""
    for part in page.parts:
        for block in part.blocks:
            for number, text in zip(block.numbers, block.lines, strict=True):
                for match in _NAMED.finditer(text):
                    found = possible_codes(match.group())
                    if found:
                        yield number, found[0]


def _unknown_codes(page: PageFile, entries: Entries, today: date) -> Iterator[PageFault]:
    """Yield codes that whole loaded lists have never held; an excerpt proves nothing."""
    for code in page.codes:
        if _is_unknown(code, entries, today):
            yield PageFault(page.name, 1, f"The page covers {code}, which no loaded release holds.")
    for number, code in {code: (line, code) for line, code in named_codes(page) if code not in page.codes}.values():
        if _is_unknown(code, entries, today):
            yield PageFault(page.name, number, f"The text names {code}, which no loaded release holds.")


def _is_unknown(code: Code, entries: Entries, today: date) -> bool:
    try:
        entries(code, today)
    except NotLoadedError:
        return False
    except CodewellError:
        return True
    return False


def _copied_words(page: PageFile, entries: Entries, today: date) -> Iterator[PageFault]:
    """Yield title, labels and lines that share a long run of words with an imported CPT descriptor of a covered code."""
    labels = dict(page.labels)
    for code in page.codes:
        texts = _licensed_words(code, entries, today)
        whole = {tuple(_RUN_WORD.findall(text.lower())) for text in texts}
        runs = {run for text in texts for run in _runs(text)}
        for what, text in (("title", page.title), ("label", labels.get(code, ""))):
            if runs.intersection(_runs(text)) or tuple(_RUN_WORD.findall(text.lower())) in whole:
                yield PageFault(page.name, 1, f"The {what} repeats words of the CPT descriptor of {code}.")
        for number, text in _lines(page, code) if runs else ():
            if shared := runs.intersection(_runs(text)):
                count = len(next(iter(shared)))
                sentence = f"The line has {count} words in a row in common with the CPT descriptor of {code}."
                yield PageFault(page.name, number, sentence)


def _licensed_words(code: Code, entries: Entries, today: date) -> list[str]:
    """Return the imported CPT descriptors of a code; none where no licensed file is loaded."""
    if code.system is not CodeSystem.CPT:
        return []
    try:
        words = entries(code, today).descriptors
    except CodewellError:
        return []
    return [text for text in (words.short, words.medium, words.long) if text]


def _lines(page: PageFile, code: Code) -> Iterator[tuple[int, str]]:
    for part in page.parts_of(code):
        for block in part.blocks:
            yield from zip(block.numbers, block.lines, strict=True)


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = _RUN_WORD.findall(text.lower())
    length = LONGEST_SHARED_RUN + 1
    for start in range(len(words) - length + 1):
        yield tuple(words[start : start + length])
