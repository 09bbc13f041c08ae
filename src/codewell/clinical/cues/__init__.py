"""Words that change the meaning of a mention, kept as data beside the code that reads them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from codewell.clinical.words import TOKEN


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase and what it does.

    Args:
        words: lower-case words of the phrase.
        kind: absent, possible, hypothetical, family, historical, pseudo or stop.
        direction: "forward" acts on what follows, "backward" on what stands before.
    """

    words: tuple[str, ...]
    kind: str
    direction: str


@cache
def cues() -> dict[str, tuple[tuple[int, dict[tuple[str, ...], tuple[Cue, ...]]], ...]]:
    """Return, by first word, the cues of each length, longest first, by their words."""
    by_first: dict[str, dict[int, dict[tuple[str, ...], tuple[Cue, ...]]]] = {}
    for line in (files(__package__) / "cues.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            phrase, kind, direction = line.split("\t")
            words = tuple(TOKEN.findall(phrase))
            same = by_first.setdefault(words[0], {}).setdefault(len(words), {})
            same[words] = (*same.get(words, ()), Cue(words, kind, direction))
    return {first: tuple(sorted(lengths.items(), reverse=True)) for first, lengths in by_first.items()}


@cache
def listed(name: str) -> frozenset[str]:
    """Return the lines of a one-column word list of this folder."""
    lines = (files(__package__) / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


@cache
def section_kinds() -> dict[str, str]:
    """Return heading (lower case, no colon) -> kind of section."""
    pairs = (line.split("\t") for line in (files(__package__) / "sections.tsv").read_text(encoding="utf-8").splitlines())
    return {pair[0]: pair[1] for pair in pairs if len(pair) == 2 and not pair[0].startswith("#")}
