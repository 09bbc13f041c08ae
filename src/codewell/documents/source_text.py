"""Documents whose file is one text: parts are stretches of it, and a change replaces those stretches and nothing else."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from codewell.documents.decoding import Decoded
from codewell.documents.document import Document, Drop, Edit, Format, Part, PartKind, Unread
from codewell.kernel.text import ClinicalText


class Stretch(NamedTuple):
    """A stretch of a part's text and the stretch of the source that writes it.

    Both of one length correspond character by character; otherwise the source is an escape (`&amp;`, `\\T\\`) that is replaced
    as a whole, or empty where the part has a line end that the source writes by other means.
    """

    start: int
    end: int
    at: int
    until: int


class Change(NamedTuple):
    """Source characters `at` to `until` become `text`."""

    at: int
    until: int
    text: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A part, and where the source writes it.

    Args:
        path, where, kind, text: as in `Part`.
        stretches: in the order of the text.
        write: from a replacement to how the source writes it.
        dropped: what a `Drop` does; None empties the stretches.
    """

    path: str
    where: str
    kind: PartKind
    text: str = field(repr=False)
    stretches: tuple[Stretch, ...]
    write: Callable[[str], str] = field(repr=False, default=str)
    dropped: Change | None = field(repr=False, default=None)


@dataclass(frozen=True, slots=True)
class Embedded:
    """A document within the source: an attachment, a narrative.

    Args:
        path, where: as in `Part`, of the element that holds it.
        document: what it holds; its parts are parts of the whole.
        content: its bytes as they came.
        at, until: what the source writes it by.
        write: from the bytes of the changed document to how the source writes them.
    """

    path: str
    where: str
    document: Document
    content: bytes = field(repr=False)
    at: int
    until: int
    write: Callable[[bytes], str] = field(repr=False)


class Transcript:
    """The text of one part as it grows, with its stretches."""

    __slots__ = ("_length", "_pieces", "_stretches")

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._stretches: list[Stretch] = []
        self._length = 0

    def __len__(self) -> int:
        return self._length

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self._pieces)

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """Its stretches, in order."""
        return tuple(self._stretches)

    def add(self, text: str, at: int, until: int) -> None:
        """Add text that these source characters write."""
        if text:
            self._stretches.append(Stretch(self._length, self._length + len(text), at, until))
            self._pieces.append(text)
            self._length += len(text)

    def blank(self, at: int, until: int) -> None:
        """Add one blank for source characters that are a blank, unless the text begins or has one already."""
        if self._pieces and not self._pieces[-1][-1].isspace():
            self.add(" ", at, until)

    def gap(self, text: str) -> None:
        """Add text that no source character writes; not at the beginning, and not after a line end or twice."""
        if self._pieces and not self._pieces[-1].endswith(("\n", text)):
            self.add(text, 0, 0)


