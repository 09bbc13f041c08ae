"""What whole guidelines have: every section of their own table of contents, in unbroken numbering, on the page it names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from codewell.kernel.errors import PublisherFileError
from codewell.sources.guidelines.document import GuidelinesDocument
from codewell.sources.guidelines.pages import pages_announced, table_of_contents, without_headers
from codewell.sources.guidelines.parse import Passage

FEWEST = {"I.A": 19, "I.B": 18, "I.C": 22, "II": 11, "III": 3, "IV": 17}
"""Sections below each heading in every edition since FY2024; an edition adds at the end and never renumbers them."""


def check_distinct(passages: Iterable[Passage], *, file: str) -> None:
    """Refuse passages of which two bear one number, or one hangs below a section that does not come before it.

    Raises:
        PublisherFileError: as said.
    """
    seen: set[str] = set()
    for passage in passages:
        where = f"{file}, page {passage.page_first}"
        if passage.section in seen:
            raise PublisherFileError(file=where, expected="each section once", found=passage.section)
        if passage.parent is not None and passage.parent not in seen:
            raise PublisherFileError(
                file=where, expected=f"section {passage.parent} before {passage.section}", found="no such section"
            )
        seen.add(passage.section)


def check_sections(passages: Sequence[Passage], *, file: str) -> None:
    """Refuse passages among which a section of the guidelines' fixed frame is missing.

    Raises:
        PublisherFileError: the first section that is expected and not there.
    """
    last = f"{file}, page {passages[-1].page_last}" if passages else file
    for parent, count in FEWEST.items():
        found = [passage for passage in passages if passage.parent == parent]
        wanted = max(count, len(found))
        for ordinal, section in enumerate(_expected(parent, wanted)):
            if ordinal >= len(found) or found[ordinal].section != section:
                stands = found[ordinal] if ordinal < len(found) else None
                raise PublisherFileError(
                    file=f"{file}, page {stands.page_first}" if stands else last,
                    expected=f"section {section}",
                    found=f"section {stands.section}" if stands else f"the end of section {parent}",
                )
    if not any(passage.section == "Appendix I" for passage in passages):
        raise PublisherFileError(file=last, expected="Appendix I", found="the end of the document")


def check_contents(passages: Sequence[Passage], document: GuidelinesDocument, *, file: str) -> None:
    """Refuse a document whose body is not what its own table of contents and page numbers announce.

    The table may lack a section that was added later (I.B.20 of FY2026), and may shorten a title, but what it lists is
    there, on its page and under a title that begins alike.

    Raises:
        PublisherFileError: pages are missing at the end, there are no bookmarks (without which a wrapped title cannot be
            told from text) or no table of contents, or an entry of it is not met.
    """
    announced = pages_announced(document.pages)
    if announced != len(document.pages):
        raise PublisherFileError(
            file=f"{file}, page {len(document.pages)}", expected=f"{announced} pages", found=f"{len(document.pages)}"
        )
    if not document.bookmarks:
        raise PublisherFileError(file=file, expected="the publisher's bookmarks", found="a PDF without bookmarks")
    contents = tuple(table_of_contents(without_headers(document.pages, file=file)))
    if not contents:
        raise PublisherFileError(file=f"{file}, page 2", expected="a table of contents", found="none")
    by_section = {passage.section: passage for passage in passages}
    for entry in contents:
        passage = by_section.get(entry.section)
        if passage is None or passage.page_first != entry.page:
            raise PublisherFileError(
                file=f"{file}, page {entry.page}",
                expected=f"section {entry.section} ({entry.heading})",
                found=f"it on page {passage.page_first}" if passage else "no such section",
            )
        # An appendix writes its title on a line of its own, which the table lists without a number.
        if passage.section != "Appendix I" and _words(passage.title, most=2) not in _words(entry.heading):
            raise PublisherFileError(
                file=f"{file}, page {entry.page}", expected=entry.heading, found=f"{entry.section} {passage.title}"
            )


def _expected(parent: str, count: int) -> list[str]:
    if parent in ("I.A", "I.B", "I.C"):
        return [f"{parent}.{number}" for number in range(1, count + 1)]
    return [f"{parent}.{chr(ord('A') + number)}" for number in range(count)]


def _words(title: str, *, most: int | None = None) -> str:
    return " ".join(re.findall(r"\w{2,}", title.lower())[:most])
