"""Fonts of a PDF: what the bytes of a shown string say, how far each glyph moves the pen, and which cannot be known.

A code whose character is not certain has no text. The reader then says that the page was not wholly read, and the
writer takes the glyph out: a wrong guess would leave a name in.

Source: ISO 32000-2, 9.5 to 9.10.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pikepdf

from codewell.documents.pdf.character_maps import CharacterMap, read_character_map
from codewell.documents.pdf.plain_values import decoded, number, whole

_SYMBOLIC = 4
_MOST_WIDTHS = 20_000
_STANDARD_SYMBOL_FONTS = ("Symbol", "ZapfDingbats")


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a shown string.

    Args:
        size: its bytes.
        text: what it says; None where that is not known.
        advance: how far it moves the pen, in text space for a font of size 1.
        is_space: it is the single byte 32, which word spacing applies to.
    """

    size: int
    text: str | None
    advance: float
    is_space: bool


class Font:
    """A font as the strings shown in it need it."""

    def __init__(self, source: pikepdf.Object) -> None:
        self.source = source
        kind = str(source.get("/Subtype", ""))
        self._composite = _Composite(source) if kind == "/Type0" else None
        self._simple = None if self._composite else _Simple(source, kind)
        self.is_vertical = self._composite is not None and self._composite.is_vertical
        self._known: dict[bytes, Code] = {}

    def codes(self, shown: bytes) -> list[Code]:
        """Return the codes of a shown string in order; together they have all its bytes."""
        if self._simple:
            return [self._code(shown[at : at + 1]) for at in range(len(shown))]
        at, codes = 0, []
        while at < len(shown):
            size = self._composite.code_width(shown, at) if self._composite else 1
            code = self._code(shown[at : at + size])
            codes.append(code)
            at += code.size
        return codes

    def _code(self, code: bytes) -> Code:
        known = self._known.get(code)
        if known is None:
            room: _Simple | _Composite = self._simple or self._composite  # type: ignore[assignment]
            known = Code(len(code), readable(room.text_of(code)), room.advance_of(code), code == b" ")
            self._known[code] = known
        return known

    def texts(self) -> Mapping[bytes, Code]:
        """Return every code that has been asked for."""
        return self._known


def readable(text: str | None) -> str | None:
    """Return the text as a person reads it, ligatures as their letters; None where it says nothing certain."""
    if not text or any(unicodedata.category(letter) in ("Co", "Cn", "Cs", "Cc") or letter == "\ufffd" for letter in text):
        return " " if text and text.isspace() else None
    if text.isspace():
        return " "
    if "\ufb00" <= text[0] <= "\ufb06":
        text = unicodedata.normalize("NFKC", text)
    # A soft hyphen that a page shows is a hyphen; marks without a width are seen by nobody and part words.
    seen = "".join(
        "-" if letter == "\u00ad" else letter for letter in text if unicodedata.category(letter) != "Cf" or letter == "\u00ad"
    )
    return seen or None


class _Simple:
    """A font with codes of one byte."""

    def __init__(self, source: pikepdf.Object, kind: str) -> None:
        self._to_unicode = _to_unicode(source)
        self._encoding = _encoding(source, kind)
        self._first = whole(source.get("/FirstChar"), 0)
        listed = source.get("/Widths")
        self._widths = [number(one) for one in list(listed)[:256]] if isinstance(listed, pikepdf.Array) else []
        descriptor = source.get("/FontDescriptor")
        missing = descriptor.get("/MissingWidth") if isinstance(descriptor, pikepdf.Dictionary) else None
        self._missing = number(missing)
        self._unit = 0.001
        if kind == "/Type3" and isinstance(source.get("/FontMatrix"), pikepdf.Array):
            self._unit = abs(number(source.FontMatrix[0])) or 0.001
        self._standard = _standard_widths(str(source.get("/BaseFont", ""))[1:]) if not self._widths else {}

    def text_of(self, code: bytes) -> str | None:
        mapped = self._to_unicode.text_of(code[0], 1) if self._to_unicode else None
        return mapped if mapped else self._encoding.get(code[0])

    def advance_of(self, code: bytes) -> float:
        at = code[0] - self._first
        if 0 <= at < len(self._widths):
            return self._widths[at] * self._unit
        return self._standard.get(self._encoding.get(code[0], ""), self._missing) * self._unit


