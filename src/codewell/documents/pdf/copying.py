"""Pages copied into a new PDF: what the table names, and nothing else of the file they come from.

An incremental save, an unused object, a thumbnail or a tag can hold what the pages no longer show. Writing a new file from
an allow-list leaves all of them behind, also those that nobody has thought of.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name

from codewell.documents.pdf.content import instructions_of, resource
from codewell.documents.pdf.fonts import Code, Font
from codewell.documents.pdf.glyphs import Show, ShowKey, StreamKey
from codewell.documents.pdf.kept import kept
from codewell.documents.pdf.removal import REPLACEMENT_FONT, Removals, StreamPolicy, written_stream

_DEEPEST = 30
_COLOUR_SPACES_WITH_STRINGS = ("/Indexed", "/I")


@dataclass(frozen=True, slots=True)
class _Manner:
    """How the streams of a page are written: shapes that may be letters stay, invisible text becomes visible."""

    keeps_outlines: bool
    shows_hidden: bool


@dataclass(slots=True)
class Copier:
    """Copies pages into a new document.

    Args:
        target: the new document.
        shows: the text-showing operators that were read.
        removals: what goes.
        texts: for the object number of each font, the codes that stay and what they say.
        keeps_images: images stay.
        outlined: 0-based pages whose curved shapes may be letters and go.
        scanned: 0-based pages whose images go and whose invisible text becomes visible.
    """

    target: pikepdf.Pdf
    shows: Mapping[ShowKey, Show]
    removals: Removals
    texts: Mapping[int, Mapping[bytes, Code]]
    keeps_images: bool
    outlined: frozenset[int] = frozenset()
    scanned: frozenset[int] = frozenset()
    _done: dict[tuple[int, str], pikepdf.Object] = field(default_factory=dict)

    def copy_page(self, page: pikepdf.Page, number: int) -> None:
        """Add a page to the new document."""
        written = self._dictionary(page.obj, "page", 0)
        written.Type = Name.Page
        inherited = page.obj.get("/Resources")
        resources = inherited if isinstance(inherited, Dictionary) else Dictionary()
        manner = _Manner(number not in self.outlined, number in self.scanned)
        content = written_stream(instructions_of(page), ("page", number), self._policy(resources, manner))
        written.Resources = self._resources(resources, manner, 0)
        written.Contents = self.target.make_stream(content)
        self.target.pages.append(pikepdf.Page(self.target.make_indirect(written)))

    def _policy(self, resources: pikepdf.Object, manner: _Manner) -> StreamPolicy:
        def draws(name: str) -> bool:
            drawn = resource(resources, "/XObject", name)
            subtype = drawn.get("/Subtype") if isinstance(drawn, pikepdf.Stream) else None
            return bool(subtype == "/Form" or (subtype == "/Image" and self.keeps_images))

        return StreamPolicy(self.shows, self.removals, draws, self.keeps_images, manner.keeps_outlines, manner.shows_hidden)

    def _resources(self, source: pikepdf.Object, manner: _Manner, depth: int) -> Dictionary:
        copied = Dictionary()
        for category, kind in _CATEGORIES.items():
            listed = source.get(category)
            if not isinstance(listed, Dictionary):
                continue
            entries = Dictionary()
            for name, one in listed.items():
                value = self._resource(one, kind, source, manner, depth + 1)
                if value is not None:
                    entries[name] = value
            if len(entries.keys()):
                copied[category] = entries
        fonts = copied.get("/Font", Dictionary())
        fonts[REPLACEMENT_FONT] = Dictionary(
            Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding
        )
        copied.Font = fonts
        return copied

    def _resource(
        self, source: pikepdf.Object, kind: str, around: pikepdf.Object, manner: _Manner, depth: int
    ) -> pikepdf.Object | None:
        if depth > _DEEPEST:
            return None
        if kind == "colour_space":
            return self._colour_space(source, depth)
        if kind == "xobject":
            subtype = source.get("/Subtype") if isinstance(source, pikepdf.Stream) else None
            if isinstance(source, pikepdf.Stream) and subtype == "/Form":
                return self._form(source, ("form", source.objgen[0]), around, manner, depth)
            return self._copied(source, "image", depth) if subtype == "/Image" and self.keeps_images else None
        if kind == "pattern" and isinstance(source, pikepdf.Stream):
            return self._form(source, ("pattern", source.objgen[0]), around, manner, depth, kind="pattern")
        return self._copied(source, kind, depth)

    def _form(
        self, source: pikepdf.Stream, key: StreamKey, around: pikepdf.Object, manner: _Manner, depth: int, kind: str = "form"
    ) -> pikepdf.Object:
        """Copy a form or a pattern with its content; text of one that was not read as part of a page goes.

        Args:
            around: resources of what draws it, which hold where it has none of its own.
        """
        done = (source.objgen[0], f"{key[0]} {manner}")
        known = self._done.get(done)
        if known is not None:
            return known
        placed = self._done[done] = self.target.make_stream(b"")
        own = source.get("/Resources")
        resources = own if isinstance(own, Dictionary) else around
        placed.write(written_stream(instructions_of(source), key, self._policy(resources, manner)))
        for name, value in self._dictionary(source, kind, depth).items():
            placed[name] = value
        placed.Resources = self._resources(resources, manner, depth)
        return placed

    def _copied(self, source: pikepdf.Object, kind: str, depth: int) -> pikepdf.Object | None:
        """Copy a dictionary or stream of a kind, once for all that refer to it."""
        if not isinstance(source, (Dictionary, pikepdf.Stream)) or depth > _DEEPEST:
            return None
        key = (source.objgen[0], kind)
        if source.is_indirect and key in self._done:
            return self._done[key]
        if isinstance(source, pikepdf.Stream):
            copied: pikepdf.Object = self._raw(source)
        else:
            copied = self.target.make_indirect(Dictionary())
        if source.is_indirect:
            self._done[key] = copied
        for name, value in self._dictionary(source, kind, depth).items():
            copied[name] = value
        if kind == "font":
            self._complete_font(source, copied, depth)
        mask = source.get("/G") if kind == "soft_mask" else None
        if isinstance(mask, pikepdf.Stream):
            copied["/G"] = self._form(mask, ("mask", mask.objgen[0]), Dictionary(), _Manner(True, False), depth + 1)
        return copied

    def _complete_font(self, source: pikepdf.Object, copied: pikepdf.Object, depth: int) -> None:
        encoding = source.get("/Encoding")
        if isinstance(encoding, pikepdf.Stream):
            copied.Encoding = self._raw(encoding)
            if isinstance(encoding.get("/CIDSystemInfo"), Dictionary):
                copied.Encoding.CIDSystemInfo = self._dictionary(encoding.CIDSystemInfo, "system", depth)
        codes = self.texts.get(source.objgen[0], {})
        if "/ToUnicode" in source:
            copied.ToUnicode = self.target.make_stream(_to_unicode(codes))
        if source.get("/Subtype") != "/Type3":
            return
        procedures = Dictionary()
        own = source.get("/Resources")
        resources = own if isinstance(own, Dictionary) else Dictionary()
        drawing = StreamPolicy({}, Removals(), lambda name: False, keeps_images=True, keeps_outlines=True)
        for name, one in source.get("/CharProcs", Dictionary()).items():
            if isinstance(one, pikepdf.Stream):
                procedures[name] = self.target.make_stream(written_stream(instructions_of(one), ("glyph", 0), drawing))
        copied.CharProcs = procedures
        spaces = Dictionary({"/ColorSpace": resources.get("/ColorSpace", Dictionary())})
        copied.Resources = self._resources(spaces, _Manner(True, False), depth + 1)

    def _dictionary(self, source: pikepdf.Object, kind: str, depth: int) -> Dictionary:
        table, copied = kept().kinds[kind], Dictionary()
        for name, value in source.items():
            inner = table.within.get(name)
            if inner == "colour_space":
                taken: Any = self._colour_space(value, depth + 1)
            elif inner and isinstance(value, pikepdf.Array) and any(isinstance(one, Dictionary) for one in value):
                taken = pikepdf.Array([one for one in (self._copied(one, inner, depth + 1) for one in value) if one is not None])
            elif inner and (isinstance(value, Dictionary) or (isinstance(value, pikepdf.Stream) and name not in table.streams)):
                taken = self._copied(value, inner, depth + 1)
            elif name in table.streams and isinstance(value, pikepdf.Stream):
                taken = self._raw(value)
            elif name in table.strings and isinstance(value, pikepdf.String):
                taken = pikepdf.String(bytes(value))
            else:
                taken = _plain(value, 0) if name in table.values else None
            if taken is not None:
                copied[name] = taken
        return copied

    def _raw(self, source: pikepdf.Stream) -> pikepdf.Stream:
        key = (source.objgen[0], "raw")
        known = self._done.get(key)
        if isinstance(known, pikepdf.Stream):
            return known
        copied = self.target.make_stream(bytes(source.read_raw_bytes()))
        for name in kept().kinds["stream"].values:
            value = _plain(source[name], 0) if name in source else None
            if value is not None:
                copied[name] = value
        self._done[key] = copied
        return copied

    def _colour_space(self, source: pikepdf.Object, depth: int) -> pikepdf.Object | None:
        if isinstance(source, Name):
            return source
        if not isinstance(source, pikepdf.Array) or depth > _DEEPEST or not len(source):
            return None
        copied: list[pikepdf.Object] = []
        for one in source:
            value: pikepdf.Object | None
            if isinstance(one, pikepdf.Stream):
                value = self._copied(one, "function", depth + 1) if "/FunctionType" in one else self._raw(one)
            elif isinstance(one, Dictionary):
                value = self._copied(one, "function", depth + 1) if "/FunctionType" in one else _numbers_only(one)
            elif isinstance(one, pikepdf.String):
                value = pikepdf.String(bytes(one)) if str(source[0]) in _COLOUR_SPACES_WITH_STRINGS else None
            elif isinstance(one, pikepdf.Array):
                value = self._colour_space(one, depth + 1)
            else:
                value = one
            if value is not None:
                copied.append(value)
        return pikepdf.Array(copied)


_CATEGORIES = {
    "/Font": "font",
    "/XObject": "xobject",
    "/ExtGState": "ext_gstate",
    "/ColorSpace": "colour_space",
    "/Pattern": "pattern",
    "/Shading": "shading",
}


def _plain(value: Any, depth: int) -> Any:
    """Return a number, a name, or an array or small dictionary of them; None for all else, strings with it."""
    if isinstance(value, pikepdf.Array) and depth < 6:
        return pikepdf.Array([one for one in (_plain(one, depth + 1) for one in value) if one is not None])
    if isinstance(value, Dictionary):
        return _numbers_only(value)
    if isinstance(value, (pikepdf.String, pikepdf.Stream, pikepdf.Operator, bytes, str)):
        return None
    return value


def _numbers_only(value: Dictionary) -> Dictionary:
    kept_entries = {name: _plain(one, 3) for name, one in value.items() if not isinstance(one, Dictionary)}
    return Dictionary({name: one for name, one in kept_entries.items() if one is not None})


def _to_unicode(codes: Mapping[bytes, Code]) -> bytes:
    """Return a character map of the codes that stay, in their order; the file's own may list letters as they were first used."""
    told = sorted((code, one.text) for code, one in codes.items() if one.text)
    lines = ["/CIDInit /ProcSet findresource begin 12 dict begin begincmap", "/CMapName /Codewell def /CMapType 2 def"]
    width = max((len(code) for code, _ in told), default=1)
    lines += ["1 begincodespacerange", f"<{'00' * width}> <{'FF' * width}>", "endcodespacerange"]
    for at in range(0, len(told), 100):
        block = told[at : at + 100]
        lines.append(f"{len(block)} beginbfchar")
        lines += [f"<{code.hex()}> <{text.encode('utf-16-be').hex()}>" for code, text in block]
        lines.append("endbfchar")
    lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
    return "\n".join(lines).encode("ascii")


def font_texts(fonts: Iterable[Font], staying: Mapping[int, set[bytes]]) -> dict[int, dict[bytes, Code]]:
    """Return for the object number of each font the codes that stay."""
    return {
        font.source.objgen[0]: {code: one for code, one in font.texts().items() if code in staying.get(id(font), set())}
        for font in fonts
    }
