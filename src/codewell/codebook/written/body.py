"""The text of a written page: headings, paragraphs, points and steps of Markdown, and nothing else of it.

Read by hand, because a page needs five things of Markdown and a whole reader takes a third of a look-up's time to load.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from codewell.codebook.written.faults import PageFault
from codewell.codebook.written.page import BlockKind, FileBlock, FilePart, Section
from codewell.kernel.codes import Code

_ITEM = re.compile(r"(?:(?P<point>-)|(?P<step>\d{1,2})\.)\s+(?P<text>\S.*)")
_NOT_TAKEN = re.compile(r"^(?:#|>|```|~~~|\||<|\*\s|\+\s|!\[|={3,}$|-{3,}$)")
_MARKUP = re.compile(r"\*\*|__|`|\]\(|<[a-zA-Z/!]|\\")
_CODES = re.compile(r"[0-9A-Z.]{3,8}(?:, ?[0-9A-Z.]{3,8})*")
_SECTIONS = {section.title: section for section in Section}


@dataclass
class _Reader:
    """Goes through the lines once and collects parts and faults."""

    file: str
    codes: dict[str, Code]
    parts: list[FilePart] = field(default_factory=list)
    faults: list[PageFault] = field(default_factory=list)
    section: Section | None = None
    head: tuple[tuple[Code, ...], str, int] = ((), "", 1)
    blocks: list[FileBlock] = field(default_factory=list)
    kind: BlockKind | None = None
    texts: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)

    def fault(self, number: int, sentence: str) -> None:
        self.faults.append(PageFault(self.file, number, sentence))

    def line(self, text: str, number: int) -> None:
        if text.startswith("## "):
            self.open_section(text[3:].strip(), number)
        elif text.startswith("### "):
            self.open_part(text[4:].strip(), number)
        elif not text.strip():
            if self.kind is BlockKind.PARAGRAPH:
                self.close_block()
        elif found := _ITEM.fullmatch(text.rstrip()):
            self.item(BlockKind.POINTS if found["point"] else BlockKind.STEPS, found["text"], number)
        elif _NOT_TAKEN.match(text):
            self.fault(number, "Only headings with ## and ###, paragraphs, points with - and steps with 1. are read.")
        elif text.startswith("  ") and self.kind in (BlockKind.POINTS, BlockKind.STEPS):
            self.texts[-1] += " " + text.strip()
        else:
            self.paragraph(text, number)
        if _MARKUP.search(text):
            self.fault(number, "Only plain text is read: no bold, links, backticks, backslashes or HTML.")

    def open_section(self, title: str, number: int) -> None:
        self.close_part()
        section = _SECTIONS.get(title)
        if section is None:
            self.fault(number, f"There is no section {title[:40]!r}; the sections are {', '.join(_SECTIONS)}.")
        elif self.section is not None and list(Section).index(section) <= list(Section).index(self.section):
            self.fault(number, f"The section {title!r} stands twice or out of order; the order is {', '.join(_SECTIONS)}.")
        self.section = section or self.section
        self.head = ((), "", number)

    def open_part(self, title: str, number: int) -> None:
        self.close_part()
        self.head = ((), title, number)
        if not _CODES.fullmatch(title) or not any(letter.isdigit() for letter in title):
            return
        named = [one.strip() for one in title.split(",")]
        unknown = [one for one in named if one not in self.codes]
        if unknown:
            self.fault(number, f"The heading names {', '.join(unknown)}, which the page does not cover.")
        self.head = (tuple(self.codes[one] for one in named if one in self.codes), "", number)

    def item(self, kind: BlockKind, text: str, number: int) -> None:
        if self.kind is not kind:
            self.close_block()
            self.kind = kind
        self.texts.append(text)
        self.numbers.append(number)

    def paragraph(self, text: str, number: int) -> None:
        if self.kind is BlockKind.PARAGRAPH:
            self.texts[-1] += " " + text.strip()
            return
        self.close_block()
        self.kind, self.texts, self.numbers = BlockKind.PARAGRAPH, [text.strip()], [number]

    def close_block(self) -> None:
        if self.kind is not None:
            if self.section is None:
                self.fault(self.numbers[0], "Text stands before the first section; begin with ## Plain language.")
            self.blocks.append(FileBlock(self.kind, tuple(self.texts), tuple(self.numbers)))
        self.kind, self.texts, self.numbers = None, [], []

    def close_part(self) -> None:
        self.close_block()
        codes, heading, number = self.head
        if self.section is not None and self.blocks:
            self.parts.append(FilePart(self.section, codes, heading, tuple(self.blocks), number))
        elif self.section is not None and (codes or heading):
            self.fault(number, "Nothing stands below this heading.")
        self.blocks = []


def read_body(
    file: str, lines: list[str], first_number: int, codes: tuple[Code, ...]
) -> tuple[tuple[FilePart, ...], tuple[PageFault, ...]]:
    """Return the parts of a page's text and its faults.

    Args:
        file: name of the file, for faults.
        lines: the text below the front matter.
        first_number: line of the file that `lines` begins with.
        codes: that the page covers, so that a heading can name them.
    """
    reader = _Reader(file, {str(code): code for code in codes})
    for number, text in enumerate(lines, start=first_number):
        reader.line(text, number)
    reader.close_part()
    for section in Section:
        parts = [part for part in reader.parts if part.section is section]
        bare = [str(code) for code in codes if not any(part.holds_for(code) for part in parts)]
        if not parts:
            reader.fault(first_number, f"The section ## {section.title} is missing.")
        elif bare:
            reader.fault(parts[0].number, f"The section {section.title} says nothing of {', '.join(bare)}.")
    steps = [part for part in reader.parts if part.section is Section.PROCEDURE]
    if steps and not any(block.kind is BlockKind.STEPS for part in steps for block in part.blocks):
        reader.fault(steps[0].number, "The section Procedure has no steps; number them 1., 2. and so on.")
    return tuple(reader.parts), tuple(reader.faults)
