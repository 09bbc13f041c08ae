"""Finding terms in a sentence: fixed wordings word by word, index terms by walking from main term to subterms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from codewell.clinical.cues import listed
from codewell.clinical.dictionary import Dictionary
from codewell.clinical.index_tree import IndexNode
from codewell.clinical.words import Word

REACH = 9
"""Content words between a main term and a subterm of the same mention; farther words belong to another thought."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A term found in a sentence.

    Args:
        code: without dot, as the index or list gives it; may be a category.
        words: the words that carry it, in text order.
        path: index path, or kind and text of a fixed wording.
    """

    code: str
    words: tuple[Word, ...]
    path: tuple[str, ...]


def expanded(words: Sequence[Word], text: str, dictionary: Dictionary) -> list[Word]:
    """Return the content words of a sentence, abbreviations replaced by their words at the abbreviation's place."""
    found: list[Word] = []
    for word in words:
        written = text[word.start : word.end]
        longer = dictionary.abbreviations.get(written)
        if longer:
            found += [Word(one, word.start, word.end) for one in longer]
        elif word.norm not in listed("connecting_words"):
            found.append(word)
    return found


def mentions(words: Sequence[Word], dictionary: Dictionary) -> list[Mention]:
    """Return the mentions of a sentence's content words; one whose words all belong to a larger one is left out."""
    found = _fixed(words, dictionary) + _indexed(words, dictionary)
    found.sort(key=lambda mention: (-len(mention.words), mention.words[0].start, mention.path))
    kept: list[Mention] = []
    for mention in found:
        mine = {(w.start, w.norm) for w in mention.words}
        if not any(mine <= {(w.start, w.norm) for w in other.words} for other in kept):
            kept.append(mention)
    return sorted(kept, key=lambda mention: mention.words[0].start)


def _fixed(words: Sequence[Word], dictionary: Dictionary) -> list[Mention]:
    found = []
    for position, word in enumerate(words):
        for phrase in dictionary.phrases.get(word.norm, ()):
            length = len(phrase.words)
            if tuple(w.norm for w in words[position : position + length]) == phrase.words:
                found.append(Mention(phrase.code, tuple(words[position : position + length]), phrase.path))
                break
    return found


def _indexed(words: Sequence[Word], dictionary: Dictionary) -> list[Mention]:
    found = []
    for position, word in enumerate(words):
        for phrase, node in dictionary.main_terms.get(word.norm, ()):
            if tuple(w.norm for w in words[position : position + len(phrase)]) != phrase:
                continue
            anchor = list(range(position, position + len(phrase)))
            near = range(max(0, position - REACH), min(len(words), position + len(phrase) + REACH))
            found += _walk(node, words, anchor, [i for i in near if i not in anchor], dictionary)
            break
    return found


def _walk(node: IndexNode, words: Sequence[Word], used: list[int], free: list[int], dictionary: Dictionary) -> list[Mention]:
    """Descend as far as the sentence's words lead, the nearest and longest subterm first."""
    while True:
        step = _best_child(node, words, used, free)
        if step is None:
            break
        node, taken = step
        used = sorted([*used, *taken])
        free = [i for i in free if i not in taken]
    if node.code is None or (len(used) == 1 and words[used[0]].norm in listed("unspecific_main_terms")):
        return []
    return [Mention(node.code, tuple(words[i] for i in used), node.path)]


def _best_child(
    node: IndexNode, words: Sequence[Word], used: Sequence[int], free: Sequence[int]
) -> tuple[IndexNode, list[int]] | None:
    best: tuple[tuple[int, int], IndexNode, list[int]] | None = None
    for i in free:
        for phrase, child in node.by_first_word.get(words[i].norm, ()):
            taken = _take(phrase, i, words, free)
            if taken is None:
                continue
            distance = min(abs(t - u) for t in taken for u in used)
            rank = (-len(phrase), distance)
            if best is None or rank < best[0]:
                best = (rank, child, taken)
    return (best[1], best[2]) if best else None


def _take(phrase: Sequence[str], first: int, words: Sequence[Word], free: Sequence[int]) -> list[int] | None:
    taken = [first]
    for wanted in phrase[1:]:
        place = next((i for i in free if i not in taken and words[i].norm == wanted and abs(i - first) <= 4), None)
        if place is None:
            return None
        taken.append(place)
    return taken
