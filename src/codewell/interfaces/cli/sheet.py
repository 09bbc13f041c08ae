"""Lines of a terminal page: wrapped, indented, coloured only where a person reads them.

Written by hand because importing a layout library takes longer than the look-up itself.
"""

from __future__ import annotations

import os
import re
import shutil
import textwrap
from typing import TextIO

_STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36", "heading": "1;36", "title": "1"}
_WIDEST = 110
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Sheet:
    """Writes to a text stream.

    Args:
        out: where to.
        colour: True to colour; `NO_COLOR` in the environment wins.

    Attributes:
        width: columns of a line.
    """

    def __init__(self, out: TextIO, *, colour: bool) -> None:
        self._out = out
        self._colour = colour and not os.environ.get("NO_COLOR")
        self.width = min(_WIDEST, max(60, shutil.get_terminal_size((100, 24)).columns))

    def line(self, text: str = "", style: str = "", *, indent: int = 0) -> None:
        """Write one paragraph, wrapped at the sheet's width."""
        self.row("", text, style, indent=indent, width=0)

    def preformatted(self, text: str, style: str = "") -> None:
        """Write one line as it is, with its spaces: a row of a table."""
        self._out.write(self._styled(_CONTROL.sub(" ", text), style) + "\n")

    def heading(self, text: str) -> None:
        """Write a section's heading after an empty line."""
        self._out.write("\n" + self._styled(text, "heading") + "\n")

    def notice(self, text: str) -> None:
        """Write a sentence that must not be missed."""
        self.line(f"! {text[:1].upper()}{text[1:]}", "yellow")

    def row(self, left: str, text: str, style: str = "", *, width: int, indent: int = 0, left_style: str = "bold") -> None:
        """Write a cell and beside it a text that keeps its own left edge when it wraps.

        Args:
            left: the cell; longer than `width` it stands on a line of its own.
            text: wrapped.
            style: of the text.
            width: columns of the cell.
            indent: columns before the cell.
            left_style: of the cell.
        """
        left, text = _CONTROL.sub(" ", left), _CONTROL.sub(" ", text)
        edge = " " * (indent + width)
        lines = textwrap.wrap(text, max(20, self.width - len(edge)), break_on_hyphens=False) or [""]
        start = " " * indent
        if len(left) >= width and left:
            self._out.write(start + self._styled(left, left_style) + "\n")
            start = edge
        elif left:
            start += self._styled(left, left_style) + " " * (width - len(left))
        else:
            start = edge
        for wrapped in lines:
            self._out.write((start + self._styled(wrapped, style)).rstrip() + "\n")
            start = edge

    def _styled(self, text: str, style: str) -> str:
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if self._colour and style and text else text
