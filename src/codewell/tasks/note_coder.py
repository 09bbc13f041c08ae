"""The note coder over a shelf: one dictionary for each set of releases that a day needs, made at its first note."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from datetime import date

from codewell.clinical.coder import CodedNote, code_note
from codewell.clinical.day_dictionary import dictionary_of
from codewell.clinical.dictionary import Dictionary
from codewell.kernel.codes import Icd10CmCode
from codewell.kernel.text import ClinicalText
from codewell.releases.shelf import Shelf
from codewell.search import wordlists

_SOURCES = ("icd10cm", "icd10cm-tabular", "icd10cm-index")
_MOST_DICTIONARIES = 3
"""Each holds a whole index in memory; notes of a batch seldom span more fiscal years."""


class ShelfCoder:
    """Codes notes with the releases of one shelf.

    Args:
        shelf: the releases.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._made: dict[tuple[str | None, ...], Dictionary] = {}
        self._making = threading.Lock()

    def code(self, text: ClinicalText, *, on: date) -> CodedNote:
        """Return the codes of a note on a day.

        Raises:
            NotLoadedError: the code list, the tabular list or the index is not loaded.
        """
        return code_note(text, on, self._dictionary(on))

    def _dictionary(self, on: date) -> Dictionary:
        nearest = (self._shelf.nearest(source, on) for source in _SOURCES)
        key = tuple(opened.release.file_name if opened else None for opened in nearest)
        with self._making:
            if key not in self._made:
                if len(self._made) >= _MOST_DICTIONARIES:
                    self._made.pop(next(iter(self._made)))
                self._made[key] = dictionary_of(self._shelf, on, ListedVocabulary())
            return self._made[key]


class ListedVocabulary:
    """The word lists of search, as note coding reads them."""

    def abbreviations(self) -> Mapping[str, str]:
        """Return the abbreviations that have one meaning; a note is no place to guess among several."""
        meanings: dict[str, set[str]] = {}
        for phrase in wordlists.phrases():
            if phrase.origin == "abbreviations" and phrase.meant:
                meanings.setdefault(phrase.written, set()).add(phrase.meant)
        return {written: meant.pop() for written, meant in meanings.items() if len(meant) == 1}

    def phrases(self) -> Iterator[tuple[str, str]]:
        """Yield each wording with the ICD-10-CM code it usually means; the first meaning listed is the likeliest."""
        seen: set[str] = set()
        for phrase in wordlists.phrases():
            if phrase.origin != "abbreviations" and isinstance(phrase.code, Icd10CmCode) and phrase.written not in seen:
                seen.add(phrase.written)
                yield phrase.written, str(phrase.code)
