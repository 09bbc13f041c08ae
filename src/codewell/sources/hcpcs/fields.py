"""Fields of a HCPCS record, whichever form of the file they come from."""

from __future__ import annotations

import re

from codewell.kernel.codes import HcpcsCode
from codewell.kernel.errors import PublisherFileError
from codewell.sources.reading import day_of

_COVERAGES = frozenset("CDIMS")
_MODIFIER = re.compile(r"[A-Z0-9]{2}")


def hcpcs_code(text: str, *, file: str, line: int) -> str:
    """Return a HCPCS Level II code.

    Raises:
        PublisherFileError: it has another shape.
    """
    if not HcpcsCode.shape.fullmatch(text):
        raise PublisherFileError(file=file, line=line, column=1, expected="a HCPCS Level II code", found=text)
    return text


def modifier(text: str, *, file: str, line: int, column: int) -> str:
    """Return a modifier of two characters.

    Raises:
        PublisherFileError: it has another shape.
    """
    if not _MODIFIER.fullmatch(text):
        raise PublisherFileError(file=file, line=line, column=column, expected="a modifier of two characters", found=text)
    return text


def day_or_blank(text: str, *, file: str, line: int, column: int | str) -> str | None:
    """Return a day as ISO text, or None where the publisher leaves it blank.

    Raises:
        PublisherFileError: it is neither a day nor blank.
    """
    return day_of(text, file=file, line=line, column=column).isoformat() if text.strip() else None


def coverage(text: str, *, file: str, line: int, column: int | str) -> str:
    """Return the Medicare coverage code: C, D, I, M or S.

    Raises:
        PublisherFileError: it is none of these; columns that moved show here first.
    """
    if text not in _COVERAGES:
        raise PublisherFileError(file=file, line=line, column=column, expected="coverage C, D, I, M or S", found=text)
    return text


def repeated(text: str, width: int) -> str | None:
    """Return the entries of a field that repeats, joined by a comma and a space; None when it is blank."""
    entries = [text[start : start + width].strip() for start in range(0, len(text), width)]
    return ", ".join(entry for entry in entries if entry) or None


def words(text: str) -> str | None:
    """Return text with one space between its words; None when it is blank."""
    return " ".join(text.split()) or None
