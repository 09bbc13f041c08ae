"""The note coder over a shelf: one dictionary for each set of releases that a day needs, made at its first note."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from codewell.clinical.coder import CodedNote, code_note
from codewell.clinical.day_dictionary import dictionary_of
from codewell.clinical.dictionary import Dictionary
from codewell.clinical.facts import NOTHING_GIVEN, PatientFacts
from codewell.clinical.profile import Profile, Setting
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

    def code(
        self,
        text: ClinicalText,
        *,
        on: date,
        profile: Profile = Profile.US_BILLING,
        setting: Setting | None = None,
        given: PatientFacts = NOTHING_GIVEN,
    ) -> CodedNote:
        """Return the codes of a note on a day, under a profile and in a setting (None reads it from the note).

        Facts of the patient that are given go before what the note says.

        Raises:
            NotLoadedError: the code list, the tabular list or the index is not loaded.
        """
        return code_note(text, on, self.dictionary(on), profile, setting, given=given)

    def dictionary(self, on: date) -> Dictionary:
        """Return the dictionary that codes notes of a day, made at its first use.

        Raises:
            NotLoadedError: the code list, the tabular list or the index is not loaded.
        """
        nearest = (self._shelf.nearest(source, on) for source in _SOURCES)
        key = tuple(opened.release.file_name if opened else None for opened in nearest)
        with self._making:
            if key not in self._made:
                if len(self._made) >= _MOST_DICTIONARIES:
                    self._made.pop(next(iter(self._made)))
                self._made[key] = dictionary_of(self._shelf, on, ListedVocabulary())
            return self._made[key]


def compile_dictionary(home: Path) -> None:
    """Compile the dictionary of the newest code list ahead of the first note; nothing where no code list is ready."""
    shelf = Shelf(home)
    lists = shelf.all("icd10cm")
    if lists:
        validity = lists[-1].release.validity
        dictionary_of(shelf, validity.last_day or validity.first_day, ListedVocabulary())


class ListedVocabulary:
    """The word lists of search, as note coding reads them."""

    def abbreviations(self) -> Iterator[tuple[str, str, str]]:
        """Yield each abbreviation with its meanings, the likeliest first, and the code that each usually means."""
        for phrase in wordlists.phrases():
            if phrase.origin == "abbreviations" and phrase.meant:
                yield phrase.written, phrase.meant, str(phrase.code) if isinstance(phrase.code, Icd10CmCode) else ""

    def phrases(self) -> Iterator[tuple[str, str]]:
        """Yield each wording with the ICD-10-CM code it usually means; the first meaning listed is the likeliest."""
        seen: set[str] = set()
        for phrase in wordlists.phrases():
            if phrase.origin == "lay_terms" and isinstance(phrase.code, Icd10CmCode) and phrase.written not in seen:
                seen.add(phrase.written)
                yield phrase.written, str(phrase.code)

    def synonyms(self) -> Iterator[tuple[str, str]]:
        """Yield each synonym with the classification's word for it."""
        for phrase in wordlists.phrases():
            if phrase.origin == "synonyms":
                for synonym in phrase.meant.split("|"):
                    yield synonym, phrase.written

    def spellings(self) -> Iterator[tuple[str, str]]:
        """Yield other spellings and frequent misspellings with the classification's word."""
        yield from wordlists.spellings()
        for wrong, right, *_ in wordlists.rows("misspellings.tsv"):
            yield wrong, right

    def drugs(self) -> Iterator[tuple[str, str]]:
        """Yield generics with their category in the table of drugs, then brands with the generic that each is."""
        yield from wordlists.drug_classes()
        for brand, generic, *_ in wordlists.rows("drug_brands.tsv"):
            yield brand, generic

    def digest(self) -> str:
        """Return a value that changes when any of the lists changes."""
        return wordlists.digest()
