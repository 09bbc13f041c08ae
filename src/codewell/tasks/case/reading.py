"""A case as sentences and clauses with offsets, and which of its words are denied or said of somebody else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from codewell.clinical.assertion import Assertion, cue_reaches
from codewell.clinical.sections import sentences
from codewell.kernel.text import TextSpan

_SET_ASIDE = (Assertion.ABSENT, Assertion.SOMEONE_ELSE, Assertion.HYPOTHETICAL)
_SCREENING = {"screening", "screen", "screened"}
_CLAUSE_ENDS = {",", ";", ":", "(", ")", "for", "because"}
_PAST = (
    ("s", "/", "p"),
    ("status", "post"),
    ("history", "of"),
    ("after",),
    ("prior",),
    ("previous",),
    ("following",),
    ("had",),
    ("post",),
)
_PAST_WITHIN = 3


@dataclass(frozen=True, slots=True)
class CaseSentence:
    """A sentence of a case.

    Args:
        tokens: words and marks in lower case.
        spans: where each stands in the case.
        aside: positions of words that are denied, hypothetical or said of a relative.
        denied: those among them that are denied or said of a relative; what is only looked for may still be done.
    """

    tokens: tuple[str, ...]
    spans: tuple[TextSpan, ...]
    aside: frozenset[int]
    denied: frozenset[int]

    def stretch(self, first: int, last: int) -> TextSpan:
        """Return the text from one word to another, both included."""
        return TextSpan(self.spans[first].start, self.spans[last].end)

    def stretches(self, places: Iterable[int]) -> tuple[TextSpan, ...]:
        """Return the words at some positions, neighbours joined."""
        found: list[tuple[int, int]] = []
        for place in sorted(places):
            if found and place - found[-1][1] == 1:
                found[-1] = (found[-1][0], place)
            else:
                found.append((place, place))
        return tuple(self.stretch(first, last) for first, last in found)

    def is_past(self, place: int) -> bool:
        """Say whether what stands at a position is told as done before: "after lumpectomy"."""
        before = self.tokens[max(0, place - _PAST_WITHIN) : place]
        return any(before[n : n + len(cue)] == cue for cue in _PAST for n in range(len(before)))

    def clauses(self) -> Iterator[tuple[int, ...]]:
        """Yield the positions of each clause's words, without those set aside; what is screened for belongs to the screening."""
        left_out = self.denied if _SCREENING & set(self.tokens) else self.aside
        clause: list[int] = []
        for place, token in enumerate(self.tokens):
            before = self.tokens[place - 1] if place else ""
            looked_for = token == "for" and before in _SCREENING
            if (token in _CLAUSE_ENDS and not looked_for) or (token == "to" and before == "due"):
                if clause:
                    yield tuple(clause)
                clause = []
            elif place not in left_out:
                clause.append(place)
        if clause:
            yield tuple(clause)


def read_case(text: str) -> tuple[CaseSentence, ...]:
    """Return the sentences of a case."""
    return tuple(_sentence(one.tokens, one.starts, one.section) for one in sentences(text))


def _sentence(tokens: Sequence[str], starts: Sequence[int], section: str) -> CaseSentence:
    lower = tuple(token.lower() for token in tokens)
    spans = tuple(TextSpan(start, start + len(token)) for start, token in zip(starts, tokens, strict=True))
    if section == "family_history":
        every = frozenset(range(len(lower)))
        return CaseSentence(lower, spans, every, every)
    reaches = [(reach.meaning, range(reach.first, reach.last + 1)) for reach in cue_reaches(lower) if reach.meaning in _SET_ASIDE]
    aside = frozenset(place for _, places in reaches for place in places)
    denied = frozenset(place for meaning, places in reaches if meaning is not Assertion.HYPOTHETICAL for place in places)
    return CaseSentence(lower, spans, aside, denied)


def not_understood(case: Sequence[CaseSentence], answered: Iterable[TextSpan]) -> tuple[TextSpan, ...]:
    """Return the words of a case that no candidate answers, neighbours joined; words of grammar and measure left out."""
    spans = sorted(answered)
    found: list[TextSpan] = []
    for sentence in case:
        open_ones = [
            place
            for place, (token, span) in enumerate(zip(sentence.tokens, sentence.spans, strict=True))
            if place not in sentence.aside
            and token[0].isalpha()
            and len(token) > 2
            and token not in unsaid_words()
            and not any(span.overlaps(other) for other in spans)
        ]
        found += sentence.stretches(open_ones)
    return tuple(found)


@cache
def unsaid_words() -> frozenset[str]:
    """Return words that say nothing that a code answers."""
    return _listed("unsaid_words")


@cache
def act_words() -> frozenset[str]:
    """Return words of acts and settings, which by themselves ask for no diagnosis."""
    return _listed("act_words")


def _listed(name: str) -> frozenset[str]:
    lines = (files("codewell.tasks.case") / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
