"""The fields at the head of a written page, between two lines of +++, in TOML."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from codewell.codebook.written.faults import PageFault
from codewell.codebook.written.page import CitedSource, StatedFact
from codewell.kernel.codes import Code, possible_codes

_KNOWN = frozenset({"title", "codes", "labels", "author", "reviewed", "valid_days", "first_day", "last_day", "sources", "facts"})
_FACT_KEYS = frozenset({"code", "on", "first_day", "last_day", "standing", "fact", "value", "detail", "relation", "other"})
_KINDS = ("first_day", "last_day", "standing", "fact", "relation")
_TOML_PLACE = re.compile(r"\s*\(at line (\d+), column \d+\)|\s*\(at end of document\)")


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields, each read if it could be; a field at fault has an empty value and a fault."""

    title: str
    codes: tuple[Code, ...]
    labels: tuple[tuple[Code, str], ...]
    author: str
    reviewed: date
    valid_days: int
    first_day: date | None
    last_day: date | None
    sources: tuple[CitedSource, ...]
    facts: tuple[StatedFact, ...]


class _Stated:
    """The parsed TOML with the lines it came from, collecting faults."""

    def __init__(self, file: str, lines: list[str], first_number: int) -> None:
        self.file, self.lines, self.first = file, lines, first_number
        self.faults: list[PageFault] = []
        self.values: dict[str, Any] = {}
        try:
            self.values = tomllib.loads("\n".join(lines))
        except tomllib.TOMLDecodeError as fault:
            place = re.search(r"at line (\d+)", str(fault))
            number = int(place[1]) + first_number - 1 if place else first_number
            self.fault(number, f"The front matter is not TOML: {_TOML_PLACE.sub('', str(fault))}.")

    def fault(self, number: int, sentence: str) -> None:
        self.faults.append(PageFault(self.file, number, sentence))

    def at(self, *words: str) -> int:
        """Return the first line that holds all the words, else the first line of the file."""
        for number, line in enumerate(self.lines, start=self.first):
            if all(word in line for word in words):
                return number
        return 1

    def field(self, name: str, kind: type, asked: str, *, optional: bool = False) -> Any:
        value = self.values.get(name)
        if value is None:
            if not optional:
                self.fault(1, f"The field {name} is missing: {asked}.")
            return None
        if not isinstance(value, kind) or isinstance(value, bool | datetime) or value in ("", [], 0):
            self.fault(self.at(name), f"The field {name} must be {asked}.")
            return None
        return value


def read_front_matter(file: str, lines: list[str], first_number: int) -> tuple[Fields | None, tuple[PageFault, ...]]:
    """Return the fields of a page and their faults; no fields where the head is not TOML or names no code."""
    stated = _Stated(file, lines, first_number)
    if not stated.values and stated.faults:
        return None, tuple(stated.faults)
    for name in sorted(stated.values.keys() - _KNOWN):
        stated.fault(stated.at(name), f"There is no field {name[:40]!r}; the fields are {', '.join(sorted(_KNOWN))}.")
    codes = tuple(_codes(stated, stated.field("codes", list, 'a list of codes, such as ["77385", "77386"]') or []))
    fields = Fields(
        title=stated.field("title", str, "a few words") or "",
        codes=codes,
        labels=tuple(_labels(stated, codes, stated.field("labels", dict, "a table of code and words", optional=True) or {})),
        author=stated.field("author", str, "the name of whoever answers for the text") or "",
        reviewed=stated.field("reviewed", date, "the day of the last review, such as 2026-11-30") or date.min,
        valid_days=stated.field("valid_days", int, "a number of days, such as 365") or 0,
        first_day=stated.field("first_day", date, "a day, such as 2026-01-01", optional=True),
        last_day=stated.field("last_day", date, "a day, such as 2025-12-31", optional=True),
        sources=tuple(_sources(stated, stated.field("sources", list, "a list of title, url and dated") or [])),
        facts=tuple(_facts(stated, stated.field("facts", list, "a list of stated facts") or [])),
    )
    return (fields if codes else None), tuple(stated.faults)


