"""Whether a sentence states a fact of this course: neither denied, nor only thought of, nor past, nor cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from codewell.clinical.assertion import Assertion, Reach, assertion_of, cue_reaches
from codewell.tasks.radonc.note_phrases import Phrases, Words

_REACH = 9
"""Words over which a cue of ours still acts."""
_STOPS = frozenset({"but", "however", "although", "therefore", "so", ";", "because", "since", "while", "whereas", ":", "instead"})
_JOINTS = frozenset({"and", ",", "but", ";", "or", "(", ")", "then"})
_CARRIES_ON = frozenset(
    {"was", "were", "is", "are", "it", "this", "they", "that", "which", "later", "then", "ultimately", "had", "has", "been"}
    | {"to", "be", "subsequently", "eventually", "finally", "not", "could", "had", "have", "therefore", "so", "the"}
)
"""Words between a joint and a cancellation that keep its subject: "planned, but it was later cancelled"."""


class Statement(Enum):
    """What a sentence says of a fact."""

    PRESENT = "present"
    PLANNED = "planned"
    """Stated as what will be done; it counts unless it is cancelled later."""
    CANCELLED = "cancelled"
    OTHER = "other"
    """Denied, possible, hypothetical, historical, or of somebody else."""


class Scope:
    """Cues of our own beside the detector's.

    Args:
        denied: what denies what follows.
        thought: what makes what follows a possibility.
        past: what puts what follows before this course.
        others: what speaks of other people.
        cancelled: what cancels what stands before.
        thought_after: what makes what stands before a possibility.
        past_after: what puts what stands before into the past.
        planned: words of a plan.
    """

    def __init__(self, **phrases: Phrases) -> None:
        self._before = tuple(phrases[name] for name in ("denied", "thought", "past", "others"))
        self._after = tuple(phrases[name] for name in ("thought_after", "past_after"))
        self._cancelled = phrases["cancelled"]
        self._planned = phrases["planned"]
        self._last: tuple[Words, list[Reach]] | None = None

    def statement(self, places: Sequence[int], section: str, words: Words) -> Statement:
        """Return what a sentence says of a mention.

        Args:
            places: positions of the mention's own tokens.
            section: kind of section.
            words: of the sentence.
        """
        if section in ("past_history", "family_history", "instructions", "allergies"):
            return Statement.OTHER
        if self._is_cancelled(places, words):
            return Statement.CANCELLED
        said = assertion_of(places, section, self._reaches_of(words))
        if said is not Assertion.PRESENT:
            return Statement.OTHER
        if any(self._acts_forward(phrases, places, words) for phrases in self._before):
            return Statement.OTHER
        if any(self._acts_backward(phrases, places, words) for phrases in self._after):
            return Statement.OTHER
        return Statement.PLANNED if self._planned.first(words) else Statement.PRESENT

    def _reaches_of(self, words: Words) -> list[Reach]:
        """Return the detector's cues of a sentence, remembered while mentions of the same sentence are asked for."""
        last = self._last  # read once: notes of several threads share these tables
        if last is None or last[0] is not words:
            last = self._last = (words, cue_reaches(words.lower))
        return last[1]

    def _acts_forward(self, phrases: Phrases, places: Sequence[int], words: Words) -> bool:
        first = min(places)
        for cue in phrases.found(words):
            if set(cue) & set(places) or cue[-1] > first:
                continue
            between = words.lower[cue[-1] + 1 : first]
            if len(between) <= _REACH and not any(word in _STOPS for word in between):
                return True
        return False

    def _acts_backward(self, phrases: Phrases, places: Sequence[int], words: Words) -> bool:
        last = max(places)
        for cue in phrases.found(words):
            if set(cue) & set(places) or cue[0] < last:
                continue
            between = words.lower[last + 1 : cue[0]]
            if len(between) <= _REACH and not any(word in _STOPS for word in between) and _same_subject(between):
                return True
        return False

    def _is_cancelled(self, places: Sequence[int], words: Words) -> bool:
        last = max(places)
        for cue in self._cancelled.found(words):
            if cue[0] <= last:
                continue
            between = words.lower[last + 1 : cue[0]]
            if len(between) <= _REACH + 3 and ";" not in between and _same_subject(between):
                return True
        return False

    def cancels_before(self, words: Words) -> bool:
        """Say whether a sentence that begins with a pronoun cancels what the sentence before it said."""
        opening = words.lower[:1]
        cue = self._cancelled.first(words)
        return bool(cue) and opening in (("it",), ("this",), ("that",), ("these",), ("they",)) and cue[0] <= 6


def _same_subject(between: Sequence[str]) -> bool:
    """Say whether the words up to a cue still speak of what was mentioned, which a joint and a new subject end."""
    joints = [place for place, word in enumerate(between) if word in _JOINTS]
    return not joints or all(word in _CARRIES_ON for word in between[joints[-1] + 1 :])