class SourceDocument:
    """A document that was read from one text.

    Args:
        format: what it is.
        source: the text as decoded.
        items: its parts and the documents within it, in reading order.
        removals: what is always taken out of the source: comments, metadata, what cannot be read.
        unread: what could not be read.
        dropping: from the numbers of dropped parts to changes of the source, for formats in which elements hang together;
            None empties each.
        unknown: what stands for a character that the encoding lacks, as `str.encode` names it.
    """

    def __init__(
        self,
        format: Format,
        source: Decoded,
        items: Iterable[Slot | Embedded],
        *,
        removals: Iterable[Change] = (),
        unread: Iterable[Unread] = (),
        dropping: Callable[[frozenset[int]], Iterable[Change]] | None = None,
        unknown: str = "replace",
    ) -> None:
        self._format, self._source, self._unknown = format, source, unknown
        self._removals, self._dropping = tuple(removals), dropping
        self._numbered: list[tuple[int, Slot | Embedded]] = []
        parts: list[Part] = []
        missed = list(unread)
        for item in items:
            self._numbered.append((len(parts), item))
            if isinstance(item, Slot):
                parts.append(Part(len(parts), item.path, item.where, item.kind, ClinicalText(item.text)))
            else:
                parts.extend(_outer(part, item, len(parts) + at) for at, part in enumerate(item.document.parts))
                missed.extend(Unread(f"{item.where}, {each.where}", each.reason) for each in item.document.unread)
        self._parts, self._unread = tuple(parts), tuple(missed)
        self._starts = [first for first, _ in self._numbered]

    @property
    def format(self) -> Format:
        """The format it was read as."""
        return self._format

    @property
    def encoding(self) -> str:
        """The encoding it was read in."""
        return self._source.encoding

    @property
    def parts(self) -> Sequence[Part]:
        """Its parts in reading order."""
        return self._parts

    @property
    def unread(self) -> Sequence[Unread]:
        """What could not be read; it is taken out when the document is written."""
        return self._unread

    def rewritten(self, changes: Sequence[Edit | Drop]) -> bytes:
        """Return the document with the changes made and every other character as it was."""
        made = [*self._removals, *self._changes(changes)]
        return self._source.encoded(_applied(self._source.text, made), unknown=self._unknown)

    def _changes(self, changes: Sequence[Edit | Drop]) -> Iterator[Change]:
        inner: dict[int, list[Edit | Drop]] = {}
        dropped: set[int] = set()
        for change in changes:
            place = bisect_right(self._starts, change.part) - 1
            while isinstance(self._numbered[place][1], Embedded) and self._is_empty(place):
                place -= 1
            first, item = self._numbered[place]
            if isinstance(item, Embedded):
                inner.setdefault(place, []).append(_inner(change, first))
            elif isinstance(change, Edit):
                yield from _edited(item, change)
            else:
                dropped.add(change.part)
        if self._dropping is not None:
            yield from self._dropping(frozenset(dropped))
        else:
            for number in dropped:
                yield from self._dropped(number)
        yield from self._embedded(inner)

    def _is_empty(self, place: int) -> bool:
        item = self._numbered[place][1]
        return isinstance(item, Embedded) and not item.document.parts

    def _dropped(self, number: int) -> Iterator[Change]:
        item = self._numbered[bisect_right(self._starts, number) - 1][1]
        assert isinstance(item, Slot)
        if item.dropped is not None:
            yield item.dropped
        else:
            yield from _edited(item, Edit(number, 0, len(item.text), ""))

    def _embedded(self, inner: dict[int, list[Edit | Drop]]) -> Iterator[Change]:
        for place, (_, item) in enumerate(self._numbered):
            if isinstance(item, Embedded):
                written = item.document.rewritten(inner.get(place, []))
                if written != item.content:
                    yield Change(item.at, item.until, item.write(written))


def _outer(part: Part, holder: Embedded, number: int) -> Part:
    """Return an inner part as a part of the whole; its path keeps the format, whose table of fields governs it."""
    path = part.path if "!" in part.path else f"{holder.document.format.value}!{part.path}"
    return Part(number, path, f"{holder.where}, {part.where}", part.kind, part.text)


def _inner(change: Edit | Drop, first: int) -> Edit | Drop:
    if isinstance(change, Drop):
        return Drop(change.part - first)
    return Edit(change.part - first, change.start, change.end, change.replacement)


def _edited(slot: Slot, edit: Edit) -> Iterator[Change]:
    """Yield the changes of the source: the first stretch takes the replacement, the others lose what the edit covers."""
    starts = [stretch.start for stretch in slot.stretches]
    replacement = slot.write(edit.replacement)
    for stretch in slot.stretches[max(0, bisect_right(starts, edit.start) - 1) :]:
        if stretch.start >= edit.end:
            break
        if stretch.end <= edit.start or stretch.at == stretch.until:
            continue
        at, until = stretch.at, stretch.until
        if stretch.end - stretch.start == until - at:
            at, until = at + max(0, edit.start - stretch.start), until - max(0, stretch.end - edit.end)
        yield Change(at, until, replacement)
        replacement = ""


def _applied(source: str, changes: Iterable[Change]) -> str:
    """Return the source with the changes made; one that lies within another is part of it."""
    pieces: list[str] = []
    done = 0
    for at, until, text in sorted(set(changes), key=lambda change: (change.at, -change.until)):
        if until <= done and (at < done or at == until):
            continue
        at = max(at, done)
        pieces += (source[done:at], text)
        done = until
    pieces.append(source[done:])
    return "".join(pieces)
