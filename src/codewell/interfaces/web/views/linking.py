"""Codes inside a publisher's text, so that a page can link them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from codewell.codebook.entry import CodeStanding
from codewell.kernel.codes import Code, CodeSystem, possible_codes
from codewell.kernel.errors import CodewellError
from codewell.tasks.reference import CodeReference

_DIAGNOSIS = re.compile(r"(?<![\w.])[A-Z][0-9A][0-9A-Z](?:\.[0-9A-Z]{1,4})?(?![\w])")
_PROCEDURE = re.compile(r"(?<![\w.$])(?:[0-9]{4}[0-9FTUMA]|[A-V][0-9]{4})(?![\w.]\d|\w)")


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A piece of text, or a code in it.

    Args:
        text: as printed.
        system: id of the code's system; empty for plain text.
        title: the code's words, for a tooltip.
    """

    text: str
    system: str = ""
    title: str = ""


class CodeLinker:
    """Finds codes that a loaded release knows; anything else of that shape, such as vitamin B12, stays text.

    Args:
        book: knows the codes.
        on: the day of the page.
        diagnoses: True to look for ICD-10-CM codes, False for HCPCS and CPT.
        own: the page's own code as shown, which is not linked.
    """

    def __init__(self, book: CodeReference, on: date, *, diagnoses: bool, own: str) -> None:
        self._book = book
        self._on = on
        self._shape = _DIAGNOSIS if diagnoses else _PROCEDURE
        self._systems = {CodeSystem.ICD10CM} if diagnoses else {CodeSystem.CPT, CodeSystem.HCPCS}
        self._known: dict[str, CodeStanding | None] = {own: None}

    def pieces(self, text: str) -> tuple[TextPiece, ...]:
        """Return the text in pieces, in order and without loss."""
        found: list[TextPiece] = []
        end = 0
        for match in self._shape.finditer(text):
            standing = self._standing(match.group())
            if standing is None:
                continue
            if match.start() > end:
                found.append(TextPiece(text[end : match.start()]))
            found.append(TextPiece(match.group(), standing.code.system.value, standing.display))
            end = match.end()
        if end < len(text):
            found.append(TextPiece(text[end:]))
        return tuple(found)

    def _standing(self, text: str) -> CodeStanding | None:
        if text not in self._known:
            self._known[text] = next(filter(None, map(self._ask, self._candidates(text))), None)
        return self._known[text]

    def _candidates(self, text: str) -> list[Code]:
        return [code for code in possible_codes(text) if code.system in self._systems]

    def _ask(self, code: Code) -> CodeStanding | None:
        try:
            return self._book.standing(code, on=self._on)
        except CodewellError:
            return None


Linked = Callable[[str], tuple[TextPiece, ...]]
