"""A code's page, arranged for reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from codewell.codebook.browsing.cpt_tree import section_key
from codewell.codebook.browsing.parts import cpt_part_of
from codewell.codebook.entry import (
    CodeEntry,
    HistoryEvent,
    InstructionalNote,
    Origin,
    Place,
    RelatedCode,
    Standing,
)
from codewell.interfaces.web.views.cited import releases_used
from codewell.interfaces.web.views.fact_tables import FactFamily, fact_families
from codewell.interfaces.web.views.index_tree import IndexTree, index_trees
from codewell.interfaces.web.views.linking import CodeLinker, TextPiece
from codewell.interfaces.web.views.written_text import ShownPage, shown_pages
from codewell.interfaces.wording import STANDING_WORDS, note_title
from codewell.kernel.codes import Code, CodeSystem
from codewell.tasks.code_days import first_day_of
from codewell.tasks.look_up_code import LookUp
from codewell.tasks.reference import CodeReference

FEW = 12
"""Lines of a long list that show before the reader opens the rest."""

_TONES = {
    Standing.IN_FORCE: "good",
    Standing.NOT_YET: "warn",
    Standing.NO_LONGER: "bad",
    Standing.NOT_LOADED: "warn",
}


@dataclass(frozen=True, slots=True)
class NoteGroup:
    """Notes of one kind that stand at one level.

    Args:
        title: the kind in words.
        kind: the kind's id.
        inherited_from: the level above in words; empty for the code's own.
        lines: each note in pieces, so that codes can be linked.
        origin: the release.
    """

    title: str
    kind: str
    inherited_from: str
    lines: tuple[tuple[TextPiece, ...], ...]
    origin: Origin


@dataclass(frozen=True, slots=True)
class LinkedEvent:
    """A change in the life of the code, its note in pieces.

    Args:
        event: the change.
        note: with codes to be linked.
        first_day: the first day on which the change is in force.
        before: the day before.
    """

    event: HistoryEvent
    note: tuple[TextPiece, ...]
    first_day: date
    before: date


@dataclass(frozen=True, slots=True)
class CodePage:
    """Everything a code's page shows.

    Args:
        entry: the code book's entry.
        notices: sentences about the day that must be seen.
        others: other readings of the same text.
        standing_words: "in force" and its opposites.
        tone: "good", "warn" or "bad"; always shown together with words.
        statement: the standing in sentences, with codes to be linked.
        replaced_by: what a deleted code is reported as now.
        official: the publisher's longest descriptor; empty where none may be shown.
        plain_language: our short description, with codes to be linked; empty where none is written.
        written: written pages, a hospital's own before ours.
        lacks_licensed_words: True for a CPT code without imported descriptors.
        notes: instructional notes by kind and level.
        facts: published values by family and release.
        indexes: ways through the indexes.
        history: changes, earliest first.
        sources: every release used.
    """

    entry: CodeEntry
    notices: tuple[str, ...]
    others: tuple[CodeEntry, ...]
    standing_words: str
    tone: str
    statement: tuple[TextPiece, ...]
    replaced_by: tuple[RelatedCode, ...]
    official: str
    plain_language: tuple[TextPiece, ...]
    written: tuple[ShownPage, ...]
    lacks_licensed_words: bool
    notes: tuple[NoteGroup, ...]
    facts: tuple[FactFamily, ...]
    indexes: tuple[IndexTree, ...]
    history: tuple[LinkedEvent, ...]
    sources: tuple[Origin, ...]

    @property
    def code(self) -> str:
        """The code with its dot."""
        return str(self.entry.code)

    @property
    def heading(self) -> str:
        """The page's headline: the publisher's words where they may be shown, else ours."""
        return self.official or self.entry.descriptors.label or ""

    @property
    def system(self) -> str:
        """Id of the code's system."""
        return self.entry.code.system.value

    @property
    def before(self) -> Place | None:
        """The code before this one among those beside it."""
        return max((place for place in self.entry.siblings if place.key < self.code), key=lambda place: place.key, default=None)

    @property
    def after(self) -> Place | None:
        """The code after this one among those beside it."""
        return min((place for place in self.entry.siblings if place.key > self.code), key=lambda place: place.key, default=None)

    @property
    def parent(self) -> Place | None:
        """The category above, where it has a page of its own."""
        linkable = [place for place in self.entry.breadcrumbs if has_page(place)]
        return linkable[-1] if linkable else None


def has_page(place: Place) -> bool:
    """Say whether a step of the hierarchy is a code with a page, not a chapter or section."""
    return place.level not in ("chapter", "section")


def browse_key(code: Code, place: Place) -> str:
    """Return where a chapter or section above a code stands in the tree of its system."""
    if code.system is CodeSystem.HCPCS:
        return code.value[0]
    return section_key(cpt_part_of(code.value).key, place.title) if code.system is CodeSystem.CPT else place.key


def code_page(found: LookUp, book: CodeReference) -> CodePage:
    """Arrange the likeliest reading of a look-up for its page."""
    entry = found.likeliest
    diagnoses = entry.code.system in (CodeSystem.ICD10CM, CodeSystem.ICD10PCS)
    linker = CodeLinker(book, entry.on, diagnoses=diagnoses, own=str(entry.code))
    words = entry.descriptors
    official = words.long or words.medium or words.short or ""
    return CodePage(
        entry=entry,
        notices=found.notices,
        others=found.entries[1:],
        standing_words=STANDING_WORDS[entry.standing],
        tone=_TONES[entry.standing],
        statement=linker.pieces(entry.statement),
        replaced_by=tuple(code for code in entry.related if code.relation == "replaced_by"),
        official=official,
        plain_language=linker.pieces(words.plain_language or ""),
        written=shown_pages(entry.written_pages, linker.pieces),
        lacks_licensed_words=entry.code.system is CodeSystem.CPT and not official,
        notes=_note_groups(entry.notes, linker),
        facts=fact_families(entry.facts),
        indexes=index_trees(entry.index_entries),
        history=tuple(_event(event, linker) for event in entry.history),
        sources=releases_used(entry),
    )


def _note_groups(notes: Sequence[InstructionalNote], linker: CodeLinker) -> tuple[NoteGroup, ...]:
    """Group by level, nearest first, then by kind in the publisher's order; lines of one kind stay together."""
    grouped: dict[tuple[str, str], list[InstructionalNote]] = {}
    for note in notes:
        grouped.setdefault((note.stands_at, note.kind.value), []).append(note)
    return tuple(
        NoteGroup(
            title=note_title(group[0].kind),
            kind=group[0].kind.value,
            inherited_from=_level(group[0].stands_at) if group[0].inherited else "",
            lines=tuple(linker.pieces(note.text) for note in group),
            origin=group[0].origin,
        )
        for group in grouped.values()
    )


def _level(key: str) -> str:
    return f"chapter {key}" if key.isdigit() else key


def _event(event: HistoryEvent, linker: CodeLinker) -> LinkedEvent:
    first_day = first_day_of(event)
    return LinkedEvent(event, linker.pieces(event.note), first_day, first_day - timedelta(days=1))
