"""What a piece of a PDF page shows: each glyph with its place on the page and its bytes in the content stream."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

from codewell.documents.pdf.fonts import Font

Matrix = tuple[float, float, float, float, float, float]
"""a, b, c, d, e, f: a point (x, y) goes to (a·x + c·y + e, b·x + d·y + f)."""

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

StreamKey = tuple[str, int]
"""A content stream: ("page", 0-based page) or ("form", object number)."""

ShowKey = tuple[StreamKey, int]
"""An operator that shows text: its stream and its 0-based place among the stream's instructions."""


def product(first: Matrix, second: Matrix) -> Matrix:
    """Return the matrix that applies `first` and then `second`."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = second
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


@dataclass(slots=True)
class TextState:
    """The text state of the graphics state (ISO 32000-2, 9.3)."""

    font: Font | None = None
    font_name: str = ""
    size: float = 0.0
    character_spacing: float = 0.0
    word_spacing: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0

    def copy(self) -> TextState:
        return replace(self)


@dataclass(frozen=True, slots=True)
class Show:
    """A text-showing operator as it was met.

    Args:
        key: which one.
        state: the text state that it ran under.
        page_units: page units of one text-space unit along the baseline.
        height: size of its font in page units.
        angle: direction of writing on the page in degrees, counter-clockwise.
    """

    key: ShowKey
    state: TextState
    page_units: float
    height: float
    angle: int


# Not frozen: a page has thousands, and setting eleven frozen fields takes twice as long.
@dataclass(slots=True, eq=False)
class Glyph:
    """A glyph as shown once; nobody changes it.

    Args:
        show: the operator that shows it.
        operand: 0-based element of the operator's strings and numbers.
        start, end: its bytes in that string.
        code: those bytes.
        text: what it says; None where that cannot be known.
        advance: how far it moves the pen in text space, with its spacing.
        x, y: where it begins, in page units.
        end_x, end_y: where the pen stands after it.
    """

    show: Show
    operand: int
    start: int
    end: int
    code: bytes
    text: str | None
    advance: float
    x: float
    y: float
    end_x: float
    end_y: float


@dataclass(slots=True)
class Shown:
    """What a page shows.

    Args:
        glyphs: in the order of the content streams.
        images: how many images it draws.
        outlines: curved pieces of shapes that have many of them; letters may be among these.
        untold: glyphs whose text cannot be known.
    """

    glyphs: list[Glyph] = field(default_factory=list)
    images: int = 0
    outlines: int = 0
    untold: list[Glyph] = field(default_factory=list)


@dataclass(slots=True)
class Pen:
    """Where text is being drawn: transformation, text matrix, line matrix, text state."""

    transform: Matrix
    text: TextState
    matrix: Matrix = IDENTITY
    line: Matrix = IDENTITY

    def move(self, x: float, y: float) -> None:
        """Begin a new line this far from the start of the current one."""
        self.line = product((1.0, 0.0, 0.0, 1.0, x, y), self.line)
        self.matrix = self.line

    def place(self, matrix: Matrix) -> None:
        """Set text and line matrix."""
        self.matrix = self.line = matrix

    def shift(self, thousandths: float) -> None:
        """Move by a number of a TJ array."""
        amount = -thousandths / 1000 * self.text.size
        vertical = self.text.font is not None and self.text.font.is_vertical
        self._advance(0.0 if vertical else amount * self.text.stretch, amount if vertical else 0.0)

    def show(self, strings: list[tuple[int, bytes | float]], key: ShowKey, shown: Shown) -> None:
        """Show strings (and the numbers between them), adding their glyphs to what the page shows."""
        state = self.text.copy()
        whole = product(self.matrix, self.transform)
        angle = self._angle(state.font is not None and state.font.is_vertical)
        height = abs(state.size) * math.hypot(whole[2], whole[3])
        operator = Show(key, state, math.hypot(whole[0], whole[1]), height, angle)
        for operand, one in strings:
            if isinstance(one, bytes):
                self._show_string(one, operand, operator, shown)
            else:
                self.shift(one)

    def _show_string(self, string: bytes, operand: int, operator: Show, shown: Shown) -> None:
        state, font = self.text, self.text.font
        x, y = self._point()
        if font is None:
            glyph = Glyph(operator, operand, 0, len(string), string, None, 0.0, x, y, x, y)
            shown.glyphs.append(glyph)
            shown.untold.append(glyph)
            return
        right, up = self._direction(font.is_vertical)
        stretch = 1.0 if font.is_vertical else state.stretch
        size, spacing, word_spacing = state.size, state.character_spacing, state.word_spacing
        at, moved = 0, 0.0
        for code in font.codes(string):
            advance = (code.advance * size + spacing + (word_spacing if code.is_space else 0.0)) * stretch
            end, moved = at + code.size, moved + advance
            end_x, end_y = x + advance * right, y + advance * up
            glyph = Glyph(operator, operand, at, end, string[at:end], code.text, advance, x, y, end_x, end_y)
            shown.glyphs.append(glyph)
            if code.text is None:
                shown.untold.append(glyph)
            at, x, y = end, end_x, end_y
        self._advance(0.0 if font.is_vertical else moved, moved if font.is_vertical else 0.0)

    def _direction(self, vertical: bool) -> tuple[float, float]:
        """Return how far a step of 1 in text space goes on the page."""
        a, b, c, d, _, _ = product(self.matrix, self.transform)
        return (c, d) if vertical else (a, b)

    def _angle(self, vertical: bool) -> int:
        """Return the direction of writing in steps of three degrees, so that a scan that is a little askew stays a line."""
        right, up = self._direction(vertical)
        sign = -1 if vertical else math.copysign(1, self.text.size * self.text.stretch)
        return round(math.degrees(math.atan2(up * sign, right * sign)) / 3) * 3 % 360

    def _advance(self, x: float, y: float) -> None:
        a, b, c, d, e, f = self.matrix
        self.matrix = (a, b, c, d, e + a * x + c * y, f + b * x + d * y)

    def _point(self) -> tuple[float, float]:
        _, _, _, _, x, y = self.matrix
        rise = self.text.rise
        if rise:
            x, y = x + self.matrix[2] * rise, y + self.matrix[3] * rise
        a, b, c, d, e, f = self.transform
        return a * x + c * y + e, b * x + d * y + f
