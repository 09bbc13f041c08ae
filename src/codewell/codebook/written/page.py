"""A written page: as its file states it, and as the entry of one code shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from codewell.kernel.codes import Code


class Section(Enum):
    """The sections of a page, in their order; the value is the id in JSON."""

    PLAIN_LANGUAGE = "plain_language"
    INDICATIONS = "indications"
    PROCEDURE = "procedure"
    POST_PROCEDURE = "post_procedure"
    CODING_NOTES = "coding_notes"

    @property
    def title(self) -> str:
        """The heading in a file and on a page."""
        return _TITLES[self]


_TITLES = {
    Section.PLAIN_LANGUAGE: "Plain language",
    Section.INDICATIONS: "Indications",
    Section.PROCEDURE: "Procedure",
    Section.POST_PROCEDURE: "Afterwards",
    Section.CODING_NOTES: "Coding notes",
}


class BlockKind(Enum):
    """What a block of text is."""

    PARAGRAPH = "paragraph"
    POINTS = "points"
    STEPS = "steps"


@dataclass(frozen=True, slots=True)
class FileBlock:
    """A block of text in a file.

    Args:
        kind: what it is.
        lines: one text for a paragraph, one for each point or step; without line ends.
        numbers: line of the file at which each text begins.
    """

    kind: BlockKind
    lines: tuple[str, ...]
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FilePart:
    """What stands below one heading of a file.

    Args:
        section: the section it belongs to.
        codes: for which codes it holds; empty for all of the page.
        heading: its own heading; empty where it has none or names codes.
        blocks: its text.
        number: line of its heading.
    """

    section: Section
    codes: tuple[Code, ...]
    heading: str
    blocks: tuple[FileBlock, ...]
    number: int

    def holds_for(self, code: Code) -> bool:
        """Say whether the part belongs on the page of a code."""
        return not self.codes or code in self.codes


@dataclass(frozen=True, slots=True)
class CitedSource:
    """A public document in which the text can be checked.

    Args:
        title: publisher and title.
        url: where it is found.
        dated: what the document says of its date: a day, a year, or words.
    """

    title: str
    url: str
    dated: str


@dataclass(frozen=True, slots=True)
class StatedFact:
    """A fact of the text in a form that can be compared with the loaded releases; exactly one kind of it is given.

    Args:
        code: about which code.
        on: day on which it holds; None for a first or last day.
        first_day: the code's first day in force.
        last_day: the code's last day in force.
        standing: id of how the code stands, such as "in_force".
        fact: id of a published fact, such as "mpfs.global_days".
        value: the fact's value as published.
        detail: what the value holds for, such as a modifier or a setting, or words of a relation's note; may be empty.
        relation: id of a relation, such as "replaced_by".
        other: the related code.
        number: line of the file.
    """

    code: Code
    on: date | None
    first_day: date | None = None
    last_day: date | None = None
    standing: str = ""
    fact: str = ""
    value: str = ""
    detail: str = ""
    relation: str = ""
    other: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class PageFile:
    """A written page as its file states it.

    Args:
        name: of the file.
        title: of the page: the code or the family in words.
        codes: that it covers.
        labels: our own short words, by code; a code without one has those of the starter pack.
        author: who answers for the text.
        reviewed: day of the last review.
        valid_days: days after the review in which the text needs no other.
        first_day: first day of service that the text speaks of; None for all.
        last_day: last day of service that the text speaks of; None for all.
        sources: where it can be checked.
        facts: what it states, to be compared.
        parts: the text in order; empty while only the fields have been read.
        reviewer: who read it for the review, as the page says it; empty where nobody but the author did.
    """

    name: str
    title: str
    codes: tuple[Code, ...]
    labels: tuple[tuple[Code, str], ...]
    author: str
    reviewed: date
    valid_days: int
    first_day: date | None
    last_day: date | None
    sources: tuple[CitedSource, ...]
    facts: tuple[StatedFact, ...]
    parts: tuple[FilePart, ...] = ()
    reviewer: str = ""

    @property
    def due(self) -> date:
        """The first day on which the page is due for review."""
        return self.reviewed + timedelta(days=self.valid_days + 1)

    def covers(self, day: date) -> bool:
        """Say whether the text speaks of a day of service."""
        return (self.first_day is None or self.first_day <= day) and (self.last_day is None or day <= self.last_day)

    def parts_of(self, code: Code, section: Section | None = None) -> tuple[FilePart, ...]:
        """Return what belongs on the page of a code, of one section or of all."""
        return tuple(part for part in self.parts if part.holds_for(code) and section in (None, part.section))


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A block of text on the page of a code.

    Args:
        kind: what it is.
        lines: one text for a paragraph, one for each point or step.
    """

    kind: BlockKind
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WrittenPart:
    """Text below one heading.

    Args:
        heading: empty where the text follows its section's heading.
        blocks: the text.
    """

    heading: str
    blocks: tuple[TextBlock, ...]


@dataclass(frozen=True, slots=True)
class WrittenSection:
    """A section of a written page.

    Args:
        section: which one.
        title: its heading.
        parts: the text.
    """

    section: Section
    title: str
    parts: tuple[WrittenPart, ...]


@dataclass(frozen=True, slots=True)
class WrittenPage:
    """A written page as the entry of one code shows it.

    Args:
        title: the code or the family in words.
        label: the page's own short words for the code; None where it has none.
        origin: "Codewell", or the name of the folder that a hospital added.
        author: who answers for the text.
        reviewed: day of the last review.
        reviewer: who read it for that review; empty where nobody but the author did.
        due: first day on which it is due for review.
        is_due: whether the day of service asked about is that day or later.
        sections: in the order of the page.
        sources: where the text can be checked.
    """

    title: str
    label: str | None
    origin: str
    author: str
    reviewed: date
    reviewer: str
    due: date
    is_due: bool
    sections: tuple[WrittenSection, ...]
    sources: tuple[CitedSource, ...]

    def section(self, wanted: Section) -> WrittenSection | None:
        """Return one of its sections; None where it has none for the code."""
        return next((one for one in self.sections if one.section is wanted), None)


def page_of(file: PageFile, code: Code, on: date, origin: str) -> WrittenPage:
    """Return a page for one of its codes on a day of service."""
    sections = []
    for section in Section:
        parts = tuple(
            WrittenPart(part.heading, tuple(TextBlock(block.kind, block.lines) for block in part.blocks))
            for part in file.parts_of(code, section)
            if part.blocks
        )
        if parts:
            sections.append(WrittenSection(section, section.title, parts))
    label = dict(file.labels).get(code)
    return WrittenPage(
        title=file.title,
        label=label,
        origin=origin,
        author=file.author,
        reviewed=file.reviewed,
        reviewer=file.reviewer,
        due=file.due,
        is_due=on >= file.due,
        sections=tuple(sections),
        sources=file.sources,
    )
