"""Names of structures, prescriptions and labels taken apart into words, and the lists of words that tell sites."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from codewell.radonc.facts import Side, Site

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})|(?<=[A-Za-z]{2})(?=\d)|(?<=\d)(?=[A-Za-z]{2})")
_GLUED_TARGET = re.compile(r"^(z?i?[cgp]tv|itv)([pn]?)(?=[a-z]{3})")
_TARGET = re.compile(r"^z?(i?[cgp]tv|itv)[pn]?$")
_GLUED_SIDE = re.compile(r"^[a-d]?(lt|left|rt|right|l|r)(?=breast|chest|lung|hip|femur|cw$|breast)")
# Shorter entries would match the start of unrelated words.
_PREFIX_LENGTH = 4


@dataclass(frozen=True, slots=True)
class SiteWords:
    """Words of a site.

    Args:
        words: of targets, prescriptions and labels.
        around: organs that are drawn around it.
        barred: words that are not the site, though a word of it is in them.
        is_drawn: whether the organ is drawn for itself where it is treated.
    """

    words: tuple[str, ...]
    around: tuple[str, ...]
    barred: tuple[str, ...]
    is_drawn: bool


@dataclass(frozen=True, slots=True)
class WordLists:
    """The lists of `site_words.toml`."""

    lists: dict[str, tuple[str, ...]]
    sites: dict[Site, SiteWords]
    diagnoses: dict[str, Site]
    sixth: tuple[str, ...]
    fifth: tuple[str, ...]
    always_right: tuple[str, ...]


@cache
def word_lists() -> WordLists:
    """Return the lists, read once."""
    table = tomllib.loads(resources.files(__package__).joinpath("site_words.toml").read_text(encoding="utf-8"))
    return WordLists(
        lists={key: tuple(value) for key, value in table.items() if isinstance(value, list)},
        sites={
            Site(name): SiteWords(
                tuple(entry["words"]), tuple(entry["around"]), tuple(entry.get("not", ())), bool(entry.get("drawn", False))
            )
            for name, entry in table["sites"].items()
        },
        diagnoses={family: Site(name) for name, families in table["diagnoses"].items() for family in families},
        sixth=tuple(table["sides"]["sixth"]),
        fifth=tuple(table["sides"]["fifth"]),
        always_right=tuple(table["sides"]["right"]),
    )


def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name in lower case: `PTVprost_L` and `ptv prost l` are the same."""
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(one for one in plain if not unicodedata.combining(one))
    words: list[str] = []
    for word in re.split(r"[^A-Za-z0-9]+", _CAMEL.sub(" ", plain)):
        lower = word.lower()
        glued = _GLUED_TARGET.match(lower)
        if glued and lower not in ("ptvs", "ctvs", "gtvs"):
            words.append(lower[: glued.end()])
            lower = lower[glued.end() :]
        side = _GLUED_SIDE.match(lower)
        if side:
            words.append(side.group(1))
            lower = lower[side.end() :]
        if lower:
            words.append(lower)
    return tuple(_without_prefix(words))


def _without_prefix(words: Sequence[str]) -> list[str]:
    """Return words with `alt` and `brt` read as lt and rt before another word: a system that letters its prescriptions."""
    return [
        word[1:] if re.fullmatch(r"[a-d](lt|rt)", word) and index == 0 and len(words) > 1 else word
        for index, word in enumerate(words)
    ]


def found_in(entries: Iterable[str], words: Sequence[str], barred: Iterable[str] = ()) -> str:
    """Return the first entry that the words hold; empty where they hold none."""
    kept = [word for word in words if not any(word.startswith(one) for one in barred)]
    return next((entry for entry in entries if _holds(entry, kept)), "")


def _holds(entry: str, words: Sequence[str]) -> bool:
    parts = entry.split()
    if len(parts) == 1:
        return any(_fits(entry, word) for word in words)
    runs = (words[at : at + len(parts)] for at in range(len(words) - len(parts) + 1))
    return any(all(_fits(part, word) for part, word in zip(parts, run, strict=True)) for run in runs)


def _fits(entry: str, word: str) -> bool:
    if entry.startswith("*"):
        return entry[1:] in word
    return word.startswith(entry) if len(entry) >= _PREFIX_LENGTH else word == entry


def is_target(name: str, kind: str) -> bool:
    """Say whether a structure is a target: by its interpreted type, or by its name where the type does not speak against it."""
    lists, words = word_lists().lists, words_of(name)
    if kind in lists["ignored_kinds"] or found_in(lists["ignored"], words):
        return False
    if kind in lists["target_kinds"]:
        return True
    return bool(words) and (bool(_TARGET.match(words[0])) or words[0] in lists["targets"] or words[:2] == ("tumor", "bed"))


def names_nodes(name: str) -> bool:
    """Say whether a target is one of lymph nodes; CTVn and PTVn are (TG-263)."""
    words = words_of(name)
    return any(re.fullmatch(r"z?i?[cgp]tvn", word) for word in words) or bool(found_in(word_lists().lists["nodes"], words))


def side_in(words: Sequence[str], *, is_label: bool = False) -> Side:
    """Return the side that words name.

    Args:
        words: of one name.
        is_label: whether `RT` may stand for radiation therapy, so that it counts as a side before other words only.
    """
    lists = word_lists().lists
    if found_in(lists["both"], words):
        return Side.BOTH
    counted = [word for index, word in enumerate(words) if not (is_label and word == "rt" and index == len(words) - 1)]
    left, right = (bool(found_in(lists[key], counted)) for key in ("left", "right"))
    if left and right:
        return Side.BOTH
    return Side.LEFT if left else Side.RIGHT if right else Side.NOT_STATED
