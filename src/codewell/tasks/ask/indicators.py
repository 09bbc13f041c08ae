"""Which indicator a question means, and what its values mean."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from codewell.codebook.meanings import cites_of, meanings_on


@dataclass(frozen=True, slots=True)
class IndicatorKind:
    """An indicator that files publish.

    Args:
        family: table of meanings, `opps`.
        indicator: its name there, `status`.
        words: how people name it, lower case; the title first.
        title: how answers call it.
        systems: words that name the indicator only beside one of its values.
    """

    family: str
    indicator: str
    words: tuple[str, ...]
    title: str
    systems: tuple[str, ...] = ()

    @property
    def cites(self) -> str:
        """The publications that its meanings follow."""
        return cites_of(self.family)

    def values(self, on: date) -> dict[str, str]:
        """Return its values with their meanings on a day."""
        return meanings_on(self.family, self.indicator, on)


@cache
def indicator_kinds() -> tuple[IndicatorKind, ...]:
    """Return every indicator that answers explain, in the order of the file."""
    stated = tomllib.loads((files(__package__) / "indicator_kinds.toml").read_text(encoding="utf-8"))
    return tuple(
        IndicatorKind(
            one["family"],
            one["indicator"],
            tuple(word.lower() for word in one["words"]),
            one["words"][0],
            tuple(one.get("systems", ())),
        )
        for one in stated["kinds"]
    )


def kinds_named(text: str) -> tuple[IndicatorKind, ...]:
    """Return the indicators that words name, those named by the longest words only."""
    said = f" {_singular(text)} "
    named = [
        (max((len(word) for word in kind.words if f" {_singular(word)} " in said), default=0), kind) for kind in indicator_kinds()
    ]
    longest = max((length for length, _ in named), default=0)
    return tuple(kind for length, kind in named if length == longest) if longest else ()


def kinds_of_systems(text: str, on: date) -> tuple[IndicatorKind, ...]:
    """Return the indicators of payment systems that a text names beside one of their values."""
    said = f" {_singular(text)} "
    named = [kind for kind in indicator_kinds() if any(f" {_singular(word)} " in said for word in kind.systems)]
    return tuple(kind for kind in named if value_named(text, (kind,), on))


def asks_for_value(text: str, on: date) -> bool:
    """Say whether a text asks what a value of an indicator means, or which values it has."""
    kinds = kinds_named(text) or kinds_of_systems(text, on)
    if kinds and _VALUES.search(text):
        return True
    return _MEANS.search(text) is not None and bool(value_named(text, kinds, on))


_VALUES = re.compile(r"\bvalues\b", re.IGNORECASE)
_MEANS = re.compile(r"\b(?:means?|meaning|definition|define|explain|stands? for)\b", re.IGNORECASE)


def _singular(text: str) -> str:
    """Return words in lower case without the s of a plural, for both sides of a comparison."""
    words = [word for word in re.split(r"[^a-z0-9/-]+", text.lower()) if word]
    return " ".join(
        word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us")) else word for word in words
    )


def value_named(text: str, kinds: tuple[IndicatorKind, ...], on: date) -> str:
    """Return the value of one of the indicators that stands in a text as a word of its own; empty where none does."""
    known = {value.upper() for kind in kinds for value in kind.values(on)}
    tokens = [token for token in re.split(r"[^A-Za-z0-9]+", text) if token]
    written = [token.upper() for token in tokens if token.upper() in known and (token != "a" and token != "I")]
    return written[-1] if written else ""
