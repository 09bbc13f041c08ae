"""Content streams of a PDF page, walked through for what they show (ISO 32000-2, 8 and 9)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, cast

import pikepdf

from codewell.documents.pdf.fonts import Font
from codewell.documents.pdf.glyphs import IDENTITY, Matrix, Pen, Shown, StreamKey, TextState, product
from codewell.documents.pdf.plain_values import check_filters, decoded, number, whole
from codewell.documents.pdf.refusals import drawn_within_itself, malformed, too_large

MOST_INSTRUCTIONS = 1_500_000
"""Instructions of one page, forms that it draws counted each time: a page that draws forms that draw forms has no end."""

SHOWING = frozenset({"Tj", "TJ", "'", '"'})
PAINTING = frozenset({"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "n"})
CURVED = frozenset({"c", "v", "y"})
ROUNDED_BOX = 8
"""Curved pieces of a box with round corners or a circle, as drawing libraries write them; a letter or a pen stroke has more."""

Instructions = list[pikepdf.ContentStreamInstruction | pikepdf.ContentStreamInlineImage]


def instructions_of(source: pikepdf.Page | pikepdf.Stream) -> Instructions:
    """Return the instructions of a page's or a form's content.

    Raises:
        InputError: the content cannot be parsed, or unpacks to too much.
    """
    streams = tuple(_streams(source))
    for stream in streams:
        check_filters(stream)
    try:
        return list(pikepdf.parse_content_stream(source))
    except (pikepdf.PdfError, RuntimeError, TypeError, ValueError):
        for stream in streams:
            decoded(stream)
        raise malformed() from None


def _streams(source: pikepdf.Page | pikepdf.Stream) -> Iterable[pikepdf.Stream]:
    if isinstance(source, pikepdf.Stream):
        return (source,)
    contents = source.obj.get("/Contents")
    if isinstance(contents, pikepdf.Stream):
        return (contents,)
    return [one for one in contents if isinstance(one, pikepdf.Stream)] if isinstance(contents, pikepdf.Array) else ()


class FontShelf:
    """The fonts of a document, each read once."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._known: dict[tuple[int, int], Font] = {}

    def font(self, resources: pikepdf.Object | None, name: str) -> Font | None:
        """Return the font of this name in the resources; None where there is none."""
        source = resource(resources, "/Font", name)
        if not isinstance(source, pikepdf.Dictionary):
            return None
        if not source.is_indirect and resources is not None:
            # A font written inside the resources gets a number, so that it is known again.
            source = resources["/Font"][name] = self._pdf.make_indirect(source)
        known = self._known.get(source.objgen)
        if known is None:
            known = self._known[source.objgen] = Font(source)
        return known

    def __iter__(self) -> Iterator[Font]:
        return iter(self._known.values())


def resource(resources: pikepdf.Object | None, category: str, name: str) -> pikepdf.Object | None:
    """Return a named resource, None where there is none."""
    listed = resources.get(category) if isinstance(resources, pikepdf.Dictionary) else None
    return listed.get(name) if isinstance(listed, pikepdf.Dictionary) and name.startswith("/") else None


