"""Mending the spelling of the field's words in a question; codes, drugs and diseases are never changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from codewell.assistant.understanding.cues import cue_table, cue_words
from codewell.assistant.understanding.names import names
from codewell.assistant.understanding.words import Kind, Word

_SHORTEST, _LONG = 5, 8


def mended(words: Iterable[Word]) -> tuple[list[Word], tuple[tuple[str, str], ...]]:
    """Return the words with cue words' spelling mended, and what was changed: as written, as read."""
    found: list[Word] = []
    changed: list[tuple[str, str]] = []
    for word in words:
        read = _read(word)
        if read == word.read:
            found.append(word)
            continue
        found.append(Word(word.written, read, word.start, word.end))
        if word.read not in cue_table().short_forms or len(word.read) >= _SHORTEST:
            changed.append((word.written, read))
    return found, tuple(changed)


def _read(word: Word) -> str:
    if word.kind is not Kind.PLAIN:
        return word.read
    short = cue_table().short_forms.get(word.read)
    if short:
        return short
    if len(word.read) < _SHORTEST or not word.read.isalpha() or not word.read.isascii() or word.read in _left_alone():
        return word.read
    return _nearest(word.read)


def knows(word: str) -> bool:
    """Say whether a word is one of the field's, as questions use them."""
    return word.casefold() in _vocabulary() or word.casefold() in _left_alone()


@cache
def _left_alone() -> frozenset[str]:
    """Return words that are near a cue word and mean something else: of the releases, and everyday ones."""
    held = (files(__package__) / "left_alone.txt").read_text(encoding="utf-8")
    return frozenset(line for line in held.split() if line) | _vocabulary()


@cache
def _vocabulary() -> frozenset[str]:
    table = names()
    phrases = (table.payers, table.states, table.settings, table.places, table.indicators)
    named = {word for one in phrases for phrase in one for word in phrase}
    return frozenset(word for word in named | cue_words() | {"modifiers"} if word.isalpha())


@cache
def _deletions() -> Mapping[str, tuple[str, ...]]:
    """Return every cue word of five letters and more under each form that lacks one or two of its letters."""
    made: dict[str, list[str]] = {}
    for word in sorted(_vocabulary()):
        if len(word) >= _SHORTEST:
            for form in _without(word, _reach(word)):
                made.setdefault(form, []).append(word)
    return {form: tuple(held) for form, held in made.items()}


def _reach(word: str) -> int:
    return 2 if len(word) >= _LONG else 1


def _without(word: str, reach: int) -> set[str]:
    forms = {word}
    for _ in range(reach):
        forms |= {form[:at] + form[at + 1 :] for form in forms for at in range(len(form))}
    return forms


@cache
def _nearest(word: str) -> str:
    if len(word) > 24:
        return word
    near = {other for form in _without(word, _reach(word)) for other in _deletions().get(form, ())}
    ranked = sorted(
        (edits(word, other), other[0] != word[0], other[-1] != word[-1], abs(len(other) - len(word)), other) for other in near
    )
    fit = [one for one in ranked if one[0] <= min(_reach(word), _reach(one[4])) and (not one[1] or word[:2] == one[4][1::-1])]
    return fit[0][4] if fit else word


def edits(one: str, other: str) -> int:
    """Return the least insertions, deletions, replacements and swaps of neighbours that turn one word into the other."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        here = [row]
        for column, facing in enumerate(other, 1):
            cost = min(last[column] + 1, here[-1] + 1, last[column - 1] + (letter != facing))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == facing:
                cost = min(cost, before[column - 2] + 1)
            here.append(cost)
        before, last = last, here
    return last[-1]
