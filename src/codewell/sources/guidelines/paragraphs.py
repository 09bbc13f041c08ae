"""Lines of a page to running text: wrapped lines and hyphens joined, paragraphs and list items kept apart."""

from __future__ import annotations

import re
from collections.abc import Sequence

_BULLET = re.compile(r"[•\uf0a7]\s*")
_CODE = r"[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?"
_CODE_ITEM = re.compile(rf"{_CODE}(?:-{_CODE})?-?,? (?=[A-Z(])")
"""`Z66 Do not resuscitate`, `X38-, Flood`."""

_ALWAYS_ITEM = re.compile(rf"{_CODE}-? [A-Z]|Except: |[A-Z] [=–] ")
"""A code without a comma before its title; the reporting options `Y – Yes` and `Y = present ...`."""

_SENTENCE_OPENING = re.compile(r"(?:Assign|If|When|This|These|See|Leave|Do)\b")
"""Words whose capital, below a line that ends no sentence, shows that the line above is a heading of its own."""

_PLACEHOLDER_END = re.compile(rf"{_CODE}\.?-+$")
_RANGE_END = re.compile(_CODE)
_RUNS_ON = re.compile(
    r"(?:[,–-]|\b(?:and|or|of|the|an?|to|in|from|with|for|as|codes?|category|categories|subcategory|subcategories))$"
)
_SENTENCE_END = re.compile(r"[.:!?][”\"’)]*$")


def running_text(pages: Sequence[Sequence[str]]) -> str:
    """Return the text of a passage that stands on one or more pages.

    Args:
        pages: for each page its lines as extracted; an empty line ends a paragraph.

    Returns:
        Paragraphs separated by an empty line, items of a list by a line end.
    """
    paragraphs: list[str] = []
    open_lines: list[str] = []

    def close() -> None:
        if open_lines:
            paragraphs.append(_paragraph(open_lines))
            open_lines.clear()

    for page in pages:
        lines = "\n".join(" ".join(line.split()) for line in page).strip("\n").split("\n")
        # Empty lines at the edge of a page mean nothing; a finished sentence before it ends the paragraph.
        if open_lines and _SENTENCE_END.search(open_lines[-1]):
            close()
        for line in lines:
            if line:
                open_lines.append(line)
            else:
                close()
    close()
    return "\n\n".join(paragraphs)


def _paragraph(lines: Sequence[str]) -> str:
    widest = max(len(line) for line in lines)
    is_list = _CODE_ITEM.match(lines[0]) is not None
    text = ""
    for index, line in enumerate(lines):
        bullet = _BULLET.match(line)
        shown = "• " + line[bullet.end() :] if bullet else line
        if not text:
            text = shown
        elif bullet or _begins_item(lines[index - 1], line, is_list=is_list, widest=widest):
            text += "\n" + shown
        else:
            text = joined(text, shown)
    return text


def _begins_item(before: str, line: str, *, is_list: bool, widest: int) -> bool:
    if _CODE_ITEM.match(line) and (is_list or before.endswith(":")):
        return True
    if _SENTENCE_OPENING.match(line) and not re.search(r"[.,:;!?)”\"’]$", before):
        return True
    if _RUNS_ON.search(before):
        return False
    if _ALWAYS_ITEM.match(line):
        return True
    # The next word would have fitted: the line ended on purpose.
    return widest >= 40 and len(before) + 1 + len(line.split(" ", 1)[0]) < 0.7 * widest


def joined(before: str, after: str) -> str:
    """Return two wrapped pieces as one: `first-` and `listed` without a space, `T86.1-` and `should` with one."""
    if not before.endswith("-") or before.endswith(" -"):
        return f"{before} {after}"
    if _PLACEHOLDER_END.search(before) and not _RANGE_END.match(after):
        return f"{before} {after}"
    return before + after
