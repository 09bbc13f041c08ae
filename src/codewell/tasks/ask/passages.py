"""The passages that answers quote, collected from what is loaded and from what ships with Codewell."""

from __future__ import annotations

import re
import threading
from collections.abc import Collection, Iterator
from datetime import date
from urllib.parse import quote
from weakref import WeakKeyDictionary

from codewell.assistant.passage import FoundPassage, Passage, PassageSource
from codewell.assistant.retrieval.index import PassageIndex
from codewell.releases.shelf import OpenRelease, Shelf
from codewell.tasks.ask.help_passages import glossary_passages, help_passages
from codewell.tasks.ask.manual_passages import manual_passages
from codewell.tasks.ask.pieces import pieces
from codewell.tasks.ask.rule_passages import edit_passages, meaning_passages, policy_passages, radiation_passages
from codewell.tasks.ask.written_passages import written_passages
from codewell.tasks.workplace import Workplace

_NAMED = re.compile(r"\b([A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?)(?:\s?[-–]\s?([A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?))?")
_INDEXES: WeakKeyDictionary[Workplace, PassageIndex] = WeakKeyDictionary()
_MAKING = threading.Lock()


def retrieve(
    workplace: Workplace,
    words: str,
    on: date,
    codes: Collection[str] = (),
    sources: Collection[PassageSource] = (),
    limit: int = 8,
) -> list[FoundPassage]:
    """Return the passages that fit some words best on a day, the best first.

    Args:
        workplace: the desk.
        words: the question, identifiers taken out.
        on: the day that decides which edition answers; another year's passage says so.
        codes: that the question names.
        sources: to look in; empty for all.
        limit: most passages.
    """
    return index_of(workplace).retrieve(words, on, codes, sources, limit)


def index_of(workplace: Workplace) -> PassageIndex:
    """Return the index of a workplace's passages; made at the first question."""
    with _MAKING:
        if workplace not in _INDEXES:
            _INDEXES[workplace] = PassageIndex(tuple(passages_of(workplace)))
        return _INDEXES[workplace]


def passages_of(workplace: Workplace) -> Iterator[Passage]:
    """Yield every passage that can be found at a workplace."""
    yield from guideline_passages(workplace.shelf)
    yield from written_passages(workplace.pages)
    yield from edit_passages()
    yield from radiation_passages()
    yield from policy_passages()
    yield from meaning_passages()
    yield from glossary_passages()
    yield from help_passages()
    yield from manual_passages(workplace.shelf)


def guideline_passages(shelf: Shelf) -> Iterator[Passage]:
    """Yield the sections of the Official Guidelines of every loaded year, long ones in pieces."""
    for opened in shelf.all("guidelines"):
        yield from _of_release(opened)


def _of_release(opened: OpenRelease) -> Iterator[Passage]:
    release = opened.release
    rows = opened.database.all("SELECT section, title, page_first, page_last, text FROM passages ORDER BY ordinal")
    for section, title, first, last, text in rows:
        pages = f"page {first}" if first == last else f"pages {first}-{last}"
        for number, piece in enumerate(pieces(text) or [""], start=1):
            yield Passage(
                id=f"guidelines/{release.release}/{section}" + (f"#{number}" if number > 1 else ""),
                source=PassageSource.GUIDELINES,
                title=title.rstrip(" :."),
                text=piece,
                publication=f"ICD-10-CM Official Guidelines {release.release}",
                place=f"{'' if section.startswith(('Introduction', 'Appendix')) else 'section '}{section}, {pages}",
                link=f"/guidelines/{quote(section)}",
                first_day=release.validity.first_day,
                last_day=release.validity.last_day,
                codes=codes_named(f"{title} {piece}"),
            )


def section_of(passage: Passage) -> str:
    """Return the number of a guideline passage's section, `I.C.4.a`."""
    return passage.id.partition("#")[0].split("/", 2)[2]


def codes_named(text: str) -> tuple[str, ...]:
    """Return the diagnosis codes and ranges of them that a text names, each once."""
    return tuple(dict.fromkeys(f"{low}-{high}" if high else low for low, high in _NAMED.findall(text)))
