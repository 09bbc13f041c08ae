"""The phrases of notes as compiled tables."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from codewell.radonc.facts import NoteFact, Site
from codewell.tasks.radonc.note_phrases import Phrases, compiled
from codewell.tasks.radonc.note_scope import Scope

_SIDE = "[left|right|bilateral|both|lt|rt]"
"""Word before a site's own."""


@dataclass(frozen=True, slots=True)
class FactPhrases:
    """Phrases of one fact.

    Args:
        any: one of them must stand in the sentence.
        all: where given, one of these too.
        without: none of these may.
    """

    any: Phrases
    all: Phrases | None
    without: Phrases | None


@dataclass(frozen=True, slots=True)
class NoteTables:
    """All phrases.

    Args:
        scope: cues.
        facts: by kind.
        monitoring: how motion is watched.
        control: when the beam is on.
        breath_hold: names of breath hold.
        sites: of each site, in the order in which they are tried, its phrases in the frames in which a site is treated.
    """

    scope: Scope
    facts: Mapping[NoteFact, FactPhrases]
    monitoring: Phrases
    control: Phrases
    breath_hold: Phrases
    sites: Mapping[Site, Phrases]


@cache
def note_tables() -> NoteTables:
    """Return the tables of `note_facts.toml`."""
    data = tomllib.loads((files(__package__) / "note_facts.toml").read_text(encoding="utf-8"))
    lists: dict[str, list[str]] = {**data["lists"], "grade": data["site_frames"]["grade"]}
    scope = Scope(**{name: compiled(phrases, lists) for name, phrases in data["cues"].items()})
    facts = {NoteFact(one["kind"]): _fact_phrases(one, lists) for one in data["fact"]}
    active = data["active"]
    sites = {Site(name): _in_frames(words, data["site_frames"]["any"], lists) for name, words in data["sites"].items()}
    return NoteTables(
        scope,
        facts,
        compiled(active["monitoring"], lists),
        compiled(active["control"], lists),
        compiled(active["breath_hold"], lists),
        sites,
    )


def _fact_phrases(one: Mapping[str, Any], lists: Mapping[str, list[str]]) -> FactPhrases:
    def of(name: str) -> Phrases | None:
        return compiled(one[name], lists) if name in one else None

    return FactPhrases(compiled(one["any"], lists), of("all"), of("without"))


def _in_frames(words: list[str], frames: list[str], lists: Mapping[str, list[str]]) -> Phrases:
    return compiled([frame.replace("X", f"{_SIDE} <site>") for frame in frames], {**lists, "site": words})
