"""The fields at the head of a written page, between two lines of +++, in TOML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from codewell.codebook.written.fact_fields import read_facts
from codewell.codebook.written.faults import PageFault
from codewell.codebook.written.page import CitedSource, PageFile
from codewell.codebook.written.stated_toml import StatedToml, code_of
from codewell.kernel.codes import Code

_KNOWN = frozenset(
    {"title", "codes", "labels", "author", "reviewed", "reviewer", "valid_days", "first_day", "last_day", "sources", "facts"}
)
_BARE_NUMBER = re.compile(r"\d{5}")


def read_front_matter(file: str, lines: list[str], first_number: int) -> tuple[PageFile | None, tuple[PageFault, ...]]:
    """Return a page without its text, and the faults of its fields; no page where the head is not TOML or names no code.

    Args:
        file: name of the file, for faults.
        lines: between the two fences.
        first_number: line of the file that `lines` begins with.

    Returns:
        The page; a field at fault has an empty value there and a fault beside it.
    """
    stated = StatedToml(file, lines, first_number)
    if not stated.values and stated.faults:
        return None, tuple(stated.faults)
    for name in sorted(stated.values.keys() - _KNOWN):
        stated.fault(stated.at(name), f"There is no field {name[:40]!r}; the fields are {', '.join(sorted(_KNOWN))}.")
    codes = tuple(_codes(stated, stated.field("codes", list, 'a list of codes, such as ["77385", "77386"]') or []))
    page = PageFile(
        name=file,
        title=stated.field("title", str, "a few words") or "",
        codes=codes,
        labels=tuple(_labels(stated, codes, stated.field("labels", dict, "a table of code and words", optional=True) or {})),
        author=stated.field("author", str, "the name of whoever answers for the text") or "",
        reviewed=stated.field("reviewed", date, "the day of the last review, such as 2026-11-30, without quotes") or date.min,
        valid_days=stated.field("valid_days", int, "a number of days, such as 365") or 0,
        first_day=stated.field("first_day", date, "a day, such as 2026-01-01, without quotes", optional=True),
        last_day=stated.field("last_day", date, "a day, such as 2025-12-31, without quotes", optional=True),
        sources=tuple(_sources(stated, stated.field("sources", list, "a list of title, url and dated, at least one") or [])),
        reviewer=stated.field("reviewer", str, "the name of whoever read the text besides its author", optional=True) or "",
        facts=tuple(read_facts(stated, stated.field("facts", list, "a list of stated facts, at least one") or [])),
    )
    if page.valid_days < 0:
        stated.fault(stated.line_of("valid_days"), "The field valid_days must be a number of days above 0, such as 365.")
    if page.first_day and page.last_day and page.last_day < page.first_day:
        stated.fault(stated.line_of("last_day"), f"The last_day {page.last_day} lies before the first_day {page.first_day}.")
    return (page if codes else None), tuple(stated.faults)


def _codes(stated: StatedToml, written: list[Any]) -> Iterator[Code]:
    seen: set[Code] = set()
    line = stated.line_of("codes")
    for text in written:
        if isinstance(text, int) and _BARE_NUMBER.fullmatch(str(text)):
            stated.fault(line, f'The code {text} must stand in quotes: "{text}".')
            continue
        code = code_of(text) if isinstance(text, str) else None
        if code is None:
            stated.fault(line, f"{str(text)[:20]!r} is not shaped like a code; write 77385, J1100 or E11.22.")
        elif code in seen:
            stated.fault(line, f"The code {code} stands twice in codes.")
        else:
            seen.add(code)
            yield code


def _labels(stated: StatedToml, codes: tuple[Code, ...], written: Mapping[str, Any]) -> Iterator[tuple[Code, str]]:
    for text, words in written.items():
        code = code_of(text)
        if code is None or code not in codes:
            stated.fault(stated.at(text, "="), f"The label of {text[:20]!r} is for a code that the page does not cover.")
        elif not isinstance(words, str) or not words.strip():
            stated.fault(stated.at(text, "="), f"The label of {text} must be words.")
        else:
            yield code, words


def _sources(stated: StatedToml, written: list[Any]) -> Iterator[CitedSource]:
    for number, source in enumerate(written, start=1):
        if not isinstance(source, dict) or source.keys() != {"title", "url", "dated"}:
            stated.fault(stated.line_of("sources"), f"Source {number} must have title, url and dated, and nothing else.")
            continue
        title, url, dated = (str(source[key]) for key in ("title", "url", "dated"))
        if not url.startswith(("https://", "http://")):
            stated.fault(stated.at(url), f"The url of source {number} must begin with https:// or http://.")
        if not title.strip() or not dated.strip():
            stated.fault(stated.at(url), f"Source {number} has no title or no date.")
        yield CitedSource(title, url, dated)
