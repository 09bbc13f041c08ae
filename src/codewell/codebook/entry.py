"""What the code book says of a code on a day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Protocol

from codewell.codebook.written.library import PageLibrary
from codewell.kernel.codes import Code
from codewell.kernel.validity import Validity

if TYPE_CHECKING:
    from codewell.codebook.written.page import WrittenPage


class Standing(Enum):
    """How a known code stands on a day of service."""

    IN_FORCE = "in_force"
    NOT_YET = "not_yet_in_force"
    NO_LONGER = "no_longer_in_force"
    NOT_LOADED = "not_loaded"
    """No release on this machine answers for that day; what is shown comes from the nearest one and says so."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an answer comes from.

    Args:
        source: id of the source room.
        release: the publisher's label.
        validity: days the release answers for.
        url: the publisher's page or file, or the page a hand-kept fact cites.
    """

    source: str
    release: str
    validity: Validity | None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Descriptors:
    """The words for a code; a publisher's and ours are never mixed.

    Args:
        short: the publisher's short descriptor; None where not licensed or not published.
        medium: the publisher's medium descriptor (CPT only).
        long: the publisher's long descriptor.
        label: our own short wording; None where none is written.
        plain_language: our own description in sentences; None where none is written.
        notice: licence notice to be shown with the publisher's words, or why they are absent; empty when none is needed.
        origin: where the publisher's words, or else ours, come from.
    """

    short: str | None
    medium: str | None
    long: str | None
    label: str | None
    plain_language: str | None
    notice: str
    origin: Origin | None

    @property
    def display(self) -> str:
        """The best words for one line: the publisher's long descriptor, else its shorter ones, else our label."""
        return self.long or self.medium or self.short or self.label or ""


@dataclass(frozen=True, slots=True)
class Place:
    """A step of the hierarchy: chapter, section, category or code.

    Args:
        key: code with its dot, or the chapter's number or section's range.
        title: its descriptor.
        level: "chapter", "section", "category", "subcategory" or "code".
        billable: True for codes valid for submission; None above categories.
    """

    key: str
    title: str
    level: str
    billable: bool | None = None


class NoteKind(Enum):
    """Instructional notes of the tabular list, by the publisher's names."""

    INCLUDES = "includes"
    INCLUSION_TERM = "inclusion_term"
    EXCLUDES1 = "excludes1"
    EXCLUDES2 = "excludes2"
    CODE_FIRST = "code_first"
    USE_ADDITIONAL_CODE = "use_additional_code"
    CODE_ALSO = "code_also"
    SEVENTH_CHARACTER = "seventh_character"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class InstructionalNote:
    """One line of an instructional note and the level it stands at.

    Args:
        kind: which instruction.
        text: the publisher's words.
        stands_at: key of the chapter, section, category or code that carries it.
        inherited: True when `stands_at` lies above the code asked for.
        origin: the release.
    """

    kind: NoteKind
    text: str
    stands_at: str
    inherited: bool
    origin: Origin


@dataclass(frozen=True, slots=True)
class SeventhCharacter:
    """A seventh character that the code takes, and the valid code it makes.

    Args:
        character: the character.
        meaning: the publisher's words.
        code: the resulting code with its dot and placeholders, or None where the code asked for is already complete.
    """

    character: str
    meaning: str
    code: str | None


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A way through an index to the code.

    Args:
        index: "alphabetic", "neoplasm", "drugs" or "external cause".
        path: main term and subterms, as printed.
        code: the code as the index prints it, with dot and trailing dash where incomplete.
        manifestation: the second code in brackets, or None.
        column: the table's column ("Malignant Primary", "Adverse effect"), or None outside tables.
        origin: the release.
    """

    index: str
    path: tuple[str, ...]
    code: str
    manifestation: str | None
    column: str | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class Fact:
    """One published value with its meaning in words.

    Args:
        id: stable, family first: `mpfs.global_days`.
        title: as a coder reads it: "Global days".
        value: the published value, untouched.
        meaning: in words; empty where the value speaks for itself.
        detail: what the value holds for, such as a modifier, a setting or a unit; empty for the code as a whole.
        origin: the release.
        holds_on_day: False when no release covers the day asked about and the value is the nearest release's.
    """

    id: str
    title: str
    value: str
    meaning: str
    detail: str
    origin: Origin
    holds_on_day: bool


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """A change in the life of a code.

    Args:
        day: first day on which the change holds.
        action: "added", "deleted", "revised", "converted", "billable" or "header".
        note: what changed, in words.
        origin: the release or page that shows it.
    """

    day: date
    action: str
    note: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class RelatedCode:
    """Another code that a coder looks at next.

    Args:
        system: id of its code system.
        code: as shown.
        label: its display on the day; empty where nothing is loaded.
        relation: id of the relation: replaced_by, replaces, part_moved_to, part_moved_from, same_family, reported_with,
            not_reported_with, add_on_to, has_add_on, column_1_of, column_2_of, cross_reference, equivalent, gem_to_icd9,
            gem_from_icd9, gem_to_icd10, covered_diagnosis, excluded_diagnosis, covered_procedure, excluded_procedure.
        note: the relation in words.
        origin: the release or page that states it.
    """

    system: str
    code: str
    label: str
    relation: str
    note: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class LikelyModifier:
    """A modifier that a published indicator of the code speaks for; whether a claim needs it, its record decides.

    Args:
        modifier: two characters.
        label: what it says, in our words.
        reason: the indicator and what follows from it.
        cites: the rule behind the reason.
        origin: the release that holds the indicator.
    """

    modifier: str
    label: str
    reason: str
    cites: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Absence:
    """Something a page would show and cannot, with the reason.

    Args:
        what: "CPT descriptors", "MPFS on 2026-11-23".
        why: "not loaded", "licensed text: import your AMA file", "FY2026 ends 2026-09-30".
        remedy: the command that mends it; empty where nothing does.
    """

    what: str
    why: str
    remedy: str = ""


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


@dataclass(frozen=True, slots=True)
class CodeStanding:
    """The short answer about a code on a day: what a loop over many codes needs.

    Args:
        code: the code.
        on: the day asked about.
        standing: how it stands.
        billable: valid for submission; None where the system has no headers.
        display: the best words for one line.
        origin: the release that answers; None where none does.
    """

    code: Code
    on: date
    standing: Standing
    billable: bool | None
    display: str
    origin: Origin | None
