"""A file to a written page, with every fault of form that it has."""

from __future__ import annotations

from dataclasses import replace

from codewell.codebook.written.body import read_body
from codewell.codebook.written.faults import PageFault, UnreadablePageError
from codewell.codebook.written.front_matter import read_front_matter
from codewell.codebook.written.library import FENCE
from codewell.codebook.written.page import PageFile

LARGEST_PAGE = 200_000
"""Characters; a page of this size is not one."""
_BYTE_ORDER_MARK = "\ufeff"
"""Some editors begin a file with it; it says nothing."""
_UNREADABLE = "\ufffd"


def read_page(name: str, text: str) -> PageFile:
    """Return the page that a file states.

    Args:
        name: of the file, for faults.
        text: its content.

    Raises:
        UnreadablePageError: the file is not as documented; with every fault that was found.
    """
    lines = text.removeprefix(_BYTE_ORDER_MARK).splitlines()
    if len(text) > LARGEST_PAGE:
        raise UnreadablePageError((PageFault(name, 1, f"A page has at most {LARGEST_PAGE:,} characters."),))
    if _UNREADABLE in text:
        number = next(number for number, line in enumerate(lines, start=1) if _UNREADABLE in line)
        raise UnreadablePageError((PageFault(name, number, "The line is not UTF-8; save the file in that encoding."),))
    if not lines or lines[0].strip() != FENCE or FENCE not in (line.strip() for line in lines[1:]):
        raise UnreadablePageError((PageFault(name, 1, f"A page begins with its fields in TOML between two lines of {FENCE}."),))
    end = next(number for number, line in enumerate(lines[1:], start=1) if line.strip() == FENCE)
    page, faults = read_front_matter(name, lines[1:end], 2)
    if page is None:
        raise UnreadablePageError(faults or (PageFault(name, 1, "The page covers no code."),))
    parts, more = read_body(name, lines[end + 1 :], end + 2, page.codes)
    if faults or more:
        raise UnreadablePageError(tuple(sorted((*faults, *more), key=lambda fault: fault.line)))
    return replace(page, parts=parts)
