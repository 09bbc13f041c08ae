"""A passage of the guidelines cut into paragraphs and lists, its codes and references ready to be linked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from codewell.codebook.guidelines import GuidelineHeading
from codewell.interfaces.web.views.linking import Linked, TextPiece

_REFERENCE = re.compile(r"(?<=[Ss]ection )(I{1,3}|IV)\.[A-Z](?:\.\d{1,2}(?:\.[a-z](?:\.\d{1,2}(?:\.[a-z])?)?)?)?(?=[\s.,;)]|$)")
_BULLET = "• "
GUIDELINE = "guideline"
"""What a piece that names another section has in the place of a code's system."""


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph, or the items of a list.

    Args:
        lines: its text, codes and sections apart; one line unless it is a list.
        is_list: whether its lines are bullets.
    """

    lines: tuple[tuple[TextPiece, ...], ...]
    is_list: bool


@dataclass(slots=True)
class OutlineNode:
    """A heading with those below it.

    Args:
        heading: as printed.
        below: in document order.
    """

    heading: GuidelineHeading
    below: list[OutlineNode] = field(default_factory=list)


def guideline_blocks(text: str, linked: Linked) -> tuple[TextBlock, ...]:
    """Return the paragraphs and lists of a passage, in order.

    Args:
        text: the passage; paragraphs are parted by empty lines, list items begin with a bullet.
        linked: parts a text at its codes.
    """
    blocks: list[TextBlock] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        is_item = line.startswith(_BULLET)
        pieces = tuple(_pieces(line.removeprefix(_BULLET), linked))
        if is_item and blocks and blocks[-1].is_list:
            blocks[-1] = TextBlock((*blocks[-1].lines, pieces), True)
        else:
            blocks.append(TextBlock((pieces,), is_item))
    return tuple(blocks)


def _pieces(text: str, linked: Linked) -> Iterable[TextPiece]:
    end = 0
    for match in _REFERENCE.finditer(text):
        yield from linked(text[end : match.start()])
        yield TextPiece(match.group(), GUIDELINE, "")
        end = match.end()
    yield from linked(text[end:])


def outline(headings: Iterable[GuidelineHeading]) -> tuple[OutlineNode, ...]:
    """Return headings nested by their numbers; one whose number has no heading above stands on its own."""
    top: list[OutlineNode] = []
    known: dict[str, OutlineNode] = {}
    for heading in headings:
        node = known[heading.section] = OutlineNode(heading)
        above = known.get(heading.section.rpartition(".")[0])
        (above.below if above else top).append(node)
    return tuple(top)
