"""When modifiers are used, in our own words: the rules beside this module, found by modifier or by the words of a question."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from codewell.codebook.likely_modifiers import modifier_labels

_WORD = re.compile(r"[a-z0-9/-]+")
_SAME_WORD = {
    "lesion": "lesions",
    "op": "surgery",
    "2": "two",
    "3": "three",
    "em": "e/m",
    "bilaterally": "bilateral",
    "sides": "sides",
}


@dataclass(frozen=True, slots=True)
class ModifierRule:
    """A rule of modifiers.

    Args:
        id: in words.
        modifiers: that it is about.
        cues: sets of words; a question that has all of one set asks for the rule.
        says: in our own words.
        cites: the publication.
    """

    id: str
    modifiers: tuple[str, ...]
    cues: tuple[frozenset[str], ...]
    says: str
    cites: str


@cache
def _stated() -> tuple[dict[str, str], tuple[ModifierRule, ...]]:
    held = tomllib.loads((files(__package__) / "modifier_rules.toml").read_text(encoding="utf-8"))
    rules = tuple(
        ModifierRule(one["id"], tuple(one["modifiers"]), tuple(frozenset(cue) for cue in one["cues"]), one["says"], one["cites"])
        for one in held["rule"]
    )
    return {**held["labels"], **dict(modifier_labels())}, rules


def every_label() -> tuple[tuple[str, str], ...]:
    """Return each modifier that we have words for with these, in order."""
    return tuple(sorted(_stated()[0].items()))


def every_rule() -> tuple[ModifierRule, ...]:
    """Return every rule, in the order of the file."""
    return _stated()[1]


def label_of(modifier: str) -> str:
    """Return our words for a modifier; empty where we have none."""
    return _stated()[0].get(modifier, "")


def rules_of(modifiers: tuple[str, ...]) -> tuple[ModifierRule, ...]:
    """Return the rules that speak of the modifiers, in the order of these."""
    found = [rule for modifier in modifiers for rule in _stated()[1] if modifier in rule.modifiers]
    return tuple(dict.fromkeys(found))


def rules_for(text: str) -> tuple[ModifierRule, ...]:
    """Return the rules that the words of a question ask for, those with the longest cue first."""
    words = set(_WORD.findall(text.lower()))
    words |= {_SAME_WORD[word] for word in words if word in _SAME_WORD}
    found = [
        (max(len(cue) for cue in rule.cues if cue <= words), rule)
        for rule in _stated()[1]
        if any(cue <= words for cue in rule.cues)
    ]
    return tuple(rule for _, rule in sorted(found, key=lambda one: -one[0]))[:3]
