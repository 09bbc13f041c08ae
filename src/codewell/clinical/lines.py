"""Lines of a note, and where a line that lost its breaks would have broken: at headings, list marks and bullets inside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

_INSIDE = re.compile(r"(?<![\w/])([A-Z][A-Za-z/&'’-]*(?:[ ](?:[A-Za-z/&'’-]+)){0,4}):(?=\s|$)")
"""Words, the first with a capital, before a colon; a heading may be the last of them ("rest Plan: ...")."""
_BARE = re.compile(r"(?<![\w/])((?:[A-Z]{2,}[ /&]+){1,3})(?=#?1[.)]\s)")
"""A heading in capitals that lost the break after it: "ASSESSMENT 1. Gout"."""
_MARK = re.compile(r"(?<!\S)#?(\d{1,2})\s?[.)]\s+(?=[A-Za-z(\"])")
_BULLET = re.compile(r"(?<=\s)[•●►▪](?=\s?\w)")
_SOAP = re.compile(r"(?:(?<=\s)|^)([SOAP])\s?:")
_LETTERS_OF_SOAP = 3
_SHORT_NAME = 3
_ENDS = ".:;?!)"


def is_soap(text: str) -> bool:
    """Say whether a note has the one-letter headings S, O, A and P; three of them are enough."""
    return len({match.group(1) for match in _SOAP.finditer(text)}) >= _LETTERS_OF_SOAP


def lines(text: str, kinds: Mapping[str, str], *, soap: bool) -> Iterator[tuple[int, int]]:
    """Yield start and end of each line, its end mark included, as half-open offsets into the text as received.

    Args:
        text: a note.
        kinds: known headings in lower case.
        soap: whether single letters are headings.
    """
    position = 0
    for line in text.splitlines(keepends=True):
        breaks = sorted(_breaks(line, kinds, soap=soap))
        for first, last in zip([0, *breaks], [*breaks, len(line)], strict=True):
            yield position + first, position + last
        position += len(line)


def _breaks(line: str, kinds: Mapping[str, str], *, soap: bool) -> set[int]:
    """Return where a line would have broken; its own beginning is none."""
    found: set[int] = set()
    if ":" in line:
        for match in _INSIDE.finditer(line):
            start = _heading_in(line, match, kinds, soap=soap)
            if start is not None:
                found.add(start)
    marks = list(_MARK.finditer(line)) if ". " in line or ") " in line else []
    found |= _numbered(marks)
    if marks:
        bare = [match for match in _BARE.finditer(line) if " ".join(match.group(1).lower().split()) in kinds]
        found |= {place for match in bare for place in match.span()}
    found |= {match.start() for match in _BULLET.finditer(line)}
    return {place for place in found if line[:place].strip()}


def _heading_in(line: str, match: re.Match[str], kinds: Mapping[str, str], *, soap: bool) -> int | None:
    """Return where the longest known heading begins among the words before a colon; None where they hold none."""
    words = match.group(1).split(" ")
    for count in range(len(words)):
        name = " ".join(words[count:])
        if not name[:1].isupper() or (kind := kinds.get(name.lower().replace("’", "'"))) is None or kind.startswith("label_"):
            continue
        start = match.start(1) + len(match.group(1)) - len(name)
        before = line[:start].rstrip()
        if len(name) == 1:
            return start if soap else None
        return start if before[-1:] in _ENDS or (len(name) > _SHORT_NAME and count) else None
    return None


def _numbered(marks: Sequence[re.Match[str]]) -> set[int]:
    """Return the marks that count up from one; a single one is a list of one only where it follows a heading."""
    found: list[int] = []
    for match in marks:
        if int(match.group(1)) == len(found) + 1:
            found.append(match.start())
    if len(found) > 1:
        return set(found)
    return {place for place in found if marks[0].string[:place].rstrip().endswith(":")}
