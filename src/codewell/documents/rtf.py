r"""RTF: the text of body, headers and notes as one part; `{\b Jo}hn` is one word.

Source: Microsoft, Rich Text Format Specification, version 1.9.1.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace
from typing import Final

from codewell.documents.decoding import Decoded
from codewell.documents.document import Format, PartKind, Unread
from codewell.documents.source_text import Change, Slot, SourceDocument, Transcript
from codewell.kernel.errors import InputError

_TOKEN = re.compile(r"\\([A-Za-z]{1,32})(-?\d{1,10})? ?|\\'([0-9A-Fa-f]{2})|\\([^A-Za-z])|([{}])|[\r\n]+|[^\\{}\r\n]+", re.DOTALL)
_SKIPPED_WORD = re.compile(r"\\'[0-9A-Fa-f]{2}|\\[A-Za-z]{1,32}-?\d{0,10} ?|\\[^A-Za-z]|[^\\{}\r\n]")
_KEPT_UNREAD: Final = frozenset({"fonttbl", "colortbl", "stylesheet"})
_PICTURES: Final = {"pict": "a picture; its text is not read", "object": "an embedded object"}
_REMOVED: Final = frozenset({"info", "private", "xe", "tc", "rxe", "bkmkstart", "bkmkend", *_PICTURES})
_BREAKS: Final = {"par": "\n", "line": "\n", "sect": "\n", "page": "\n", "row": "\n", "cell": "\t", "tab": "\t", "nestcell": "\t"}
_SIGNS: Final = {
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    "~": "\u00a0",
    "_": "-",
    "\\": "\\",
    "{": "{",
    "}": "}",
}
_DEEPEST: Final = 500


@dataclass(frozen=True, slots=True)
class _Group:
    """State that a group inherits and gives back at its end."""

    at: int
    fresh: bool = True
    silent: bool = False
    fallback: int = 1


def read(content: bytes, depth: int) -> SourceDocument:
    """Return an RTF document; pictures, objects, comments, fields' instructions and document information go when it is written.

    Raises:
        InputError: its groups do not close, or nest too deep.
    """
    source = Decoded(content.decode("latin-1"), "iso-8859-1")
    reading = _Reading(source.text)
    reading.read()
    body = Slot("body", "body", PartKind.PROSE, reading.body.text, reading.body.stretches, _written)
    return SourceDocument(Format.RTF, source, [body], removals=reading.removals, unread=reading.unread)


class _Reading:
    def __init__(self, source: str) -> None:
        self._source = source
        self._groups: list[_Group] = []
        self._removed_from = -1
        self._removed_level = 0
        self._codec = codecs.lookup(_codepage(source))
        self.body = Transcript()
        self.removals: list[Change] = []
        self.unread: list[Unread] = []

    def read(self) -> None:
        """Read from the first group to where it ends; what follows is taken out."""
        at = 0
        while at < len(self._source):
            token = _TOKEN.match(self._source, at)
            at = self._take(token, at) if token else at + 1
            if at and not self._groups:
                break
        if self._groups:
            raise InputError(
                "The RTF document is cut short: groups stay open.", next_step="Export it again.", slug="input.malformed"
            )
        if self._source[at:].strip("\r\n\0 "):
            self.removals.append(Change(at, len(self._source), ""))

    def _take(self, token: re.Match[str], at: int) -> int:
        word, number, code, symbol, brace = token.groups()
        if brace == "{":
            self._open(at)
        elif brace == "}":
            self._close(token.end())
        elif word is not None:
            return self._word(word, number, token)
        elif code is not None:
            self._text(self._codec.decode(bytes([int(code, 16)]), "replace")[0], at, token.end())
        elif symbol is not None:
            self._symbol(symbol, token)
        elif not token[0].isspace() or token[0].strip("\r\n"):
            self._plain(token)
        return token.end()

    def _open(self, at: int) -> None:
        if len(self._groups) >= _DEEPEST:
            raise InputError(
                f"The RTF document nests groups more than {_DEEPEST} deep.",
                next_step="Export it again.",
                slug="input.nested-too-deep",
            )
        outer = self._groups[-1] if self._groups else _Group(at)
        self._groups.append(replace(outer, at=at, fresh=True))

    def _close(self, until: int) -> None:
        group = self._groups.pop() if self._groups else _Group(0)
        if self._removed_from >= 0 and len(self._groups) < self._removed_level:
            # An empty group in its place: text behind must not become part of a control word before.
            self.removals.append(Change(group.at, until, "{}"))
            self._removed_from = -1

    def _word(self, word: str, number: str | None, token: re.Match[str]) -> int:
        group = self._groups[-1] if self._groups else _Group(0)
        fresh = group.fresh
        self._settle()
        if word == "bin":
            return min(len(self._source), token.end() + max(0, int(number or 0)))
        if word == "uc" and self._groups:
            self._groups[-1] = replace(self._groups[-1], fallback=int(number or 1))
        elif word == "u" and number is not None:
            return self._unicode(int(number), token, group.fallback)
        elif fresh and (word in _KEPT_UNREAD or word in _REMOVED):
            self._leave_out(word)
        elif word in _BREAKS and not group.silent:
            self.body.add(_BREAKS[word], 0, 0)
        elif word in _SIGNS:
            self._text(_SIGNS[word], token.start(), token.end())
        return token.end()

    def _unicode(self, number: int, token: re.Match[str], fallback: int) -> int:
        """Read a character and pass over what older programs show in its place."""
        until = token.end()
        for _ in range(min(fallback, 8)):
            skipped = _SKIPPED_WORD.match(self._source, until)
            if skipped is None:
                break
            until = skipped.end()
        letter = chr(number % 65536)
        low = re.compile(r"\\u(-?\d{1,6}) ?").match(self._source, until) if "\ud800" <= letter < "\udc00" else None
        if low and 0xDC00 <= int(low[1]) % 65536 < 0xE000:
            pair = (ord(letter) - 0xD800) * 1024 + int(low[1]) % 65536 - 0xDC00
            self._text(chr(0x10000 + pair), token.start(), low.end())
            return self._after_fallback(low.end(), fallback)
        self._text("\ufffd" if "\ud800" <= letter < "\ue000" else letter, token.start(), until)
        return until

    def _after_fallback(self, at: int, fallback: int) -> int:
        for _ in range(min(fallback, 8)):
            skipped = _SKIPPED_WORD.match(self._source, at)
            at = skipped.end() if skipped else at
        return at

    def _symbol(self, symbol: str, token: re.Match[str]) -> None:
        if symbol == "*":
            if self._groups and self._groups[-1].fresh:
                self._leave_out("*")
            return
        self._settle()
        if symbol in "\r\n" and not (self._groups and self._groups[-1].silent):
            self.body.add("\n", 0, 0)
        elif symbol in _SIGNS:
            self._text(_SIGNS[symbol], token.start(), token.end())

    def _plain(self, token: re.Match[str]) -> None:
        self._settle()
        text = token[0]
        if not text.isascii():
            text = "".join(
                letter if letter.isascii() else self._codec.decode(letter.encode("latin-1"), "replace")[0] for letter in text
            )
        if len(text) == len(token[0]):
            self._text(text, token.start(), token.end())

    def _text(self, text: str, at: int, until: int) -> None:
        if self._groups and not self._groups[-1].silent:
            self.body.add(text, at, until)
        self._settle()

    def _settle(self) -> None:
        if self._groups and self._groups[-1].fresh:
            self._groups[-1] = replace(self._groups[-1], fresh=False)

    def _leave_out(self, word: str) -> None:
        self._groups[-1] = replace(self._groups[-1], silent=True, fresh=False)
        if word not in _KEPT_UNREAD and self._removed_from < 0:
            self._removed_from, self._removed_level = self._groups[-1].at, len(self._groups)
            if word in _PICTURES:
                self.unread.append(Unread(f"{word} {len(self.unread) + 1}", _PICTURES[word]))


def _codepage(source: str) -> str:
    declared = re.search(r"\\ansicpg(\d{3,5})", source[:4096])
    name = f"cp{declared[1]}" if declared else "cp1252"
    try:
        return codecs.lookup(name).name if len("é".encode(name, "replace")) == 1 else "cp1252"
    except LookupError:
        return "cp1252"


def _written(text: str) -> str:
    return "".join(_letter(letter) for letter in text)


def _letter(letter: str) -> str:
    if letter in "\\{}":
        return f"\\{letter}"
    if letter == "\n":
        return "\\line "
    if letter == "\t":
        return "\\tab "
    if ord(letter) < 128:
        return letter
    units = letter.encode("utf-16-le", "surrogatepass")
    return "".join(f"\\u{int.from_bytes(units[at : at + 2], 'little', signed=True)}?" for at in range(0, len(units), 2))
