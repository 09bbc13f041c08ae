"""Question sets written before any cue of the program was read, parted into a half to mend by and a half to measure by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).with_name("held")


class Half(Enum):
    """Which questions a person may look at while mending."""

    DEVELOPMENT = "development"
    HELD_OUT = "held-out"


def half_of(text: str) -> Half:
    """Return the half a question belongs to: fixed by its text alone, so that no later question moves an earlier one."""
    return Half.DEVELOPMENT if sha256(text.encode()).digest()[0] % 2 == 0 else Half.HELD_OUT


@dataclass(frozen=True)
class Sought:
    """A question on the guidelines.

    Args:
        text: as a person writes it.
        sections: any of them answers it.
    """

    text: str
    sections: frozenset[str]


@dataclass(frozen=True)
class Read:
    """What must be understood of a question.

    Args:
        text: as a person writes it.
        intents: any of them is right.
        codes: that must be found, no more and no less; None where it is not asked.
        others: what else must be found, by the name of the entity.
    """

    text: str
    intents: frozenset[str]
    codes: tuple[str, ...] | None
    others: tuple[tuple[str, Any], ...]


def unsafe() -> Iterator[tuple[str, str]]:
    """Yield kind and text of requests that must be declined."""
    yield from _by_kind("unsafe")


def safe() -> Iterator[tuple[str, str]]:
    """Yield kind and text of questions that must not be declined."""
    yield from _by_kind("safe")


def guideline_questions() -> list[Sought]:
    """Return the questions on the guidelines of fiscal year 2026."""
    return [Sought(text, frozenset(sections)) for text, *sections in _read("guidelines")]


def unanswerable() -> list[tuple[str, date | None]]:
    """Return questions that nothing loaded answers, with the day of service."""
    return [(text, on or None) for text, on in _read("unanswerable")]


def understood() -> list[Read]:
    """Return questions with what must be understood of them."""
    return [_reading(row) for row in _read("understanding")]


def _reading(row: dict[str, Any]) -> Read:
    intents = row["is"] if isinstance(row["is"], list) else [row["is"]]
    others = tuple((name, value) for name, value in row.items() if name not in ("text", "is", "codes"))
    return Read(row["text"], frozenset(intents), tuple(row["codes"]) if "codes" in row else None, others)


def _by_kind(name: str) -> Iterator[tuple[str, str]]:
    kinds: dict[str, Iterable[str]] = _read(name)
    for kind, texts in kinds.items():
        for text in texts:
            yield kind, text


def _read(name: str) -> Any:
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
