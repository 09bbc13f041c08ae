"""Opening a PDF within bounds, its annotations made part of the pages, and a list of what it hides."""

from __future__ import annotations

import io
import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
from pikepdf import settings

from codewell.documents.document import Unread
from codewell.documents.pdf.plain_values import MOST_STREAM_BYTES
from codewell.documents.pdf.refusals import encrypted, malformed, too_large, too_many_pages
from codewell.kernel.errors import InputError

MOST_PAGES = 2_000
_INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
_DEEPEST_TREE = 50
_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True)
class Opened:
    """An open PDF.

    Args:
        pdf: with its annotations drawn on its pages.
        hidden: what it holds beside its pages.
    """

    pdf: pikepdf.Pdf
    hidden: tuple[Unread, ...]


def opened(content: bytes) -> Opened:
    """Open a PDF with the annotations' appearances drawn on its pages, as a printer would draw them.

    Raises:
        InputError: it is encrypted, damaged, too long or unpacks to too much.
    """
    _set_limits()
    try:
        pdf = pikepdf.open(io.BytesIO(content), suppress_warnings=True)
    except pikepdf.PasswordError:
        raise encrypted() from None
    except (pikepdf.PdfError, RuntimeError, ValueError, RecursionError) as error:
        raise _refusal(error) from None
    return _with_fields_drawn(pdf)


def _refusal(error: Exception) -> InputError:
    return too_large() if "limit" in str(error) else malformed()


def _set_limits() -> None:
    # qpdf's limits belong to the process; setting the same ones again changes nothing.
    with _LOCK:
        logging.getLogger("pikepdf").setLevel(logging.CRITICAL)
        settings.set_qpdf_limits(
            flate_max_memory=MOST_STREAM_BYTES,
            run_length_max_memory=MOST_STREAM_BYTES,
            png_max_memory=MOST_STREAM_BYTES,
            tiff_max_memory=MOST_STREAM_BYTES,
            max_stream_filters=3,
            parser_max_nesting=100,
        )


def _with_fields_drawn(pdf: pikepdf.Pdf) -> Opened:
    try:
        pages = len(pdf.pages)
        if pages > MOST_PAGES:
            raise too_many_pages(pages, MOST_PAGES)
        if not pages:
            raise malformed()
        for page in pdf.pages:
            _inherit(page.obj)
        hidden = tuple(_hidden_parts(pdf))
        form = pdf.Root.get("/AcroForm")
        if isinstance(form, pikepdf.Dictionary) and len(form.get("/Fields", [])):
            if _some_field_is_not_drawn(pdf):
                form.NeedAppearances = True
            pdf.generate_appearance_streams()
        pdf.flatten_annotations("all")
    except (pikepdf.PdfError, RuntimeError, TypeError, AttributeError, ValueError) as error:
        raise _refusal(error) from None
    return Opened(pdf, hidden)


def _inherit(page: pikepdf.Object) -> None:
    """Write into a page what it takes from the nodes of the page tree above it."""
    for key in _INHERITED:
        above = page
        for _ in range(_DEEPEST_TREE):
            if key in above or not isinstance(above.get("/Parent"), pikepdf.Dictionary):
                break
            above = above["/Parent"]
        if above is not page and key in above:
            page[key] = above[key]


def _annotations(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    for page in pdf.pages:
        listed = page.obj.get("/Annots")
        if isinstance(listed, pikepdf.Array):
            yield from (one for one in listed if isinstance(one, pikepdf.Dictionary))


def _some_field_is_not_drawn(pdf: pikepdf.Pdf) -> bool:
    return any(one.get("/Subtype") == "/Widget" and "/AP" not in one for one in _annotations(pdf))


def _hidden_parts(pdf: pikepdf.Pdf) -> list[Unread]:
    """Return what the document holds beside its pages that people may have put text into; none of it is written back."""
    root, found = pdf.Root, list[Unread]()
    names = root.get("/Names")
    form = root.get("/AcroForm")
    if (isinstance(names, pikepdf.Dictionary) and "/EmbeddedFiles" in names) or "/AF" in root or "/Collection" in root:
        found.append(Unread("attachments", "files attached to the PDF; read each by itself"))
    if isinstance(form, pikepdf.Dictionary) and "/XFA" in form:
        found.append(Unread("form", "an XFA form; only what its pages show is read"))
    if (isinstance(names, pikepdf.Dictionary) and "/JavaScript" in names) or "/OpenAction" in root:
        found.append(Unread("scripts", "scripts and actions of the PDF; they are not read"))
    notes = sum("/Contents" in one and "/AP" not in one and one.get("/Subtype") != "/Link" for one in _annotations(pdf))
    if notes:
        found.append(Unread("comments", f"comments that the pages do not show ({notes}); they are not read"))
    return found
