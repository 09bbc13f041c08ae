"""Weighing a candidate's features: a linear model of named weights, one file for each profile."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from codewell.clinical.profile import Profile


@dataclass(frozen=True, slots=True)
class Scorer:
    """A linear model.

    Args:
        bias: score of a candidate without features.
        weights: by feature name; a feature that is not listed weighs nothing.
        threshold: confidence from which a candidate is chosen.
    """

    bias: float
    weights: Mapping[str, float]
    threshold: float

    def confidence(self, features: Mapping[str, float]) -> float:
        """Return how likely the candidate is right, from 0 to 1."""
        weights = self.weights
        score = self.bias
        for name, value in features.items():
            weight = weights.get(name)
            if weight is not None:
                score += weight * value
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))


@cache
def scorer(profile: Profile) -> Scorer:
    """Return the weights of a profile, which are shipped beside this code with the card that says how they were made."""
    return read_scorer((files(__package__) / "weights" / f"{profile.value}.json").read_text(encoding="utf-8"))


def read_scorer(text: str) -> Scorer:
    """Return the weights of a file's text."""
    kept = json.loads(text)
    return Scorer(kept["bias"], kept["weights"], kept["threshold"])
