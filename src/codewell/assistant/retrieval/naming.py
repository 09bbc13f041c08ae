"""How closely a passage speaks of a code that a question names."""

from __future__ import annotations

from collections.abc import Iterable


def closeness(code: str, named: Iterable[str]) -> float:
    """Return how closely a passage names a code: 1 by itself, less by a category above it or a range, 0 not at all.

    Args:
        code: as the code book writes it.
        named: codes and ranges that the passage names, `E11.22`, `I60-I67`.
    """
    asked, best = code.replace(".", "").upper(), 0.0
    for one in named:
        low, _, high = one.replace(".", "").upper().partition("-")
        if high:
            wide = low[0] != high[0] or len(low) < 3 or low[1:3] == "00"
            if not wide and low <= asked[: len(low)] and asked[: len(high)] <= high:
                best = max(best, 0.4)
        elif asked.startswith(low):
            best = max(best, 1.0 if asked == low else 0.5 + 0.1 * (len(low) - 3))
        elif len(asked) >= 3 and low.startswith(asked):
            best = max(best, 0.6)
    return best
