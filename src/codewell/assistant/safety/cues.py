"""Cues: phrases with gaps, groups of them, and what must stand together; stated in TOML, matched in time linear in the text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from codewell.assistant.safety.spelling import is_code, is_diagnosis, stem

_GAPS = {"*": 3, "**": 10}
_KINDS = {"#code": is_code, "#diagnosis": is_diagnosis, "#number": str.isdigit}
_LISTED = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Step:
    """What may stand in one place of a phrase.

    Args:
        gap: words that may be passed over before it.
        stems: words, as stems.
        groups: ids of groups of phrases.
        kinds: `#code`, `#diagnosis`, `#number`.
    """

    gap: int
    stems: frozenset[str]
    groups: tuple[str, ...]
    kinds: tuple[str, ...]


Phrase = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Cue:
    """What must stand in one question, and what may not.

    Args:
        written: as in the file.
        needed: phrases that all stand there.
        barred: phrases of which none stands there.
    """

    written: str
    needed: tuple[Phrase, ...]
    barred: tuple[Phrase, ...]


def phrase(written: str) -> Phrase:
    """Return a phrase as written in the files.

    Raises:
        ValueError: it ends in a gap or is empty.
    """
    steps: list[Step] = []
    gap = 0
    for part in written.split():
        if part in _GAPS:
            gap = _GAPS[part]
            continue
        choices = part.split("|")
        groups = tuple(one[1:-1] for one in choices if one.startswith("<"))
        kinds = tuple(one for one in choices if one.startswith("#"))
        stems = frozenset(stem(one) for one in choices if not one.startswith(("<", "#")))
        steps.append(Step(gap, stems, groups, kinds))
        gap = 0
    if not steps or gap:
        raise ValueError(f"not a phrase: {written!r}")
    return tuple(steps)


def cue(written: str) -> Cue:
    """Return a cue as written in the files: parts after ` + ` are needed, parts after ` - ` are barred."""
    needed: list[Phrase] = []
    barred: list[Phrase] = []
    for part in f" + {written}".replace(" - ", " + \0").split(" + ")[1:]:
        (barred if part.startswith("\0") else needed).append(phrase(part.lstrip("\0")))
    return Cue(written, tuple(needed), tuple(barred))


def words_listed(written: Sequence[str]) -> set[str]:
    """Return the plain words that phrases or cues are made of."""
    bare = (re.sub(r"<[a-z_]+>|#[a-z]+", " ", one) for one in written)
    return {word for one in bare for word in _LISTED.findall(one)}


class Groups:
    """Named groups of phrases; a group may name those above it.

    Args:
        written: phrases of each group, in order.

    Raises:
        ValueError: a phrase names a group that does not stand above it.
    """

    def __init__(self, written: Mapping[str, Sequence[str]]) -> None:
        self._phrases: dict[str, tuple[Phrase, ...]] = {}
        for name, listed in written.items():
            made = tuple(phrase(one) for one in listed)
            for step in (step for one in made for step in one):
                self.check(step.groups)
            self._phrases[name] = made

    def check(self, names: Sequence[str]) -> None:
        """See that groups are known.

        Raises:
            ValueError: one is not.
        """
        for name in names:
            if name not in self._phrases:
                raise ValueError(f"no group {name!r}")

    def phrases(self, name: str) -> tuple[Phrase, ...]:
        """Return the phrases of a group."""
        return self._phrases[name]


class Reading:
    """Phrases found in the words of one question.

    Args:
        stems: of its words, in order.
        words: as they stand.
        groups: that phrases name.
    """

    def __init__(self, stems: Sequence[str], words: Sequence[str], groups: Groups) -> None:
        self._stems, self._words, self._groups = stems, words, groups
        self._held = frozenset(stems)
        self._ends: dict[str, dict[int, tuple[int, ...]]] = {}
        self._stands: dict[Phrase, bool] = {}

    def holds(self, one: Phrase) -> bool:
        """Say whether a phrase stands anywhere."""
        if one not in self._stands:
            self._stands[one] = self._possible(one) and any(self._phrase_ends(one, start) for start in range(len(self._stems)))
        return self._stands[one]

    def fits(self, asked: Cue) -> bool:
        """Say whether a cue holds."""
        return all(self.holds(one) for one in asked.needed) and not any(self.holds(one) for one in asked.barred)

    def whole(self, one: Phrase, passing: Phrase) -> bool:
        """Say whether a phrase covers all words, but for those at its sides that `passing` allows."""
        size = len(self._stems)
        for start in range(min(size, 4)):
            for end in self._phrase_ends(one, start):
                sides = [*range(start), *range(end, size)]
                if all(self._step_ends(passing[0], place) for place in sides):
                    return True
        return False

    def _possible(self, one: Phrase) -> bool:
        """Say whether every place of a phrase that takes plain words only finds one somewhere."""
        return all(step.groups or step.kinds or not self._held.isdisjoint(step.stems) for step in one)

    def _phrase_ends(self, one: Phrase, start: int) -> set[int]:
        ends = {start}
        for step in one:
            reached: set[int] = set()
            for place in {end + passed for end in ends for passed in range(step.gap + 1)}:
                reached.update(self._step_ends(step, place))
            if not reached:
                return reached
            ends = reached
        return ends

    def _step_ends(self, step: Step, place: int) -> list[int]:
        if place >= len(self._stems):
            return []
        ends = []
        word = self._words[place]
        if self._stems[place] in step.stems or any(_KINDS[kind](word) for kind in step.kinds):
            ends.append(place + 1)
        for name in step.groups:
            ends += self._group(name).get(place, ())
        return ends

    def _group(self, name: str) -> dict[int, tuple[int, ...]]:
        if name not in self._ends:
            found: dict[int, set[int]] = {}
            for one in self._groups.phrases(name):
                if self._possible(one):
                    for start in range(len(self._stems)):
                        if ends := self._phrase_ends(one, start):
                            found.setdefault(start, set()).update(ends)
            self._ends[name] = {start: tuple(sorted(ends)) for start, ends in found.items()}
        return self._ends[name]
