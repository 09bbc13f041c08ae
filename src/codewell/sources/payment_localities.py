"""Medicare contractors and localities as the fee schedule's files print them."""

from __future__ import annotations

from codewell.kernel.errors import PublisherFileError


def contractor(text: str, *, file: str, line: int) -> str:
    """Return a MAC number of five digits; a spreadsheet may have dropped its leading zero.

    Raises:
        PublisherFileError: it is no such number.
    """
    return _digits(text, 5, "a contractor number of five digits", file=file, line=line)


def locality(text: str, *, file: str, line: int) -> str:
    """Return a locality number of two digits; a spreadsheet may have dropped its leading zero.

    Raises:
        PublisherFileError: it is no such number.
    """
    return _digits(text, 2, "a locality number of two digits", file=file, line=line)


def _digits(text: str, width: int, expected: str, *, file: str, line: int) -> str:
    digits = text.strip()
    if not digits.isdecimal() or len(digits) > width:
        raise PublisherFileError(file=file, line=line, expected=expected, found=text or "nothing")
    return digits.zfill(width)


def is_note(cells: list[str]) -> bool:
    """Say whether a row below the table is a footnote: words in the first cell and nothing in the second and third."""
    return not cells[0].strip().isdecimal() and not any(cells[1:3])