def code_of(text: str) -> Code | None:
    """Return the code that a page means: a procedure code, or a diagnosis written with its dot."""
    found = possible_codes(text)
    return found[0] if found and str(found[0]) == text else None


def _codes(stated: _Stated, written: list[Any]) -> Iterator[Code]:
    seen: set[Code] = set()
    for text in written:
        code = code_of(text) if isinstance(text, str) else None
        if code is None:
            stated.fault(stated.at("codes"), f"{str(text)[:20]!r} is not shaped like a code; write 77385, J1100 or E11.22.")
        elif code in seen:
            stated.fault(stated.at("codes"), f"The code {code} stands twice in codes.")
        else:
            seen.add(code)
            yield code


def _labels(stated: _Stated, codes: tuple[Code, ...], written: Mapping[str, Any]) -> Iterator[tuple[Code, str]]:
    for text, words in written.items():
        code = code_of(text)
        if code is None or code not in codes:
            stated.fault(stated.at(text, "="), f"The label of {text[:20]!r} is for a code that the page does not cover.")
        elif not isinstance(words, str) or not words.strip():
            stated.fault(stated.at(text, "="), f"The label of {text} must be words.")
        else:
            yield code, words


def _sources(stated: _Stated, written: list[Any]) -> Iterator[CitedSource]:
    for number, source in enumerate(written, start=1):
        if not isinstance(source, dict) or source.keys() != {"title", "url", "dated"}:
            stated.fault(stated.at("sources"), f"Source {number} must have title, url and dated, and nothing else.")
            continue
        title, url, dated = (str(source[key]) for key in ("title", "url", "dated"))
        if not url.startswith(("https://", "http://")):
            stated.fault(stated.at(url), f"The url of source {number} must begin with https:// or http://.")
        if not title.strip() or not dated.strip():
            stated.fault(stated.at(url), f"Source {number} has no title or no date.")
        yield CitedSource(title, url, dated)


def _facts(stated: _Stated, written: list[Any]) -> Iterator[StatedFact]:
    for count, fact in enumerate(written, start=1):
        if not isinstance(fact, dict) or not fact.keys() <= _FACT_KEYS or sum(kind in fact for kind in _KINDS) != 1:
            stated.fault(
                stated.at("facts"), f"Fact {count} must name a code and one of first_day, last_day, standing, fact or relation."
            )
            continue
        number = _line_of_fact(stated, fact)
        code = code_of(str(fact.get("code", "")))
        if code is None:
            stated.fault(number, f"Fact {count} names {str(fact.get('code'))[:20]!r}, which is not shaped like a code.")
            continue
        days = {key: fact.get(key) for key in ("on", "first_day", "last_day")}
        if any(day is not None and (not isinstance(day, date) or isinstance(day, datetime)) for day in days.values()):
            stated.fault(number, f"A day of fact {count} is not a day; write it as 2026-01-01, without quotes.")
            continue
        asks_day = "first_day" not in fact and "last_day" not in fact
        if asks_day and days["on"] is None:
            stated.fault(number, f"Fact {count} needs the day on which it holds, as on = 2026-01-01.")
            continue
        if ("fact" in fact) != ("value" in fact) or ("relation" in fact) != ("other" in fact):
            stated.fault(number, f"Fact {count} must give value with fact, and other with relation.")
            continue
        texts = {key: str(fact.get(key, "")) for key in ("standing", "fact", "value", "detail", "relation", "other")}
        yield StatedFact(code, days["on"], days["first_day"], days["last_day"], **texts, number=number)


def _line_of_fact(stated: _Stated, fact: Mapping[str, Any]) -> int:
    words = [f'"{value}"' for value in fact.values() if isinstance(value, str)]
    words += [value.isoformat() for value in fact.values() if isinstance(value, date)]
    return stated.at(*words)
