"""What is said to a request that is declined: the refusal, what may be done instead, and the law or guidance behind it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

OURSELVES = "CasePilot"
"""Title of what the assistant says of itself; the others are law and public guidance."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Law or public guidance, in our own words.

    Args:
        id: in words.
        title: of the law or publication.
        place: section in it.
        says: what it says.
    """

    id: str
    title: str
    place: str
    says: str


@dataclass(frozen=True, slots=True)
class CitedSentence:
    """A sentence with the policies it rests on."""

    text: str
    policies: tuple[Policy, ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """What is said and offered.

    Args:
        refusal: what is not done; states no fact.
        instead: the compliant way.
        next_questions: that are answered.
    """

    refusal: str
    instead: tuple[CitedSentence, ...]
    next_questions: tuple[str, ...]


def alternative(kind: str) -> Alternative:
    """Return what is said to a kind of request.

    Raises:
        LookupError: there is no such kind.
    """
    return _alternatives()[kind]


def kinds() -> tuple[str, ...]:
    """Return the kinds of request that something is said to."""
    return tuple(_alternatives())


@lru_cache(maxsize=1)
def every_policy() -> tuple[Policy, ...]:
    """Return every policy, in the order of the file."""
    return tuple(Policy(id, one["title"], one["place"], one["says"]) for id, one in _stated("policies").items())


@lru_cache(maxsize=1)
def _alternatives() -> dict[str, Alternative]:
    policies = {one.id: one for one in every_policy()}
    return {
        kind: Alternative(
            one["refusal"],
            tuple(CitedSentence(said["says"], tuple(policies[id] for id in said["cites"])) for said in one["instead"]),
            tuple(one["next"]),
        )
        for kind, one in _stated("alternatives").items()
    }


def _stated(name: str) -> dict[str, Any]:
    stated = tomllib.loads((files("codewell.assistant.safety") / f"{name}.toml").read_text(encoding="utf-8"))
    return {key: value for key, value in stated.items() if isinstance(value, dict)}
