"""Whether a question is in a language that is not answered in."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files

_WORD = re.compile(r"[^\W\d_]+")
_FEWEST = 2
"""Function words of another language that decide, where no more English ones stand."""


def is_another_language(text: str) -> bool:
    """Say whether a text is mostly in another script, or in a language other than English by its function words."""
    words = [word.lower() for word in _WORD.findall(text)]
    letters = [letter for word in words for letter in word]
    if not letters:
        return False
    if sum(letter > "\N{LATIN SMALL LETTER Z WITH CARON}" and not _latin(letter) for letter in letters) * 2 > len(letters):
        return True
    english, others = _function_words()
    of_english = sum(word in english for word in words)
    of_other = max(sum(word in listed for word in words) for listed in others)
    return of_other >= _FEWEST and of_other > of_english


def _latin(letter: str) -> bool:
    return "\N{LATIN CAPITAL LETTER A WITH RING BELOW}" <= letter <= "\N{LATIN SMALL LETTER Y WITH LOOP}"


@lru_cache(maxsize=1)
def _function_words() -> tuple[frozenset[str], tuple[frozenset[str], ...]]:
    stated = tomllib.loads((files("codewell.assistant.safety") / "languages.toml").read_text(encoding="utf-8"))
    return frozenset(stated["english"]), tuple(frozenset(listed) for listed in stated["other"].values())
