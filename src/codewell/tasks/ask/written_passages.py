"""Our written pages, and a hospital's own, as passages: one for each heading."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from codewell.assistant.passage import Passage, PassageSource
from codewell.codebook.written.library import PageFolder, PageLibrary
from codewell.codebook.written.page import FilePart, PageFile, Section
from codewell.kernel.codes import Code
from codewell.tasks.ask.pieces import pieces


def written_passages(library: PageLibrary) -> Iterator[Passage]:
    """Yield the parts of every page of every folder; a file at fault is left out."""
    for folder in library.folders:
        for name in folder.names:
            file = folder.read(name)
            if not isinstance(file, tuple):
                yield from _of_page(folder, file)


def _of_page(folder: PageFolder, file: PageFile) -> Iterator[Passage]:
    for number, part in enumerate(file.parts):
        text = "\n\n".join(line for block in part.blocks for line in block.lines)
        for count, piece in enumerate(pieces(text), start=1):
            codes = part.codes or file.codes
            yield Passage(
                id=f"written-page/{folder.origin}/{file.name}/{number}" + (f"#{count}" if count > 1 else ""),
                source=PassageSource.WRITTEN_PAGE,
                title=_title(file, part),
                text=piece,
                publication=f"{file.title} ({folder.origin}, reviewed {file.reviewed})",
                place=f"{part.section.title}" + (f", {part.heading}" if part.heading else ""),
                link=_link(codes[0], part.section),
                first_day=file.first_day,
                last_day=file.last_day,
                codes=tuple(str(code) for code in codes),
            )


def _title(file: PageFile, part: FilePart) -> str:
    of = part.heading or ", ".join(str(code) for code in part.codes)
    return f"{file.title}: {part.section.title}" + (f", {of}" if of else "")


def _link(code: Code, section: Section) -> str:
    anchor = "words" if section is Section.PLAIN_LANGUAGE else section.value.replace("_", "-")
    return f"/code/{code.system.value}/{quote(str(code))}#{anchor}"
