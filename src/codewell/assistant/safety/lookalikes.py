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
    """Return a text with look-alike letters as Latin ones; words wholly of another script stand as they are."""
    if text.isascii():
        return text
    return _WORD.sub(lambda found: _mended(found[0]), text)


def _mended(word: str) -> str:
    """Return a word in Latin letters where it mixes scripts, or where look-alikes make up all of its letters but a few."""
    if word.isascii():
        return word
    read = word.translate(_LATIN)
    mixed = any(letter.isascii() for letter in word)
    return read if read.isascii() and (mixed or len(word) > 1) else (read if mixed else word)
