"""Words that medicine builds from parts: no list holds "tympanograms", and their ends say that they name nobody."""

from __future__ import annotations

from functools import cache
from typing import Final

from codewell.phi import cues

_SHORTEST: Final = 7


def is_built_of_medical_parts(word: str) -> bool:
    """Say whether a lower-case word that no list holds ends as only words of medicine and of the language do.

    Short words are left out: a name may end so by chance.
    """
    if len(word) < _SHORTEST:
        return False
    ends, lengths = _ends()
    return any(word[-length:] in ends for length in lengths)


@cache
def _ends() -> tuple[frozenset[str], tuple[int, ...]]:
    ends = cues.medical_ends()
    return ends, tuple(sorted({len(end) for end in ends}))
