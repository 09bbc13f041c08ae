"""The guidelines' PDF as pages of text and bookmarks; the only module that needs a PDF reader."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codewell.kernel.errors import ConfigurationError, PublisherFileError
from codewell.sources.files import PublishedFile

if TYPE_CHECKING:
    from pypdf import PdfReader


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the PDF's outline: a heading written in full, however its line wraps on the page.

    Args:
        title: with its number.
        page: 1-based page that it leads to.
    """

    title: str
    page: int


@dataclass(frozen=True, slots=True)
class GuidelinesDocument:
    """Text of each page in order, with the publisher's line breaks, and the bookmarks in order."""

    pages: tuple[str, ...]
    bookmarks: tuple[Bookmark, ...]


def read_document(file: PublishedFile, *, mends_words: bool = True) -> GuidelinesDocument:
    """Return the whole document.

    Args:
        file: a PDF.
        mends_words: whether its words are broken as those of the guidelines' PDF are.

    Raises:
        ConfigurationError: the PDF reader is not installed.
        PublisherFileError: it is not a PDF, or a damaged or encrypted one.
    """
    reader = _open(file)
    try:
        pages = tuple(page.extract_text() for page in reader.pages)
        bookmarks = tuple(_bookmarks(reader, reader.outline))
    except (MemoryError, RecursionError):
        raise
    except Exception as broken:
        raise _damaged(file, broken) from broken
    return GuidelinesDocument(mend_broken_words(pages) if mends_words else pages, bookmarks)


def read_title_page(file: PublishedFile) -> str:
    """Return the text of the first page, without reading the rest.

    Raises:
        ConfigurationError: the PDF reader is not installed.
        PublisherFileError: it is not a PDF, or a damaged or encrypted one.
    """
    reader = _open(file)
    try:
        return reader.pages[0].extract_text()
    except Exception as broken:
        raise _damaged(file, broken) from broken


def mend_broken_words(pages: Sequence[str]) -> tuple[str, ...]:
    """Return the pages without the spaces and line ends that kerning left inside words (`achiev e`, `ICD -10-CM`).

    Two neighbours become one word only if that word stands whole at least twice in the document and one of them stands
    nowhere else in it. A wrapped line ends in a space, so a line end between two letters is inside a word.
    """
    pages = [re.sub(r"(?<=[A-Za-z])\n(?=[a-z])", "", page) for page in pages]
    seen = Counter(word for page in pages for word in re.findall(r"[a-z]+", page.lower()))

    def mended(match: re.Match[str]) -> str:
        left, right = match[1].lower(), match[2].lower()
        is_broken = seen[left + right] >= 2 and 1 in (seen[left], seen[right])
        return match[1] + match[2] if is_broken else match[0]

    return tuple(
        re.sub(r"\b([A-Za-z]+) ([a-z]+)\b", mended, page.replace("ICD -10", "ICD-10").replace("ICD- 10", "ICD-10"))
        for page in pages
    )


def _open(file: PublishedFile) -> PdfReader:
    content = file.read()
    if not content.startswith(b"%PDF-"):
        raise PublisherFileError(file=file.name, expected="a PDF document", found=repr(content[:20]))
    # A reader repairs a PDF that breaks off, and would hand over fewer pages without a word.
    if b"%%EOF" not in content[-1024:]:
        raise PublisherFileError(file=file.name, expected="a PDF that ends in %%EOF", found="a truncated document")
    try:
        from pypdf import PdfReader
    except ImportError:
        raise ConfigurationError(
            "Reading a PDF needs the package pypdf, which is not installed.",
            next_step="Install it with: pip install 'codewell[documents]'.",
            slug="configuration.documents-extra",
        ) from None
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        encrypted = reader.is_encrypted
    except Exception as broken:
        raise _damaged(file, broken) from broken
    if encrypted:
        raise PublisherFileError(file=file.name, expected="a PDF without password", found="an encrypted document")
    return reader


def _bookmarks(reader: PdfReader, outline: Sequence[object]) -> Iterator[Bookmark]:
    from pypdf.generic import Destination

    for entry in outline:
        if isinstance(entry, list):
            yield from _bookmarks(reader, entry)
        elif isinstance(entry, Destination):
            number = reader.get_destination_page_number(entry)
            if entry.title and number is not None:
                yield Bookmark(str(entry.title), number + 1)


def _damaged(file: PublishedFile, broken: Exception) -> PublisherFileError:
    return PublisherFileError(file=file.name, expected="a whole PDF document", found=f"{type(broken).__name__}: {broken}")
