"""What of a text is asked, where other text was pasted beside the question: only its sentences that end with a question mark."""

from __future__ import annotations

import re
from dataclasses import dataclass

from codewell.assistant.safety.screening import Screened, screen

_SENTENCE = re.compile(r"(?<=[.?!])\s|\n")
_MACHINE = re.compile(r"[{}\\|=_]|%%|&[a-z#]|\$\(|[a-z]\([\"'a-z]")
"""Signs of programs and markup, which questions on codes do not hold."""
_LABEL = re.compile(r"(?:^|(?<=[.?!] ))[A-Z][A-Za-z' ]{2,30}(?:\d{1,3})?(?:, [a-z]{1,12} [A-Z0-9]{1,4})?:\s", re.MULTILINE)
"""A line that begins like a piece of a document."""
_INSTRUCTIONS = "instructions"


@dataclass(frozen=True, slots=True)
class AskedPart:
    """What of a text is asked.

    Args:
        text: to be understood; empty where nothing of it is.
        declined: sentences beside it that are declined, with what as.
        left_out: whether anything was passed over.
    """

    text: str
    declined: tuple[tuple[str, Screened], ...] = ()
    left_out: bool = False


def asked_part(text: str, *, marked: bool) -> AskedPart:
    """Return what of a text is asked; the whole of it where it has no question mark or holds nothing pasted.

    Args:
        text: cleaned, identifiers taken out.
        marked: whether markup, addresses or encoded text were taken out of it.
    """
    sentences = [sentence.strip() for sentence in _SENTENCE.split(text) if sentence.strip()]
    questions = [sentence for sentence in sentences if sentence.endswith("?")]
    if not questions or len(questions) == len(sentences):
        return AskedPart(text)
    beside = [(sentence, found) for sentence in sentences if not sentence.endswith("?") and (found := screen(sentence))]
    declined = tuple((sentence, found) for sentence, found in beside if found.kind == _INSTRUCTIONS)
    if marked or declined or _MACHINE.search(text) or _LABEL.search(text):
        return AskedPart("\n".join(questions), declined[:1], left_out=True)
    return AskedPart(text)
