"""Long texts cut into passages at the ends of paragraphs and sentences."""

from __future__ import annotations

import re

LONGEST = 1500
_END = re.compile(r"(?<=[.;:])\s+")


def pieces(text: str, longest: int = LONGEST) -> list[str]:
    """Return a text in pieces of at most so many characters, cut between paragraphs, else between sentences; none for no text."""
    found: list[str] = []
    for paragraph in text.split("\n\n"):
        for part in [paragraph] if len(paragraph) <= longest else _sentences(paragraph, longest):
            if part.strip() and found and len(found[-1]) + len(part) + 2 <= longest:
                found[-1] += f"\n\n{part.strip()}"
            elif part.strip():
                found.append(part.strip())
    return found


def _sentences(paragraph: str, longest: int) -> list[str]:
    found: list[str] = []
    for sentence in _END.split(paragraph):
        for start in range(0, len(sentence), longest):
            part = sentence[start : start + longest]
            if found and len(found[-1]) + len(part) + 1 <= longest:
                found[-1] += f" {part}"
            else:
                found.append(part)
    return found
