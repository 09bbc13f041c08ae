"""A question in plain characters: no marks that hide or turn text, no look-alike letters, no markup, addresses or encoded text.

What is taken out of a question could not be answered from, and is what carries hidden instructions; a notice says that it was
left out. Offsets of everything that reads the question afterwards are those of the cleaned text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from codewell.assistant.safety.lookalikes import in_latin

_HIDDEN = frozenset({"Cf", "Cc", "Cs", "Co", "Cn"})
"""Categories of characters that show nothing: format and control characters, surrogates, private and unassigned ones."""
_BREAKS = frozenset("\t\n\v\f\r\x85\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}")
_HARMLESS = frozenset("\N{SOFT HYPHEN}\N{ZERO WIDTH NO-BREAK SPACE}\N{ZERO WIDTH JOINER}\N{LEFT-TO-RIGHT MARK}")
"""Hidden characters that come along with text copied from documents and with pictures."""
_PICTURES = frozenset({"So", "Sk", "Mn", "Me"})
_KEPT_SYMBOLS = frozenset("\N{DEGREE SIGN}^`\N{ACUTE ACCENT}")
_COMMENT = re.compile(r"<!--[^>]{0,4000}>")
_LINK = re.compile(r"!?\[([^\][]{0,300})\]\([^()]{0,2000}\)")
_TAG = re.compile(r"</?[A-Za-z!?][^<>]{0,2000}>|<\|[a-z_]{1,40}\|>")
_ADDRESS = re.compile(r"(?:\b(?:https?|ftp|file|javascript|data|vbscript)\s?:|\bwww\.)[^\s<>\"]{0,4000}", re.IGNORECASE)
_ENCODED = re.compile(r"[A-Za-z0-9+/_=%-]{32,}")
_ROLE = re.compile(
    r"^[ \t]?(?i:system|assistant|developer) ?:[^\n]{0,4000}"
    r"|(?<=[.?!>] )(?i:system|assistant|developer) ?:[^\n]{0,4000}"
    r"|(?<=[ .])(?:SYSTEM|ASSISTANT|DEVELOPER) ?:[^\n]{0,4000}",
    re.MULTILINE,
)
"""Text that poses as another speaker's."""
_TERMINAL = re.compile(r"\x1b?\[[0-9;]{1,12}m|\x1b\[[0-9;?]{0,12}[A-Za-z]")
"""Orders to a terminal."""
_FENCE = re.compile(r"`{3,}|~{3,}|\"{3,}|={4,}|-{4,}|#{3,}")
_SPACE = re.compile(r"[ \t\N{NO-BREAK SPACE}]+")
LEFT_OUT = "Markup, addresses, hidden characters, encoded text and words posing as the system's were left out of the question."


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A question in plain characters.

    Args:
        text: to be read from here on; empty where nothing of it can be read.
        notices: what was left out.
    """

    text: str
    notices: tuple[str, ...] = ()


def clean(text: str) -> Cleaned:
    """Return a question in plain characters: compatibility forms, look-alike letters and blanks as usual ones.

    Args:
        text: as received; the caller bounds its length.
    """
    shown = "".join(_shown(character) for character in unicodedata.normalize("NFKC", _TERMINAL.sub(" ", text)))
    plain = in_latin(shown)
    bare = _LINK.sub(r" \1 ", _COMMENT.sub(" ", plain))
    for left_out in (_TAG, _ADDRESS, _ENCODED, _ROLE, _FENCE):
        bare = left_out.sub(" ", bare)
    hidden = any(unicodedata.category(character) == "Cf" and character not in _HARMLESS for character in text)
    notices = (LEFT_OUT,) if hidden or bare != plain else ()
    lines = (_SPACE.sub(" ", line).strip() for line in bare.split("\n"))
    return Cleaned("\n".join(line for line in lines if line), notices)


def _shown(character: str) -> str:
    if character in _BREAKS:
        return " " if character == "\t" else "\n"
    category = unicodedata.category(character)
    if category in _HIDDEN:
        return ""
    if category in _PICTURES and character not in _KEPT_SYMBOLS:
        return "" if category in ("Mn", "Me") else " "
    return " " if category == "Zs" else character
