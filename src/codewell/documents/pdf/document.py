"""A PDF as a document: a page of prose for each of its pages, and a new PDF without what was taken out."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pikepdf

from codewell.documents.document import Drop, Edit, Format, Part, PartKind, Unread
from codewell.documents.pdf.content import FontShelf, Walker
from codewell.documents.pdf.copying import Copier, font_texts
from codewell.documents.pdf.glyphs import Glyph, Show, ShowKey, Shown
from codewell.documents.pdf.layout import PageText, text_of_page
from codewell.documents.pdf.opening import opened
from codewell.documents.pdf.refusals import too_large
from codewell.documents.pdf.removal import Removals
from codewell.kernel.text import ClinicalText

MOST_GLYPHS = 2_000_000
"""Glyphs of one document: 400 pages full of small print, or 1,000 usual ones; each takes about 400 bytes while it is read."""

LETTERS_AS_OUTLINES = 60
"""Curved pieces drawn on a page from which on letters may be among them: a signature or a line of text in outlines has more,
rules, boxes with round corners and the traces of a chart (straight pieces) have fewer."""


@dataclass(frozen=True, slots=True)
class _Reading:
    pages: list[Shown]
    texts: list[PageText]
    fonts: FontShelf
    shows: dict[ShowKey, Show]


@dataclass(frozen=True, slots=True)
class PdfDocument:
    """A PDF that has been read.

    Args:
        parts: one for each page, in order.
        unread: images, fonts without characters, outlines and what lies beside the pages.
        keeps_images: images and outlines stay when it is written back.
    """

    parts: Sequence[Part]
    unread: Sequence[Unread]
    keeps_images: bool
    _source: pikepdf.Pdf = field(repr=False)
    _reading: _Reading = field(repr=False)

    @property
    def format(self) -> Format:
        """PDF."""
        return Format.PDF

    def rewritten(self, changes: Sequence[Edit | Drop]) -> bytes:
        """Return a new PDF of the same pages without what the changes take out.

        Form fields and annotations are drawn onto the pages; images, metadata, bookmarks, links, tags, attachments, scripts
        and earlier saves are not in it. A glyph whose text could not be read goes too.

        Raises:
            ValueError: an edit names a part or offsets that are not there.
        """
        reading = self._reading
        with pikepdf.new() as target:
            removals, gone = _removals(reading, changes)
            texts = font_texts(reading.fonts, _staying(reading.pages, gone))
            copier = Copier(target, reading.shows, removals, texts, self.keeps_images)
            if not self.keeps_images:
                copier.outlined = frozenset(at for at, shown in enumerate(reading.pages) if shown.outlines >= LETTERS_AS_OUTLINES)
                copier.scanned = frozenset(at for at, shown in enumerate(reading.pages) if shown.images)
            for at, page in enumerate(self._source.pages):
                copier.copy_page(page, at)
            written = io.BytesIO()
            target.save(written, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
            return written.getvalue()


def read(content: bytes, depth: int) -> PdfDocument:
    """Return a PDF as a document whose images are taken out when it is written back.

    Raises:
        InputError: it is encrypted, damaged, or larger than Codewell reads.
    """
    return read_pdf(content)


def read_pdf(content: bytes, *, keep_images: bool = False) -> PdfDocument:
    """Return a PDF as a document.

    Args:
        content: the file.
        keep_images: images and shapes that may be letters stay in what is written back, unread as they are.

    Raises:
        InputError: it is encrypted, damaged, or larger than Codewell reads.
    """
    source = opened(content)
    reading = _read_pages(source.pdf)
    parts = tuple(
        Part(at, "page", f"page {at + 1}", PartKind.PROSE, ClinicalText(page.text)) for at, page in enumerate(reading.texts)
    )
    unread = [one for at, shown in enumerate(reading.pages) for one in _unread_on_page(at, shown)]
    return PdfDocument(parts, (*unread, *source.hidden), keep_images, source.pdf, reading)


def _read_pages(pdf: pikepdf.Pdf) -> _Reading:
    fonts = FontShelf(pdf)
    pages: list[Shown] = []
    left = MOST_GLYPHS
    for at, page in enumerate(pdf.pages):
        pages.append(Walker(fonts).walk_page(page, at))
        left -= len(pages[-1].glyphs)
        if left < 0:
            raise too_large()
    return _Reading(pages, [text_of_page(shown.glyphs) for shown in pages], fonts, _shows(pages))


def _shows(pages: Iterable[Shown]) -> dict[ShowKey, Show]:
    shows: dict[ShowKey, Show] = {}
    unsure: set[ShowKey] = set()
    for shown in pages:
        for glyph in shown.glyphs:
            first = shows.setdefault(glyph.show.key, glyph.show)
            if first.state.font is not glyph.show.state.font:
                # One form drawn under two fonts says two things with the same bytes; neither is sure.
                unsure.add(glyph.show.key)
    return {key: show for key, show in shows.items() if key not in unsure}


def _unread_on_page(at: int, shown: Shown) -> Iterable[Unread]:
    where = f"page {at + 1}"
    if shown.images:
        count = "an image; its text" if shown.images == 1 else f"{shown.images} images; their text"
        yield Unread(where, f"{count} can be read only with OCR")
    if shown.untold:
        yield Unread(
            where, f"text in a font that does not say its characters ({len(shown.untold)} glyphs); it can be read only with OCR"
        )
    if shown.outlines >= LETTERS_AS_OUTLINES:
        yield Unread(where, "drawn shapes that may be letters or a signature; they can be read only with OCR")


def _removals(reading: _Reading, changes: Sequence[Edit | Drop]) -> tuple[Removals, set[Glyph]]:
    removals, gone = Removals(), set()
    for shown in reading.pages:
        gone.update(shown.untold)
    for change in changes:
        page = reading.texts[change.part]
        if isinstance(change, Drop):
            gone.update(reading.pages[change.part].glyphs)
            continue
        if not 0 <= change.start <= change.end <= len(page.text):
            raise ValueError(f"not within part {change.part}: {change.start}..{change.end}")
        gone.update(_edited(page, change, removals))
    for glyph in gone:
        removals.take(glyph)
    return removals, gone


def _edited(page: PageText, edit: Edit, removals: Removals) -> set[Glyph]:
    """Return the glyphs of an edit's span, and note what is drawn where the first of them stood."""
    start, end = _widened(page, edit.start, edit.end)
    owners = [owner for owner in page.owners[start:end] if owner]
    text = page.text[start : edit.start] + edit.replacement + page.text[edit.end : end]
    if not owners:
        return set()
    first = owners[0][0]
    if text:
        removals.replace(first, text, _room(first, [glyph for owner in owners for glyph in owner]))
    return {glyph for owner in owners for glyph in owner}


