"""Read a document for redaction, its images taken out or kept as they are."""

from __future__ import annotations

from codewell.documents.document import Document, Format
from codewell.documents.reading import read_document
from codewell.documents.sniffing import format_of
from codewell.phi.audit import UnreadPart

KEPT = UnreadPart("images", "kept unread, as was asked; they may show names, handwriting or a face")


def read_to_redact(content: bytes, name: str, format: Format | None = None, *, keep_images: bool = False) -> Document:
    """Return a document whose images are kept, where that is asked and its format has any.

    Raises:
        InputError: it cannot be read.
        ConfigurationError: its format takes a library that is not installed.
    """
    # Read as ever first: the limits hold, and a library that is missing is named.
    document = read_document(content, name, format)
    if not keep_images:
        return document
    match format or format_of(content, name):
        case Format.PDF:
            from codewell.documents.pdf import read_pdf

            return read_pdf(content, keep_images=True)
        case Format.DOCX:
            from codewell.documents.docx import read_docx

            return read_docx(content, keep_images=True)
        case Format.DICOM:
            from codewell.documents.dicom import read_dicom

            return read_dicom(content, keep_pixels=True)
        case _:
            return document
