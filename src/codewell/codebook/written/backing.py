"""Whether what a text says in the publisher's terms stands among the page's facts, so that a test would notice a change."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from codewell.codebook.written.faults import PageFault
from codewell.codebook.written.page import PageFile, StatedFact

_INDICATORS = frozenset(
    f"mpfs.{name}" for name in ("pctc", "multiple_procedure", "bilateral", "assistant", "co_surgeon", "team", "supervision")
)
_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


@dataclass(frozen=True, slots=True)
class _Claim:
    """A way in which texts state a published value.

    Args:
        shape: finds it; its group is the value.
        backs: whether a fact holds the value.
        named: the value in words, for the fault.
    """

    shape: re.Pattern[str]
    backs: Callable[[StatedFact, str], bool]
    named: str


def _is_status(fact: StatedFact, value: str) -> bool:
    return fact.fact.endswith(("status", "status_indicator", "payment_indicator")) and fact.value == value


def _is_pctc(fact: StatedFact, value: str) -> bool:
    return fact.fact == "mpfs.pctc" and fact.value == value


def _is_indicator(fact: StatedFact, value: str) -> bool:
    same = fact.value.lstrip("0") == value.lstrip("0")
    return fact.detail == f"indicator {value}" or (same and fact.fact in _INDICATORS)


def _is_global(fact: StatedFact, value: str) -> bool:
    return fact.fact == "mpfs.global_days" and fact.value == value.zfill(3)


def _is_limit(fact: StatedFact, value: str) -> bool:
    return fact.fact.startswith("mue.") and fact.value == value


_CLAIMS = (
    _Claim(re.compile(r"\bstatus ([A-Z]\d?)\b"), _is_status, "the status {}"),
    _Claim(re.compile(r"\bPC/TC (?:indicator )?(\d)\b"), _is_pctc, "the PC/TC indicator {}"),
    _Claim(re.compile(r"(?<!PC/TC )\bindicator (\d{1,2})\b"), _is_indicator, "the indicator {}"),
    _Claim(re.compile(r"\b(10|90) global days\b|\b[Gg]lobal days: (\d+)\b"), _is_global, "{} global days"),
    _Claim(re.compile(r"\bMUE of \d{4}(?: is|:)? (\d+)\b"), _is_limit, "an MUE of {}"),
)


def backing_faults(page: PageFile) -> Iterator[PageFault]:
    """Yield each day and each published value that the text names and that no fact, field or source of the page states."""
    stated = {day for fact in page.facts for day in (fact.on, fact.first_day, fact.last_day)}
    stated |= {page.first_day, page.last_day, page.reviewed}
    days = {day.isoformat() for day in stated if day} | {source.dated for source in page.sources}
    for number, text in _lines(page):
        for day in dict.fromkeys(_DAY.findall(text)):
            if day not in days:
                yield PageFault(page.name, number, f"The text names {day}, which no fact or source states.")
        for claim in _CLAIMS:
            for value in dict.fromkeys(next(filter(None, match.groups())) for match in claim.shape.finditer(text)):
                if not any(claim.backs(fact, value) for fact in page.facts):
                    yield PageFault(page.name, number, f"The text names {claim.named.format(value)}, which no fact states.")


def _lines(page: PageFile) -> Iterator[tuple[int, str]]:
    for part in page.parts:
        for block in part.blocks:
            yield from zip(block.numbers, block.lines, strict=True)
