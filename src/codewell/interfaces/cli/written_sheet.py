"""Written pages on a terminal: the plain-language text, and all sections where everything is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from codewell.codebook.written.page import BlockKind, Section, WrittenPage, WrittenSection
from codewell.interfaces.cli.sheet import Sheet


def write_written_pages(sheet: Sheet, pages: Sequence[WrittenPage], *, everything: bool) -> None:
    """Write how each page begins and what it says of the code itself; where everything is asked for, all of it with sources."""
    for page in pages:
        sheet.heading(f"In plain language · {page.origin}, reviewed {page.reviewed}")
        if page.is_due:
            sheet.notice(f"This text has been due for review since {page.due}.")
        if page.label:
            sheet.line(page.label, "bold", indent=2)
        if everything:
            _write_whole(sheet, page)
            continue
        plain = page.section(Section.PLAIN_LANGUAGE)
        if plain is not None:
            for part in dict.fromkeys((plain.parts[0], plain.parts[-1])):
                sheet.line(part.blocks[0].lines[0], indent=2)
        others = [section.title.lower() for section in page.sections if section.section is not Section.PLAIN_LANGUAGE]
        sheet.line(f"and more: {', '.join(others)}, sources (--all)", "dim", indent=2)


def _write_whole(sheet: Sheet, page: WrittenPage) -> None:
    for section in page.sections:
        if section.section is not Section.PLAIN_LANGUAGE:
            sheet.line(section.title, "bold", indent=2)
        _write_section(sheet, section)
    sheet.line(
        f"Where to check it (written by {page.author}, reviewed by {page.reviewer or 'those who wrote it'})", "bold", indent=2
    )
    for source in page.sources:
        sheet.row("•", f"{source.title} ({source.dated}) {source.url}", "dim", width=2, indent=4, left_style="dim")


def _write_section(sheet: Sheet, section: WrittenSection) -> None:
    step = 0
    for part in section.parts:
        if part.heading:
            sheet.line(part.heading, "cyan", indent=4)
        for block in part.blocks:
            for text in block.lines:
                if block.kind is BlockKind.PARAGRAPH:
                    sheet.line(text, indent=4)
                elif block.kind is BlockKind.POINTS:
                    sheet.row("•", text, width=3, indent=4, left_style="dim")
                else:
                    step += 1
                    sheet.row(f"{step}.", text, width=4, indent=4, left_style="dim")
