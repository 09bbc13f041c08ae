"""Identifiers that one part of a document gives away, sought in all the others."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from codewell.phi.consistency import places_of_names
from codewell.phi.lexicon import NEVER, lexicon
from codewell.phi.note import Note
from codewell.phi.phi_types import Found, PhiType
from codewell.phi.redaction import Finder
from codewell.phi.resolve import resolve

_TOKEN = re.compile(r"[^\W_]+")
_SHORTEST_NAME = 3
_SHORTEST_VALUE = 5
_LONGEST_NAME = 80


class KnownIdentifiers:
    """Names and values known from elsewhere in the same document.

    Args:
        names: names of people, whole or in parts.
        values: other identifiers as they stand, with their kind; those too short to tell anything are passed over.
    """

    __slots__ = ("_by_first", "_words")

    def __init__(self, names: Iterable[str] = (), values: Iterable[tuple[str, PhiType]] = ()) -> None:
        words = {word.lower() for name in names for word in re.findall(r"[^\W\d_]+", name)}
        self._words = frozenset(word for word in words if len(word) >= _SHORTEST_NAME and not lexicon()[word] & NEVER)
        self._by_first: defaultdict[str, dict[str, PhiType]] = defaultdict(dict)
        for value, kind in values:
            lower = value.strip().lower()
            first = _TOKEN.search(lower)
            if first and first.start() == 0 and len(lower) >= _SHORTEST_VALUE and any(letter.isdigit() for letter in lower):
                self._by_first[first[0]][lower] = kind

    def __bool__(self) -> bool:
        return bool(self._words or self._by_first)

    def beside(self, find: Finder) -> Finder:
        """Return a finder that finds what `find` does, and these."""
        if not self:
            return find
        return lambda text: resolve([*find(text), *self.find(text)])

    def find(self, text: str) -> list[Found]:
        """Return where these identifiers stand in a text."""
        found = list(self._values(text)) if self._by_first else []
        words = re.findall(r"[^\W\d_]+", text.lower())
        if words and len(text) <= _LONGEST_NAME and all(word in self._words for word in words):
            # Nothing but names of the document's people: no sentence tells a word of the language from them.
            found.append(Found(0, len(text), PhiType.NAME, "name.repeated", 0.9))
        elif self._words and any(word in self._words for word in words):
            found += places_of_names(Note(text), self._words)
        return found

    def _values(self, text: str) -> Iterable[Found]:
        lower = text.lower()
        if len(lower) != len(text):
            lower = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
        for token in _TOKEN.finditer(lower):
            for value, kind in self._by_first.get(token[0], {}).items():
                end = token.start() + len(value)
                if lower.startswith(value, token.start()) and not lower[end : end + 1].isalnum():
                    yield Found(token.start(), end, kind, "field.repeated", 0.9)
