"""The Official Guidelines as an importable source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache

from codewell.kernel.errors import PublisherFileError
from codewell.kernel.validity import Validity
from codewell.sources.contract import ReleaseIdentity, Rights, Row, Table
from codewell.sources.files import PublishedFile
from codewell.sources.guidelines import checks, layout
from codewell.sources.guidelines.document import GuidelinesDocument, read_document, read_title_page
from codewell.sources.guidelines.parse import Passage, parse_guidelines
from codewell.sources.guidelines.tsv import parse_tsv
from codewell.sources.reading import wanted
from codewell.sources.rights import read_rights

# Not from `calendar`, whose names follow the machine's language.
_MONTHS = {"January": 1, "April": 4, "July": 7, "October": 10, "March": 3, "June": 6, "September": 9, "December": 12}
"""Months in which the quarters of a fiscal year begin and end."""


class Guidelines:
    """ICD-10-CM Official Guidelines for Coding and Reporting of a fiscal year or its April update."""

    id = "guidelines"
    title = layout.DOCUMENT_TITLE

    @property
    def rights(self) -> Rights:
        return read_rights(__package__)

    @property
    def tables(self) -> tuple[Table, ...]:
        return (layout.PASSAGES,)

    def identify(self, files: Sequence[PublishedFile]) -> ReleaseIdentity | None:
        """Read fiscal year and days from the title page."""
        file = _only(files)
        if _is_pdf(file):
            text = read_title_page(file)
        else:
            first = next(parse_tsv(file), None)
            text = first.text if first else ""
        return release_on_title_page(text)

    def rows(self, files: Sequence[PublishedFile]) -> Iterator[tuple[str, Row]]:
        """Yield the passages in document order, the title page first."""
        file = _only(files)
        passages = read_passages(file)
        checks.check_distinct(passages, file=file.name)
        for ordinal, passage in enumerate(passages, start=1):
            yield (
                "passages",
                (
                    passage.section,
                    passage.parent,
                    passage.title,
                    passage.page_first,
                    passage.page_last,
                    passage.text,
                    ordinal,
                ),
            )

    def check(self, files: Sequence[PublishedFile], counts: Mapping[str, int], *, excerpt: bool) -> None:
        """Refuse guidelines without one of the sections that their table of contents or every edition has."""
        if excerpt:
            return
        file = _only(files)
        passages = read_passages(file)
        if _is_pdf(file):
            checks.check_contents(passages, _document(file), file=file.name)
        checks.check_sections(passages, file=file.name)


def read_passages(file: PublishedFile) -> tuple[Passage, ...]:
    """Return the passages of the publisher's PDF or of their tab-separated form.

    Raises:
        PublisherFileError: the file is neither, or not as documented.
        ConfigurationError: it is a PDF and the PDF reader is not installed.
    """
    if _is_pdf(file):
        document = _document(file)
        return tuple(parse_guidelines(document.pages, document.bookmarks, file=file.name))
    return tuple(parse_tsv(file))


def release_on_title_page(text: str) -> ReleaseIdentity | None:
    """Return label and days that the title page states, None when it states none.

    An edition that begins on another day than 1 October is an update and bears the month: `FY2025-04`.
    """
    stated = re.search(layout.TITLE_PAGE, text)
    if stated is None:
        return None
    first, last = _day(stated["first"]), _day(stated["last"])
    if first is None or last is None or last < first:
        return None
    label = f"FY{stated['year']}" + ("" if first.month == 10 else f"-{first.month:02d}")
    return ReleaseIdentity(label, Validity(first, last))


@lru_cache(maxsize=1)
def _document(file: PublishedFile) -> GuidelinesDocument:
    """Reading a PDF takes seconds, and `rows` and `check` both need it; the opened file is the key."""
    return read_document(file)


def _only(files: Sequence[PublishedFile]) -> PublishedFile:
    documents = wanted(files, matching=layout.FILE_NAME, source=Guidelines.title)
    named = [file for file in documents if "guideline" in file.name.lower()] or documents
    if len(named) > 1:
        names = ", ".join(file.name for file in named)
        raise PublisherFileError(file=named[0].name, expected="one edition of the guidelines", found=names)
    return named[0]


def _is_pdf(file: PublishedFile) -> bool:
    return file.name.lower().endswith(".pdf")


def _day(written: str) -> date | None:
    month, day, year = written.replace(",", "").split()
    try:
        return date(int(year), _MONTHS[month], int(day))
    except (KeyError, ValueError):
        return None


SOURCE = Guidelines()
