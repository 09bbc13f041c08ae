"""The one entry: bytes of any format that is read, and the document that they hold."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Final

from codewell.documents.document import Document, Format
from codewell.documents.sniffing import format_of
from codewell.kernel.errors import ConfigurationError, InputError

LARGEST_DOCUMENT: Final = 100_000_000
"""Bytes; more is refused before it is read."""

DEEPEST: Final = 5
"""Documents within documents: an attachment of an attachment; more is refused."""

Reader = Callable[[bytes, int], Document]
"""From the bytes of a document and how many documents it lies in (0 for a file) to the document."""

READERS: Final[dict[Format, str]] = {
    Format.TEXT: "codewell.documents.plain:read_text",
    Format.MARKDOWN: "codewell.documents.plain:read_markdown",
    Format.HTML: "codewell.documents.html:read",
    Format.RTF: "codewell.documents.rtf:read",
    Format.CSV: "codewell.documents.delimited:read_csv",
    Format.TSV: "codewell.documents.delimited:read_tsv",
    Format.PARQUET: "codewell.documents.parquet:read",
    Format.JSON: "codewell.documents.json.plain:read",
    Format.NDJSON: "codewell.documents.json.plain:read_lines",
    Format.FHIR: "codewell.documents.json.fhir:read",
    Format.HL7V2: "codewell.documents.hl7v2:read",
    Format.CCDA: "codewell.documents.ccda:read",
    Format.X12: "codewell.documents.x12:read",
    Format.DOCX: "codewell.documents.docx:read",
    Format.PDF: "codewell.documents.pdf:read",
    Format.DICOM: "codewell.documents.dicom:read",
}
"""Format -> `module:function` of its reader, imported when the first document of the format comes."""


def read_document(content: bytes, name: str = "", format: Format | None = None, *, depth: int = 0) -> Document:
    """Return the document that the bytes hold.

    Args:
        content: the file.
        name: its file name, which helps where the content does not tell the format.
        format: the format, where the caller knows it; None finds it out.
        depth: how many documents it lies in; readers of attachments add one.

    Raises:
        InputError: it is empty, too big, damaged, encrypted, nested too deep, or of no format that is read.
        ConfigurationError: its format takes a library that is not installed.
    """
    if not content or content.isspace():
        raise InputError("The document is empty.", next_step="Give a file that holds something.", slug="input.empty-document")
    if len(content) > LARGEST_DOCUMENT:
        raise InputError(
            f"The document has {len(content)} bytes; at most {LARGEST_DOCUMENT} are read.",
            next_step="Split it.",
            slug="input.document-too-big",
        )
    if depth > DEEPEST:
        raise InputError(
            f"Documents lie in one another more than {DEEPEST} deep.", next_step="Take them apart.", slug="input.nested-too-deep"
        )
    return _reader(format or format_of(content, name))(content, depth)


def _reader(format: Format) -> Reader:
    module, _, function = READERS[format].partition(":")
    try:
        found: Reader = getattr(import_module(module), function)
    except ModuleNotFoundError as missing:
        raise ConfigurationError(
            f"Reading {format.value.upper()} takes a library that is not installed ({missing.name}).",
            next_step="Install it with: pip install 'codewell[documents]'",
            slug="configuration.extra-missing",
        ) from None
    return found
