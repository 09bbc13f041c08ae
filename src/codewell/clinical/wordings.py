"""Wordings learned from coded documents: words that coders gave a code, and how often they did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from codewell.clinical.terms import Term


@dataclass(frozen=True, slots=True)
class Wording:
    """Words and a code that coders gave them.

    Args:
        words: standard words, sorted.
        code: without dot.
        share: of the documents that have the words, how many have the code, drawn towards none where they are few.
        times: documents in which a coder marked these words for the code.
    """

    words: tuple[str, ...]
    code: str
    share: float
    times: int


class Wordings:
    """Learned wordings, found by the word of theirs that fewest wordings have.

    Args:
        wordings: what was learned; several codes of the same words stay side by side.
        known: the day's codes; a wording of another year's code is left out.
    """

    def __init__(self, wordings: Iterable[Wording], known: Container[str]) -> None:
        kept = [wording for wording in wordings if wording.code in known]
        count = Counter(word for wording in kept for word in set(wording.words))
        self._by_word: dict[str, tuple[tuple[frozenset[str], Term], ...]] = {}
        self._by_code: dict[tuple[frozenset[str], str], Wording] = {}
        self._likeliest: dict[frozenset[str], Wording] = {}
        for wording in kept:
            bag = frozenset(wording.words)
            anchor = min(wording.words, key=lambda word: (count[word], word))
            term = Term(bag, wording.code, "learned", " ".join(wording.words))
            self._by_word[anchor] = (*self._by_word.get(anchor, ()), (bag, term))
            self._by_code[bag, wording.code] = wording
            held = self._likeliest.get(bag)
            if held is None or wording.share > held.share:
                self._likeliest[bag] = wording

    def at(self, word: str) -> tuple[tuple[frozenset[str], Term], ...]:
        """Return the wordings that are looked for from a word, each with its words."""
        return self._by_word.get(word, ())

    def given(self, words: frozenset[str], code: str) -> Wording | None:
        """Return what was learned of these words with this code."""
        return self._by_code.get((words, code))

    def likeliest(self, words: frozenset[str]) -> Wording | None:
        """Return the code that coders gave these words most."""
        return self._likeliest.get(words)


@cache
def shipped_wordings() -> tuple[Wording, ...]:
    """Return the wordings that ship with the weights of `complete`."""
    return read_wordings((files("codewell.clinical") / "weights" / "learned_wordings.tsv").read_text(encoding="utf-8"))


def read_wordings(text: str) -> tuple[Wording, ...]:
    """Return the wordings of a file's text: words, code, share and times, below a heading row."""
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")][1:]
    return tuple(Wording(tuple(words.split()), code, float(share), int(times)) for words, code, share, times in rows)


def written_wordings(wordings: Iterable[Wording], source: str) -> str:
    """Return the text of a file of wordings, sorted, with its source in the first line."""
    rows = sorted(wordings, key=lambda w: (w.words, -w.share, w.code))
    lines = [f"{' '.join(w.words)}\t{w.code}\t{w.share:.2f}\t{w.times}" for w in rows]
    return "\n".join([f"# {source}", "words\tcode\tshare\ttimes", *lines]) + "\n"
