"""Segments of an X12 file, streamed with their positions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from codewell.kernel.claims import Position
from codewell.kernel.errors import InputError

LONGEST_SEGMENT = 100_000
"""Characters; the longest of the standard stay below 2,000. A longer one has lost its terminator."""

_READ = 1 << 16
_ISA_LENGTH = 106
_LEADING = "\ufeff \t\r\n\0"


@dataclass(frozen=True, slots=True)
class Separators:
    """The four characters that an interchange header declares.

    Args:
        element: between elements.
        component: between parts of an element.
        repetition: between repeats of an element; empty in versions before 5010.
        terminator: ends a segment.
    """

    element: str
    component: str
    repetition: str
    terminator: str


@dataclass(frozen=True, slots=True, repr=False)
class Segment:
    """One segment; its representation shows no content.

    Args:
        id: `CLM`.
        elements: without the id, so `elements[0]` is element 1; trailing empty ones as written.
        number: 1-based within the file.
        offset: of its first character in the file.
        separators: of its interchange.
    """

    id: str
    elements: tuple[str, ...]
    number: int
    offset: int
    separators: Separators

    def __repr__(self) -> str:
        return f"Segment({self.id}, {self.number})"

    def get(self, element: int) -> str:
        """Return an element by its 1-based number, stripped; empty where the segment ends before it."""
        return self.elements[element - 1].strip() if element <= len(self.elements) else ""

    def components(self, element: int) -> list[str]:
        """Return the components of an element, stripped."""
        return [part.strip() for part in self.get(element).split(self.separators.component)]

    def at(self, element: int | None = None, component: int | None = None) -> Position:
        """Return the position of the segment, an element or a component of it."""
        character = self.offset
        if element is not None:
            character += len(self.id) + sum(len(one) + 1 for one in self.elements[: element - 1]) + 1
            if component is not None and element <= len(self.elements):
                parts = self.elements[element - 1].split(self.separators.component)
                character += sum(len(one) + 1 for one in parts[: component - 1])
        return Position(character=character, segment=self.number, segment_id=self.id, element=element, component=component)


class SegmentReader:
    """Reads segments from a text stream with bounded memory.

    Args:
        stream: text; decoding is the caller's.
    """

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._held = ""
        self._offset = 0
        self._number = 0
        self._ended = False
        self._separators: Separators | None = None

    def __iter__(self) -> Iterator[Segment]:
        """Yield the segments in order.

        Raises:
            InputError: the file begins with no interchange header, the header is cut short, or a segment never ends.
        """
        while True:
            self._skip_blank()
            if not self._held:
                return
            if self._held[:3].upper() == "ISA" and self._begins_interchange():
                self._separators = self._declared()
            if self._separators is None:
                raise self._refused("x12.no-interchange", "expected an interchange header (ISA)")
            yield self._next(self._separators)

    def _skip_blank(self) -> None:
        """Pass over line ends and blanks between segments, and a byte order mark."""
        while True:
            stripped = self._held.lstrip(_LEADING)
            self._offset += len(self._held) - len(stripped)
            self._held = stripped
            if len(self._held) >= _ISA_LENGTH or not self._fill():
                return

    def _fill(self) -> bool:
        if self._ended:
            return False
        read = self._stream.read(_READ)
        self._ended = not read
        self._held += read
        return bool(read)

    def _begins_interchange(self) -> bool:
        return len(self._held) > 3 and not self._held[3].isalnum()

    def _declared(self) -> Separators:
        """Return what the header declares; the terminator is what follows the one character of ISA16."""
        element = self._held[3]
        places = [place for place, letter in enumerate(self._held[: _ISA_LENGTH + 60]) if letter == element]
        if len(places) < 16 or places[15] + 2 >= len(self._held):
            raise self._refused("x12.short-interchange-header", "expected an ISA segment of 16 elements")
        component, terminator = self._held[places[15] + 1], self._held[places[15] + 2]
        repetition = self._held[places[10] + 1]
        if terminator.isalnum() or component.isalnum() or component == element:
            raise self._refused(
                "x12.short-interchange-header", "expected a component separator and a segment terminator after ISA16"
            )
        if terminator == "\r" and self._held[places[15] + 3 : places[15] + 4] == "\n":
            terminator = "\n"
        return Separators(element, component, "" if repetition.isalnum() else repetition, terminator)

    def _next(self, separators: Separators) -> Segment:
        start = 0
        while (end := self._held.find(separators.terminator, start)) < 0:
            start = len(self._held)
            if start > LONGEST_SEGMENT:
                raise self._refused("x12.endless-segment", f"expected a segment terminator within {LONGEST_SEGMENT} characters")
            if not self._fill():
                end = len(self._held)
                break
        text = self._held[:end].rstrip("\r\n")
        self._number += 1
        name, *elements = text.split(separators.element)
        segment = Segment(name.strip().upper(), tuple(elements), self._number, self._offset, separators)
        self._offset += min(end + 1, len(self._held))
        self._held = self._held[end + 1 :]
        return segment

    def _refused(self, slug: str, expected: str) -> InputError:
        found = "".join(letter if letter.isalpha() else "." for letter in self._held[:3]) or "nothing"
        return InputError(
            f"Segment {self._number + 1}, character {self._offset}: {expected}, found {found!r}.",
            next_step="Export the file again as X12 5010.",
            slug=slug,
        )
