"""A content stream with some of its glyphs taken out, the others where they were, and replacements drawn in the gaps."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, cast

import pikepdf
from pikepdf import ContentStreamInlineImage, ContentStreamInstruction, Name, Operator

from codewell.documents.pdf.content import CURVED, PAINTING, SHOWING, Instructions
from codewell.documents.pdf.glyphs import Glyph, Show, ShowKey, StreamKey
from codewell.documents.pdf.kept import kept
from codewell.documents.pdf.plain_values import whole

REPLACEMENT_FONT = "/CodewellHelvetica"
_PATH = frozenset({"m", "l", "c", "v", "y", "h", "re", "W", "W*"})
_MOST_STRAIGHT = 4
_INVISIBLE = 3


@dataclass(slots=True)
class Removals:
    """What is taken out of a document's content streams.

    Args:
        glyphs: for each text-showing operator, the first byte of each glyph that goes, by (operand, start).
        whole: operators that go with all they show.
        replacements: what is drawn where a glyph stood, with the width in page units that it may take.
    """

    glyphs: dict[ShowKey, dict[tuple[int, int], Glyph]] = field(default_factory=dict)
    whole: set[ShowKey] = field(default_factory=set)
    replacements: dict[tuple[ShowKey, int, int], tuple[str, float]] = field(default_factory=dict)

    def take(self, glyph: Glyph) -> None:
        """Take a glyph out."""
        if glyph.show.state.font is None:
            self.whole.add(glyph.show.key)
        else:
            self.glyphs.setdefault(glyph.show.key, {})[glyph.operand, glyph.start] = glyph

    def replace(self, glyph: Glyph, text: str, room: float) -> None:
        """Draw a text where a glyph that goes stood."""
        self.replacements.setdefault((glyph.show.key, glyph.operand, glyph.start), (text, room))


@dataclass(frozen=True, slots=True)
class StreamPolicy:
    """How a content stream is written.

    Args:
        shows: the text-showing operators that were read, by their key; what was not read is taken out.
        removals: the glyphs that go.
        draws: whether the XObject of a name is drawn still.
        keeps_images: inline images stay.
        keeps_outlines: shapes that may be letters stay; rules and boxes always do.
        shows_hidden: text drawn invisibly (over a scan) becomes visible, because its image goes.
    """

    shows: Mapping[ShowKey, Show]
    removals: Removals
    draws: Callable[[str], bool]
    keeps_images: bool
    keeps_outlines: bool
    shows_hidden: bool = False

    def mode(self, mode: int) -> int:
        """Return the text rendering mode that is written for one that was read."""
        return 0 if self.shows_hidden and mode == _INVISIBLE else mode


def written_stream(instructions: Instructions, key: StreamKey, policy: StreamPolicy) -> bytes:
    """Return the stream written anew: only operators that the table keeps, only glyphs that were read and stay."""
    written: Instructions = []
    path: Instructions = []
    for at, instruction in enumerate(instructions):
        operator = str(instruction.operator)
        if isinstance(instruction, ContentStreamInlineImage):
            if policy.keeps_images:
                written.append(instruction)
        elif operator in SHOWING:
            written.extend(_shown(instruction, operator, (key, at), policy))
        elif operator == "Do":
            if len(instruction.operands) and policy.draws(str(instruction.operands[0])):
                written.append(instruction)
        elif operator not in kept().operators or _holds_text(cast(Iterable[Any], instruction.operands)):
            continue
        elif operator in _PATH:
            path.append(instruction)
        elif operator in PAINTING:
            if policy.keeps_outlines or not _may_be_letters(path):
                written += [*path, instruction]
            path = []
        elif operator == "Tr" and len(instruction.operands):
            written.append(_operation("Tr", policy.mode(whole(instruction.operands[0], 0))))
        else:
            written.append(instruction)
    return pikepdf.unparse_content_stream(written)


def _may_be_letters(path: Instructions) -> bool:
    operators = [str(one.operator) for one in path]
    return any(one in CURVED for one in operators) or operators.count("l") > _MOST_STRAIGHT


def _holds_text(operands: Iterable[Any]) -> bool:
    return any(isinstance(one, (pikepdf.String, pikepdf.Dictionary)) for one in operands)


def _shown(
    instruction: ContentStreamInstruction, operator: str, key: ShowKey, policy: StreamPolicy
) -> list[ContentStreamInstruction]:
    operands = instruction.operands
    before: list[ContentStreamInstruction] = []
    if operator == '"' and len(operands) == 3:
        before += [_operation("Tw", operands[0]), _operation("Tc", operands[1])]
    if operator in ("'", '"'):
        before.append(_operation("T*"))
    show = policy.shows.get(key)
    if show is None or show.state.font is None or key in policy.removals.whole:
        return before
    strings = list(operands[0]) if operator == "TJ" else [operands[len(operands) - 1]]
    taken = policy.removals.glyphs.get(key)
    if not taken:
        plain = [one for one in strings if not isinstance(one, (pikepdf.Dictionary, pikepdf.Array, pikepdf.Name))]
        return [*before, _operation("TJ", pikepdf.Array(plain))]
    return before + _ShowWriter(show, taken, policy).written(strings)


class _ShowWriter:
    """Writes one text-showing operator without some of its glyphs."""

    def __init__(self, show: Show, taken: Mapping[tuple[int, int], Glyph], policy: StreamPolicy) -> None:
        self._show, self._taken, self._policy = show, taken, policy
        self._written: list[ContentStreamInstruction] = []
        self._array: list[pikepdf.Object | Decimal] = []

    def written(self, strings: list[pikepdf.Object]) -> list[ContentStreamInstruction]:
        font = self._show.state.font
        for operand, one in enumerate(strings):
            if not isinstance(one, pikepdf.String):
                if not isinstance(one, (pikepdf.Dictionary, pikepdf.Array, pikepdf.Name)):
                    self._array.append(one)
                continue
            data, at, left = bytes(one), 0, bytearray()
            for code in font.codes(data) if font else ():
                glyph = self._taken.get((operand, at))
                if glyph is None:
                    left += data[at : at + code.size]
                else:
                    self._keep(left)
                    left = bytearray()
                    self._take_out(glyph)
                at += code.size
            self._keep(left)
        self._flush()
        return self._written

    def _keep(self, left: bytearray) -> None:
        if left:
            self._array.append(pikepdf.String(bytes(left)))

    def _flush(self) -> None:
        if self._array:
            self._written.append(_operation("TJ", pikepdf.Array(self._array)))
            self._array = []

    def _take_out(self, glyph: Glyph) -> None:
        drawn = 0.0
        replacement = self._policy.removals.replacements.get((self._show.key, glyph.operand, glyph.start))
        state = self._show.state
        if replacement and state.font and not state.font.is_vertical:
            self._flush()
            drawn = self._draw(*replacement)
        unit = state.size if state.font and state.font.is_vertical else state.size * state.stretch
        if unit:
            # A number of a TJ array moves the pen back by thousandths of the font size.
            self._array.append(_decimal(-(glyph.advance - drawn) / unit * 1000))

    def _draw(self, text: str, room: float) -> float:
        """Draw a replacement in Helvetica, no wider than its room, and return how far it moves the pen in text space."""
        state = self._show.state
        shown = text.encode("cp1252", "replace")
        width = helvetica_width(text) * abs(state.stretch) * self._show.page_units
        size = min(abs(state.size), room / width if width else abs(state.size)) or 1.0
        size = -size if state.size < 0 else size
        changes = [("Tc", state.character_spacing, 0), ("Tw", state.word_spacing, 0), ("Tr", self._policy.mode(state.mode), 0)]
        changed = [(operator, before, now) for operator, before, now in changes if before != now]
        self._written += [_operation(operator, _decimal(now)) for operator, _, now in changed]
        self._written.append(_operation("Tf", Name(REPLACEMENT_FONT), _decimal(size)))
        self._written.append(_operation("Tj", pikepdf.String(shown)))
        self._written.append(_operation("Tf", Name(state.font_name), _decimal(state.size)))
        self._written += [_operation(operator, _decimal(before)) for operator, before, _ in changed]
        return helvetica_width(text) * size * state.stretch


def helvetica_width(text: str) -> float:
    """Return how wide a text is in Helvetica of size 1."""
    from pdfminer.fontmetrics import FONT_METRICS

    widths = FONT_METRICS["Helvetica"][1]
    return sum(widths.get(letter, widths["?"]) for letter in re.sub(r"[^\x20-\x7e\xa0-\xff]", "?", text)) / 1000


def _operation(operator: str, *operands: pikepdf.Object | Decimal | int) -> ContentStreamInstruction:
    return ContentStreamInstruction(list(operands), Operator(operator))


def _decimal(value: float) -> Decimal:
    return Decimal(f"{value:.4f}")