class _Composite:
    """A font with codes of several bytes (Type 0)."""

    def __init__(self, source: pikepdf.Object) -> None:
        inner = source.get("/DescendantFonts")
        descendant = inner[0] if isinstance(inner, pikepdf.Array) and len(inner) else pikepdf.Dictionary()
        self._to_unicode = _to_unicode(source)
        encoding = source.get("/Encoding")
        self._own = read_character_map(decoded(encoding)) if isinstance(encoding, pikepdf.Stream) else None
        named = self._own.uses if self._own else str(encoding or "")[1:]
        self._identity = named.startswith("Identity") or not named
        self._predefined = _predefined(named) if named and not self._identity else None
        mode = encoding.get("/WMode", 0) if isinstance(encoding, pikepdf.Stream) else 0
        self.is_vertical = named.endswith("-V") or named == "V" or mode == 1
        self._by_glyph = _characters_of_collection(descendant)
        self._default = number(descendant.get("/DW"), 1000.0)
        self._widths = _width_ranges(descendant.get("/W"))

    def code_width(self, shown: bytes, at: int) -> int:
        left = len(shown) - at
        if self._own and self._own.code_spaces:
            return min(self._own.code_width(shown, at) or 1, left)
        if self._predefined is not None:
            node: Any = self._predefined
            for size in range(1, min(left, 4) + 1):
                node = node.get(shown[at + size - 1]) if isinstance(node, dict) else None
                if isinstance(node, int):
                    return size
            return 1
        return min(2, left)

    def text_of(self, code: bytes) -> str | None:
        if self._to_unicode:
            mapped = self._to_unicode.text_of(int.from_bytes(code), len(code))
            if mapped:
                return mapped
        glyph = self._glyph(code)
        return self._by_glyph.get(glyph) if glyph is not None else None

    def advance_of(self, code: bytes) -> float:
        if self.is_vertical:
            return -1.0
        glyph = self._glyph(code)
        at = bisect_right(self._widths, glyph, key=lambda one: one[0]) - 1 if glyph is not None else -1
        if glyph is None or at < 0 or glyph > self._widths[at][1]:
            return self._default / 1000
        first, _, widths = self._widths[at]
        return (widths[glyph - first] if len(widths) > 1 else widths[0]) / 1000

    def _glyph(self, code: bytes) -> int | None:
        if self._own:
            glyph = self._own.glyph_of(int.from_bytes(code), len(code))
            if glyph is not None:
                return glyph
        if self._predefined is not None:
            node: Any = self._predefined
            for byte in code:
                node = node.get(byte) if isinstance(node, dict) else None
            return node if isinstance(node, int) else None
        return int.from_bytes(code) if self._identity and len(code) == 2 else None


def _to_unicode(source: pikepdf.Object) -> CharacterMap | None:
    stream = source.get("/ToUnicode")
    return read_character_map(decoded(stream)) if isinstance(stream, pikepdf.Stream) else None


def _encoding(source: pikepdf.Object, kind: str) -> dict[int, str]:
    """Return the characters of a simple font's codes by its encoding; a font's built-in encoding is not guessed."""
    from pdfminer.encodingdb import EncodingDB, name2unicode

    encoding = source.get("/Encoding")
    base = str(encoding)[1:] if isinstance(encoding, pikepdf.Name) else ""
    changes: list[Any] = []
    if isinstance(encoding, pikepdf.Dictionary):
        base = str(encoding.get("/BaseEncoding", ""))[1:]
        listed = encoding.get("/Differences")
        changes = list(listed)[:1000] if isinstance(listed, pikepdf.Array) else []
    if not base and kind != "/Type3" and _is_latin_text(source):
        base = "WinAnsiEncoding" if kind == "/TrueType" else "StandardEncoding"
    characters = dict(EncodingDB.get_encoding(base)) if base in EncodingDB.encodings else {}
    code = 0
    for one in changes:
        if isinstance(one, pikepdf.Name):
            try:
                characters[code] = name2unicode(str(one)[1:])
            except (KeyError, ValueError):
                characters.pop(code, None)
            code += 1
        else:
            code = whole(one, 0)
    return characters


def _is_latin_text(source: pikepdf.Object) -> bool:
    """Say whether a font without an encoding has the standard one: it is not embedded, or says it is not symbolic."""
    if str(source.get("/BaseFont", ""))[1:].startswith(_STANDARD_SYMBOL_FONTS):
        return False
    descriptor = source.get("/FontDescriptor")
    return not isinstance(descriptor, pikepdf.Dictionary) or not whole(descriptor.get("/Flags"), 0) & _SYMBOLIC


def _standard_widths(name: str) -> Mapping[str, float]:
    from pdfminer.fontmetrics import FONT_METRICS

    alias = {"Arial": "Helvetica", "TimesNewRoman": "Times-Roman", "CourierNew": "Courier"}
    metrics = FONT_METRICS.get(name) or FONT_METRICS.get(alias.get(name.split(",")[0].split("-")[0], "Helvetica"))
    return metrics[1] if metrics else {}


def _predefined(name: str) -> Mapping[int, Any]:
    from pdfminer.cmapdb import CMapDB

    try:
        return dict(getattr(CMapDB.get_cmap(name), "code2cid", {}))
    except (CMapDB.CMapNotFound, KeyError, ValueError):
        return {}


def _characters_of_collection(descendant: pikepdf.Object) -> Mapping[int, str]:
    from pdfminer.cmapdb import CMapDB

    info = descendant.get("/CIDSystemInfo")
    if not isinstance(info, pikepdf.Dictionary):
        return {}
    collection = f"{info.get('/Registry', '')}-{info.get('/Ordering', '')}"
    if collection not in ("Adobe-Japan1", "Adobe-GB1", "Adobe-CNS1", "Adobe-Korea1"):
        return {}
    try:
        return dict(CMapDB.get_unicode_map(collection).cid2unichr)
    except (CMapDB.CMapNotFound, KeyError):
        return {}


def _width_ranges(listed: pikepdf.Object | None) -> list[tuple[int, int, list[float]]]:
    ranges: list[tuple[int, int, list[float]]] = []
    if not isinstance(listed, pikepdf.Array):
        return ranges
    values = list(listed)[:_MOST_WIDTHS]
    at = 0
    while at + 1 < len(values):
        first, second = whole(values[at], 0), values[at + 1]
        if isinstance(second, pikepdf.Array):
            widths = [number(one) for one in second]
            if widths:
                ranges.append((first, first + len(widths) - 1, widths))
            at += 2
        elif at + 2 < len(values):
            ranges.append((first, whole(second, 0), [number(values[at + 2])]))
            at += 3
        else:
            break
    return sorted(ranges, key=lambda one: one[0])