def _widened(page: PageText, start: int, end: int) -> tuple[int, int]:
    """Widen a span so that no glyph is cut: a ligature shows two letters, and they go together."""
    if not any(page.owners[start:end]) and any(page.owners):
        # Between glyphs: the nearest glyph is drawn again with the replacement beside it.
        end = next((at + 1 for at in range(end, len(page.text)) if page.owners[at]), end)
        start = start if any(page.owners[start:end]) else next(at for at in range(start - 1, -1, -1) if page.owners[at])
    while 0 < start < len(page.text) and page.owners[start] and page.owners[start] is page.owners[start - 1]:
        start -= 1
    while 0 < end < len(page.text) and page.owners[end] and page.owners[end] is page.owners[end - 1]:
        end += 1
    return start, end


def _room(first: Glyph, glyphs: Sequence[Glyph]) -> float:
    """Return the width in page units from the first glyph to the last one on its line."""
    length = math.hypot(first.end_x - first.x, first.end_y - first.y)
    if not length:
        return first.show.height
    along, across = (first.end_x - first.x) / length, (first.end_y - first.y) / length
    room = 0.0
    for glyph in glyphs:
        x, y = glyph.end_x - first.x, glyph.end_y - first.y
        if abs(x * across - y * along) < 0.3 * first.show.height:
            room = max(room, x * along + y * across)
    return room or length


def _staying(pages: Sequence[Shown], gone: set[Glyph]) -> dict[int, set[bytes]]:
    staying: dict[int, set[bytes]] = {}
    for shown in pages:
        for glyph in shown.glyphs:
            if glyph not in gone and glyph.show.state.font is not None:
                staying.setdefault(id(glyph.show.state.font), set()).add(glyph.code)
    return staying
