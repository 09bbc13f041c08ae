"""A candidate in the balance: its confidence, and what became of it by which rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from codewell.clinical.candidate import Candidate
from codewell.clinical.features import Features
from codewell.clinical.rules import rules
from codewell.kernel.codes import Icd10CmCode
from codewell.kernel.text import TextSpan

_BY_RULE = 0.6
"""Confidence in a code that a rule of the guidelines or a note of the tabular list asks for."""


@dataclass(slots=True)
class Weighed:
    """A candidate with its confidence and what became of it.

    Args:
        candidate: code and supports.
        features: what was weighed.
        confidence: from 0 to 1.
        reason: empty when it is chosen, else why not.
        rule: the rule (`rules.toml`) that left it out.
        other: the code that the rule decided for.
        kept_by: the rule that chose it although its weight did not; empty where none had to.
        by: words of the note that say the fact by which it was left out.
    """

    candidate: Candidate
    features: Features
    confidence: float
    reason: str = ""
    rule: str = ""
    other: str = ""
    kept_by: str = ""
    by: tuple[TextSpan, ...] = ()

    def leave_out(self, rule: str, other: str = "") -> None:
        """Leave the candidate out by a rule, perhaps for another code."""
        self.rule, self.other = rule, other
        self.reason = rules()[rule].reason.format(other=str(Icd10CmCode(other)) if other else "")

    def keep(self, rule: str = "") -> None:
        """Choose the candidate after all; a rule that is named stands in its trace and lends it the confidence of rules."""
        if rule and self.reason:
            self.kept_by = rule
            self.confidence = max(self.confidence, _BY_RULE)
        self.reason = self.rule = self.other = ""


def code_of(one: Weighed) -> str:
    """Return a candidate's code, without dot."""
    return one.candidate.code


def chosen_of(weighed: Sequence[Weighed]) -> list[Weighed]:
    """Return the candidates that nothing speaks against so far."""
    return [one for one in weighed if not one.reason]
