"""A candidate in the balance: its confidence, and what became of it by which rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from codewell.clinical.candidates import Candidate
from codewell.clinical.features import Features
from codewell.clinical.rules import rules


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
    """

    candidate: Candidate
    features: Features
    confidence: float
    reason: str = ""
    rule: str = ""
    other: str = ""

    def leave_out(self, rule: str, other: str = "") -> None:
        """Leave the candidate out by a rule, perhaps for another code."""
        self.rule, self.other = rule, other
        self.reason = rules()[rule].reason.format(other=other)

    def keep(self) -> None:
        """Choose the candidate after all."""
        self.reason = self.rule = self.other = ""


def code_of(one: Weighed) -> str:
    """Return a candidate's code, without dot."""
    return one.candidate.code


def chosen_of(weighed: Sequence[Weighed]) -> list[Weighed]:
    """Return the candidates that nothing speaks against so far."""
    return [one for one in weighed if not one.reason]
