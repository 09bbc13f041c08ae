"""Procedure codes as payment files print them: CPT, CDT and HCPCS Level II in one column."""

from __future__ import annotations

import re

from codewell.kernel.errors import PublisherFileError

_STRAY = re.compile(r"[\s\x80-\uffff]+$")
"""Blanks and what a no-break space became on its way (0xFF, U+FFFD) behind some codes of Addendum B."""

_SHAPE = re.compile(r"[A-V][0-9]{4}|[0-9]{4}[0-9A-Z]")


def procedure_code(text: str, *, file: str, line: int, column: int | str) -> str:
    """Return the code that a cell holds, without the blanks around it.

    Raises:
        PublisherFileError: it is not shaped like a code of CPT, CDT or HCPCS Level II.
    """
    code = _STRAY.sub("", text).lstrip()
    if not _SHAPE.fullmatch(code):
        raise PublisherFileError(file=file, line=line, column=column, expected="a CPT or HCPCS code", found=code or "nothing")
    return code


def is_licensed(code: str) -> bool:
    """Say whether the code's words belong to the AMA (CPT, begins with a digit) or the ADA (CDT, begins with D)."""
    return code[0].isdigit() or code[0] == "D"


def public_descriptor(code: str, text: str) -> str | None:
    """Return the publisher's words for a HCPCS Level II code; None where they are licensed, left out or blank.

    CPT words come from the user's own AMA files and from nowhere else, so a payment file's copy of them is not kept.
    """
    words = text.strip()
    return None if is_licensed(code) or words in ("", "REDACTED") else words
