"""A code as an index prints it: with its dot, and with a dash where characters are still to be chosen."""

from __future__ import annotations

import re
from dataclasses import dataclass

from codewell.kernel.codes import Icd10CmCode

_PRINTED = re.compile(r"(?P<category>[A-Z][0-9A][0-9A-Z])(?:\.(?P<rest>[0-9A-Z]{1,4}))?\.?(?P<dashes>-*)")


@dataclass(frozen=True, slots=True)
class PrintedCode:
    """A code of an index.

    Args:
        code: without dot and dash.
        printed: as the publisher prints it.
        incomplete: True where a dash says that further characters are needed. Its absence does not say that none are:
            the indexes leave seventh characters to the tabular list.
    """

    code: str
    printed: str
    incomplete: bool


def read_printed(text: str) -> PrintedCode | None:
    """Return the code that `text` prints, or None if it is none."""
    match = _PRINTED.fullmatch(text.strip())
    if match is None:
        return None
    code = match["category"] + (match["rest"] or "")
    if not Icd10CmCode.shape.fullmatch(code):
        return None
    return PrintedCode(code, text.strip(), bool(match["dashes"]))
