"""What the jobs ask of the rooms below, so that a test can hand in its own."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from codewell.codebook.entry import CodeEntry, CodeStanding
from codewell.kernel.codes import Code, CodeSystem
from codewell.kernel.text import ClinicalText

if TYPE_CHECKING:  # numpy comes with search, and a look-up has no use for it
    from codewell.assistant.answer import Answer, Sentence
    from codewell.assistant.verdict import Verification
    from codewell.clinical.coder import Assignment, CodedNote
    from codewell.clinical.dictionary import Dictionary
    from codewell.clinical.facts import PatientFacts
    from codewell.clinical.profile import Profile, Setting
    from codewell.phi.redaction import RedactedText
    from codewell.search.index import Hit, SearchResult


class CodeReference(Protocol):
    """Knows every code of the loaded releases; `codebook.book.CodeBook` is one."""

    def entry(self, code: Code, *, on: date) -> CodeEntry: ...
    def standing(self, code: Code, *, on: date) -> CodeStanding: ...
    def resolve(self, text: str, *, on: date, system: CodeSystem | None = None) -> tuple[Code, ...]: ...


class CodeSearch(Protocol):
    """Finds codes by words; `search.index.SearchIndex` is one."""

    def search(self, query: str, *, on: date, limit: int = 20, systems: frozenset[CodeSystem] | None = None) -> SearchResult: ...
    def begin(self, text: str, *, on: date, limit: int = 10) -> tuple[Hit, ...]: ...


class NoteCoder(Protocol):
    """Chooses codes for a note; `note_coder.ShelfCoder` is one."""

    def code(
        self, text: ClinicalText, *, on: date, profile: Profile, setting: Setting | None, given: PatientFacts = ...
    ) -> CodedNote: ...


@runtime_checkable
class KnowsDictionary(Protocol):
    """A note coder that shows what it looks wordings up in; `note_coder.ShelfCoder` is one."""

    def dictionary(self, on: date) -> Dictionary: ...


class CodeVerifier(Protocol):
    """Says whether a language model would keep the engine's codes; `assistant.verifying.ModelVerifier` is one."""

    def verify(self, note: RedactedText, assigned: Sequence[Assignment]) -> Verification: ...


class AnswerPhraser(Protocol):
    """Reads questions and phrases answers with a language model; `assistant.phrasing.Phraser` is one."""

    @property
    def name(self) -> str: ...

    def told(self, question: RedactedText, answer: Answer) -> Generator[Sentence, None, Answer]: ...

    def planned(self, question: RedactedText) -> tuple[tuple[str, ...], str]: ...
