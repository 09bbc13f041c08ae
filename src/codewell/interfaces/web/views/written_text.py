"""Written pages arranged for a code's page: texts in pieces, so that codes in them can be linked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from codewell.codebook.written.page import BlockKind, Section, WrittenPage, WrittenSection
from codewell.interfaces.web.views.linking import Linked, TextPiece


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """A block of text.

    Args:
        kind: "paragraph", "points" or "steps".
        start: number of the first step; steps go on counting below the next heading of their section.
        lines: each text in pieces.
    """

    kind: str
    start: int
    lines: tuple[tuple[TextPiece, ...], ...]


@dataclass(frozen=True, slots=True)
class ShownPart:
    """Text below one heading.

    Args:
        heading: empty where the text follows its section's heading.
        blocks: the text.
    """

    heading: str
    blocks: tuple[ShownBlock, ...]


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A section of a written page.

    Args:
        id: anchor on the code's page.
        title: its heading.
        parts: the text.
    """

    id: str
    title: str
    parts: tuple[ShownPart, ...]


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A written page on a code's page.

    Args:
        page: the page, for its origin, days and sources.
        plain: its plain-language text.
        sections: the other sections.
    """

    page: WrittenPage
    plain: tuple[ShownPart, ...]
    sections: tuple[ShownSection, ...]


def shown_pages(pages: Sequence[WrittenPage], linked: Linked) -> tuple[ShownPage, ...]:
    """Return the written pages of an entry in their order.

    Args:
        pages: of the entry.
        linked: finds the codes in a text.
    """
    return tuple(_shown(page, number, linked) for number, page in enumerate(pages, start=1))


def _shown(page: WrittenPage, number: int, linked: Linked) -> ShownPage:
    plain = page.section(Section.PLAIN_LANGUAGE)
    mark = "" if number == 1 else f"-{number}"
    return ShownPage(
        page,
        tuple(_parts(plain, linked)) if plain else (),
        tuple(
            ShownSection(f"{section.section.value.replace('_', '-')}{mark}", section.title, tuple(_parts(section, linked)))
            for section in page.sections
            if section.section is not Section.PLAIN_LANGUAGE
        ),
    )


def _parts(section: WrittenSection, linked: Linked) -> Iterator[ShownPart]:
    steps = 1
    for part in section.parts:
        blocks = []
        for block in part.blocks:
            blocks.append(ShownBlock(block.kind.value, steps, tuple(linked(line) for line in block.lines)))
            steps += len(block.lines) if block.kind is BlockKind.STEPS else 0
        yield ShownPart(part.heading, tuple(blocks))
