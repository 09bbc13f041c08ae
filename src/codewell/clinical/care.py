"""Signs in a sentence that what it names is managed: a word of care, a medicine that is given for it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from codewell.clinical.code_ranges import CodeRanges
from codewell.clinical.drug_uses import DrugUses
from codewell.clinical.sections import Sentence


class SentenceCare:
    """Knows, for the sentences of one note, what care they tell of (guideline IV.J: conditions that require or affect care).

    Args:
        drugs: what medicines are given for.
    """

    def __init__(self, drugs: DrugUses) -> None:
        self._drugs = drugs
        self._known: dict[int, tuple[bool, tuple[CodeRanges, ...]]] = {}

    def tells_of_care(self, order: int, sentence: Sentence) -> bool:
        """Say whether the sentence has a word of care."""
        return self._of(order, sentence)[0]

    def names_drug_for(self, code: str, order: int, sentence: Sentence) -> bool:
        """Say whether the sentence names a medicine that is given for the condition of a code, without dot."""
        return any(conditions.holds(code) for conditions in self._of(order, sentence)[1])

    def _of(self, order: int, sentence: Sentence) -> tuple[bool, tuple[CodeRanges, ...]]:
        known = self._known.get(order)
        if known is None:
            lower = [token.lower() for token in sentence.tokens]
            uses = (self._drugs.of(word) for word in lower if len(word) > 3)
            known = (not words_of_care().isdisjoint(lower), tuple(use.conditions for use in uses if use is not None))
            self._known[order] = known
        return known


@cache
def words_of_care() -> frozenset[str]:
    """Return the cues of `work/cues.tsv` that are one word."""
    lines = (files("codewell.clinical.work") / "cues.tsv").read_text(encoding="utf-8").splitlines()
    cues = (line.split("\t")[0] for line in lines if line and not line.startswith(("#", "cue\t")))
    return frozenset(cue for cue in cues if " " not in cue)
