"""What the code book says of a code on a day; the parts' types are at hand here as well."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Protocol

from codewell.codebook.provenance import Absence, Origin
from codewell.codebook.published import Fact, HistoryEvent, LikelyModifier, RelatedCode
from codewell.codebook.standing import CodeStanding, Standing
from codewell.codebook.structure import IndexEntry, InstructionalNote, NoteKind, Place, SeventhCharacter
from codewell.codebook.words import Descriptors
from codewell.codebook.written.library import PageLibrary
from codewell.kernel.codes import Code
from codewell.kernel.validity import Validity

if TYPE_CHECKING:
    from codewell.codebook.written.page import WrittenPage

__all__ = [
    "Absence",
    "CodeEntry",
    "CodeStanding",
    "Descriptors",
    "Fact",
    "HistoryEvent",
    "IndexEntry",
    "InstructionalNote",
    "LikelyModifier",
    "NoteKind",
    "Origin",
    "Place",
    "RelatedCode",
    "Sections",
    "SeventhCharacter",
    "Standing",
]


class Sections(Protocol):
    """Reads the parts of an entry from the releases; each answers for one code on one day."""

    def validity(self) -> Validity | None: ...
    def statement(self) -> str: ...
    def breadcrumbs(self) -> tuple[Place, ...]: ...
    def children(self) -> tuple[Place, ...]: ...
    def siblings(self) -> tuple[Place, ...]: ...
    def notes(self) -> tuple[InstructionalNote, ...]: ...
    def index_entries(self) -> tuple[IndexEntry, ...]: ...
    def seventh_characters(self) -> tuple[SeventhCharacter, ...]: ...
    def facts(self) -> tuple[Fact, ...]: ...
    def history(self) -> tuple[HistoryEvent, ...]: ...
    def related(self) -> tuple[RelatedCode, ...]: ...
    def likely_modifiers(self) -> tuple[LikelyModifier, ...]: ...
    def absences(self) -> tuple[Absence, ...]: ...


@dataclass(frozen=True, eq=False)
class CodeEntry:
    """Everything the code book knows of a code on a day; a part is read when it is first asked for, then kept.

    Args:
        code: the code.
        on: the day of service asked about.
        standing: how the code stands on that day.
        billable: valid for submission; False for headers; None where the system has no headers.
        descriptors: its words.
        origin: the release that answers.
        sections: reads the other parts.
        library: the written pages.
    """

    code: Code
    on: date
    standing: Standing
    billable: bool | None
    descriptors: Descriptors
    origin: Origin | None
    sections: Sections = field(repr=False)
    library: PageLibrary = field(default=PageLibrary(), repr=False)

    PARTS: ClassVar[tuple[str, ...]] = (
        "code",
        "on",
        "standing",
        "statement",
        "validity",
        "billable",
        "descriptors",
        "written_pages",
        "origin",
        "breadcrumbs",
        "children",
        "siblings",
        "notes",
        "index_entries",
        "seventh_characters",
        "facts",
        "history",
        "related",
        "likely_modifiers",
        "absences",
    )
    """Names of all parts in the order of a page; what a complete rendering goes through."""

    @cached_property
    def validity(self) -> Validity | None:
        """The days, as far as loaded releases show, on which the code is in force around `on`, else its nearest ones."""
        return self.sections.validity()

    @cached_property
    def statement(self) -> str:
        """The standing in one or two sentences, with dates and what replaced the code."""
        return self.sections.statement()

    @cached_property
    def written_pages(self) -> tuple[WrittenPage, ...]:
        """Texts about the code in plain language that speak of the day; a hospital's own before ours."""
        return self.library.pages(self.code, self.on)

    @cached_property
    def breadcrumbs(self) -> tuple[Place, ...]:
        """From the chapter down to the parent."""
        return self.sections.breadcrumbs()

    @cached_property
    def children(self) -> tuple[Place, ...]:
        """One level below, in the publisher's order."""
        return self.sections.children()

    @cached_property
    def siblings(self) -> tuple[Place, ...]:
        """Same parent, without the code itself."""
        return self.sections.siblings()

    @cached_property
    def notes(self) -> tuple[InstructionalNote, ...]:
        """Instructional notes, nearest level first."""
        return self.sections.notes()

    @cached_property
    def index_entries(self) -> tuple[IndexEntry, ...]:
        """Ways through the indexes that lead here."""
        return self.sections.index_entries()

    @cached_property
    def seventh_characters(self) -> tuple[SeventhCharacter, ...]:
        """Seventh characters that the code takes, or that its complete siblings carry."""
        return self.sections.seventh_characters()

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """Published values with their meanings, grouped by the prefix of their ids."""
        return self.sections.facts()

    @cached_property
    def history(self) -> tuple[HistoryEvent, ...]:
        """Changes in the life of the code, earliest first."""
        return self.sections.history()

    @cached_property
    def related(self) -> tuple[RelatedCode, ...]:
        """Other codes that a coder looks at next."""
        return self.sections.related()

    @cached_property
    def likely_modifiers(self) -> tuple[LikelyModifier, ...]:
        """Modifiers that published indicators speak for."""
        return self.sections.likely_modifiers()

    @cached_property
    def absences(self) -> tuple[Absence, ...]:
        """What could not be shown, and why."""
        return (*self.sections.absences(), *self._unreadable_pages())

    def _unreadable_pages(self) -> tuple[Absence, ...]:
        return tuple(
            Absence(f"Written page {fault.file}", f"line {fault.line}: {fault.sentence}", "codewell pages check FOLDER")
            for fault in self.library.faults(self.code)
        )
