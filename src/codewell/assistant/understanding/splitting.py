"""Several questions asked at once, parted."""

from __future__ import annotations

import re

from codewell.assistant.understanding.cues import cue_table
from codewell.assistant.understanding.words import lower

MOST_QUESTIONS = 8
_END = re.compile(r"[?;\n]")
_STOP = re.compile(r"[.!][ \n]")
_AND = re.compile(
    r"(?:,? (?:and|&)(?: also| then)?|,(?: and)?(?: also)?| also,?) (?=(?:what|which|when|where|how|why|who)\b"
    r"|(?:is|are|can|does|do|did|was|were|will|should|has) "
    r"(?:it|this|that|they|these|those|the|there|i|we|you|medicare|[a-z]?[0-9])"
    r"|(?:tell|show|give|compare|find|list|explain) )",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?:\(?[0-9]{1,2}[.)]|[-*•])[ \t]+")
_CONDITIONS = ("when ", "what if ", "where ")
_FEWEST_WORDS = 2
_FEWEST_BEFORE_COMMA = 3


def parted(text: str) -> tuple[str, ...]:
    """Return the questions of a text in order, at most eight; a statement stays with the question after it."""
    found: list[str] = []
    said = ""
    for sentence, asks in _sentences(text):
        pieces = _clauses(sentence)
        words = set(re.findall(r"[a-z]+", lower(sentence)))
        if not asks and not _opens(sentence) and words <= cue_table().pleasantries and not re.search("[0-9]", sentence):
            continue
        if not asks and not _opens(sentence) and len(pieces) == 1 and not _is_short(sentence):
            said = f"{said} {sentence}".strip()
            continue
        found.append(f"{said} {pieces[0]}".strip())
        found += pieces[1:]
        said = ""
    if said:
        found.append(said)
    return tuple(found[:MOST_QUESTIONS]) or (text.strip(),)


def _sentences(text: str) -> list[tuple[str, bool]]:
    """Return the sentences and whether each ends with a question mark."""
    found: list[tuple[str, bool]] = []
    start = 0
    for match in _END.finditer(text):
        for sentence in _statements(text[start : match.start()]):
            found.append((sentence, False))
        if match[0] == "?" and found and start < match.start():
            found[-1] = (found[-1][0] + "?", True)
        start = match.end()
    found += [(sentence, False) for sentence in _statements(text[start:])]
    return found


def _statements(text: str) -> list[str]:
    pieces: list[str] = []
    start = 0
    for match in _STOP.finditer(text):
        last = re.split(r"[ (]", text[max(start, match.start() - 12) : match.start()])[-1].lower()
        if last in cue_table().abbreviated or len(last) == 1:
            continue
        pieces.append(text[start : match.end() - 1])
        start = match.end()
    pieces.append(text[start:])
    return [clean for piece in pieces if (clean := _without_number(piece.strip())) and re.search(r"\w", clean)]


def _without_number(text: str) -> str:
    match = _NUMBERED.match(text)
    return text[match.end() :] if match else text


def _opens(text: str) -> bool:
    first = re.search(r"[a-z]+", lower(text))
    return first is not None and first[0] in cue_table().openers | {"whats", "whens", "pls", "please"}


def _is_short(text: str) -> bool:
    """Say whether a piece without a verb that asks is a question in telegram style ("MUE J1100")."""
    return not text.endswith((".", "!"))


def _clauses(sentence: str) -> list[str]:
    """Return the questions that one sentence joins with "and" or a comma."""
    pieces: list[str] = []
    start = 0
    for match in _AND.finditer(sentence):
        left, right = sentence[start : match.start()], sentence[match.end() :]
        enough = _FEWEST_BEFORE_COMMA if match[0].startswith(",") else _FEWEST_WORDS
        if "and" not in match[0].lower() and lower(left.lstrip()).startswith(_CONDITIONS):
            continue
        if len(right.split()) < _FEWEST_WORDS or len(left.split()) < enough or not _asks(left):
            continue
        pieces.append(left.strip())
        start = match.end()
    pieces.append(sentence[start:].strip())
    return pieces


def _asks(text: str) -> bool:
    first = text.split(maxsplit=1)[0].lower()
    return _opens(text) or text.rstrip().endswith("?") or (first not in cue_table().scene and any(one.isdigit() for one in text))