class Walker:
    """Walks through the content of one page."""

    def __init__(self, fonts: FontShelf) -> None:
        self.shown = Shown()
        self._fonts = fonts
        self._left = MOST_INSTRUCTIONS
        self._forms: dict[int, Instructions] = {}

    def walk_page(self, page: pikepdf.Page, number_of_page: int) -> Shown:
        """Return what a page shows.

        Raises:
            InputError: a form draws itself, or there is no end to what is drawn.
        """
        pen = Pen(IDENTITY, TextState())
        resources = page.obj.get("/Resources")
        self._walk(instructions_of(page), ("page", number_of_page), resources, pen, ())
        return self.shown

    def _walk(
        self, instructions: Instructions, key: StreamKey, resources: pikepdf.Object | None, pen: Pen, within: tuple[int, ...]
    ) -> None:
        saved: list[tuple[Matrix, TextState]] = []
        curves = 0
        self._left -= len(instructions)
        if self._left < 0:
            raise too_large()
        for at, instruction in enumerate(instructions):
            operator = str(instruction.operator)
            if operator == "INLINE IMAGE":
                self.shown.images += 1
                continue
            operands = cast(Sequence[Any], instruction.operands)
            try:
                if operator in SHOWING:
                    pen.show(_strings(operator, operands, pen), (key, at), self.shown)
                elif operator == "q":
                    saved.append((pen.transform, pen.text.copy()))
                elif operator == "Q":
                    if saved:
                        pen.transform, pen.text = saved.pop()
                elif operator == "Do":
                    self._draw(str(operands[0]), resources, pen, within)
                elif operator in CURVED:
                    curves += 1
                elif operator in PAINTING:
                    self.shown.outlines += curves if curves > ROUNDED_BOX else 0
                    curves = 0
                elif operator == "Tf":
                    self._set_font(operands, resources, pen)
                elif operator == "gs":
                    self._set_state(str(operands[0]), resources, pen)
                elif operator in _STEPS:
                    _STEPS[operator](pen, [number(one) for one in operands])
            except (IndexError, TypeError, AttributeError):
                # An operator without its operands does nothing in a viewer either; a show then has no glyphs and is taken out.
                continue

    def _set_font(self, operands: Sequence[Any], resources: pikepdf.Object | None, pen: Pen) -> None:
        pen.text.font_name = str(operands[0])
        pen.text.font = self._fonts.font(resources, pen.text.font_name)
        pen.text.size = number(operands[1])

    def _set_state(self, name: str, resources: pikepdf.Object | None, pen: Pen) -> None:
        state = resource(resources, "/ExtGState", name)
        if isinstance(state, pikepdf.Dictionary) and "/Font" in state:
            # A font set this way has no name that a replacement could return to; its text is taken out.
            pen.text.font = None

    def _draw(self, name: str, resources: pikepdf.Object | None, pen: Pen, within: tuple[int, ...]) -> None:
        drawn = resource(resources, "/XObject", name)
        if not isinstance(drawn, pikepdf.Stream):
            return
        if drawn.get("/Subtype") != "/Form":
            self.shown.images += 1
            return
        form = drawn.objgen[0]
        if form in within:
            raise drawn_within_itself()
        if form not in self._forms:
            self._forms[form] = instructions_of(drawn)
        inner = Pen(product(_matrix(drawn.get("/Matrix")), pen.transform), pen.text.copy())
        own = drawn.get("/Resources")
        self._walk(self._forms[form], ("form", form), own if own is not None else resources, inner, (*within, form))


def _strings(operator: str, operands: Sequence[Any], pen: Pen) -> list[tuple[int, bytes | float]]:
    if operator == '"':
        pen.text.word_spacing, pen.text.character_spacing = number(operands[0]), number(operands[1])
    if operator in ("'", '"'):
        pen.move(0.0, -pen.text.leading)
    if operator == "TJ":
        return [(at, _string_or_number(one)) for at, one in enumerate(operands[0])]
    return [(0, _string_or_number(operands[len(operands) - 1]))]


def _string_or_number(value: object) -> bytes | float:
    return bytes(value) if isinstance(value, pikepdf.String) else number(value)


def _matrix(listed: pikepdf.Object | None) -> Matrix:
    if not isinstance(listed, pikepdf.Array) or len(listed) != 6:
        return IDENTITY
    a, b, c, d, e, f = (number(one) for one in listed)
    return (a, b, c, d, e, f)


def _concatenate(pen: Pen, values: list[float]) -> None:
    a, b, c, d, e, f = values[:6]
    pen.transform = product((a, b, c, d, e, f), pen.transform)


def _place(pen: Pen, values: list[float]) -> None:
    a, b, c, d, e, f = values[:6]
    pen.place((a, b, c, d, e, f))


def _move_and_lead(pen: Pen, values: list[float]) -> None:
    pen.text.leading = -values[1]
    pen.move(values[0], values[1])


def _set(name: str, scale: float = 1.0) -> Callable[[Pen, list[float]], None]:
    def change(pen: Pen, values: list[float]) -> None:
        setattr(pen.text, name, values[0] * scale)

    return change


def _set_mode(pen: Pen, values: list[float]) -> None:
    pen.text.mode = whole(values[0], 0)


_STEPS: dict[str, Callable[[Pen, list[float]], None]] = {
    "BT": lambda pen, _: pen.place(IDENTITY),
    "cm": _concatenate,
    "Tm": _place,
    "Td": lambda pen, values: pen.move(values[0], values[1]),
    "TD": _move_and_lead,
    "T*": lambda pen, _: pen.move(0.0, -pen.text.leading),
    "Tc": _set("character_spacing"),
    "Tw": _set("word_spacing"),
    "Tz": _set("stretch", 0.01),
    "TL": _set("leading"),
    "Ts": _set("rise"),
    "Tr": _set_mode,
}
