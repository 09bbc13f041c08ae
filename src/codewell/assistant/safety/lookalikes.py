"""Letters of other scripts that look like Latin ones, inside words that also hold Latin letters or digits."""

from __future__ import annotations

import re

_WORD = re.compile(r"\w+")
_LATIN = str.maketrans(
    {
        **dict(zip("аеорсухіјѕһԁԛԝвмнтк", "aeopcyxijshdqwbmhtk", strict=True)),
        **dict(zip("АЕОРСУХІЈЅВМНТКԌԚԜ", "AEOPCYXIJSBMHTKGQW", strict=True)),
        **dict(zip("ονυικρτχαγΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ovuikptxayABEZHIKMNOPTYX", strict=True)),
        **dict(zip("ıȷɑɡ", "ijag", strict=True)),
    }
)


def in_latin(text: str) -> str:
    """Return a text with look-alike letters as Latin ones; in a text mostly of another script its own words stand as they are."""
    if text.isascii():
        return text
    letters = [letter for letter in text if letter.isalpha()]
    mostly_latin = sum(letter.isascii() for letter in letters) * 2 > len(letters)
    return _WORD.sub(lambda found: _mended(found[0], whole=mostly_latin), text)


def _mended(word: str, *, whole: bool) -> str:
    """Return a word in Latin letters where it mixes scripts; where look-alikes make up all of it, only if `whole`."""
    if word.isascii():
        return word
    read = word.translate(_LATIN)
    mixed = any(letter.isascii() for letter in word)
    return read if mixed or (whole and read.isascii()) else word
