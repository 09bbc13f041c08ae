"""Money, weights and relative values as decimal text, so that no digit changes between file and answer."""

from __future__ import annotations

import re

from codewell.kernel.errors import PublisherFileError

_DECIMAL = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)")


def decimal_text(text: str, *, file: str, line: int, column: int | str, places: int = 0) -> str:
    """Return the decimal number in a cell without `$`, thousands commas and spaces: `$1,740.720` becomes `1740.720`.

    Args:
        text: the cell.
        file: name of the file.
        line: its line.
        column: its position or name.
        places: fewest digits after the point; shorter numbers are filled up with zeros.

    Raises:
        PublisherFileError: the cell holds no decimal number.
    """
    number = text.strip().replace("$", "").replace(",", "")
    if not _DECIMAL.fullmatch(number):
        raise PublisherFileError(file=file, line=line, column=column, expected="a decimal number", found=text or "nothing")
    whole, _, fraction = number.partition(".")
    fraction = fraction.ljust(places, "0")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    return sign + (digits or "0") + (f".{fraction}" if fraction else "")


def decimal_or_blank(text: str, *, file: str, line: int, column: int | str, places: int = 0) -> str | None:
    """Return `decimal_text`, or None for a cell that is empty or a lone point (how Addendum A and B print "none").

    Raises:
        PublisherFileError: the cell holds something else.
    """
    if text.strip() in ("", "."):
        return None
    return decimal_text(text, file=file, line=line, column=column, places=places)


def without_binary_noise(text: str) -> str:
    """Return a number that passed through binary floating point as the decimal it was: `32.744200000000006` is 32.7442.

    Fifteen significant digits are what a double keeps of any decimal; a cell that is no number is returned unchanged.
    """
    if len(text) < 15 or not _DECIMAL.fullmatch(text):
        return text
    return format(float(text), ".15g")
