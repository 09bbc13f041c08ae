"""Which format a document is in: by what it holds, and by its name where that does not tell."""

from __future__ import annotations

import codecs
import re
from pathlib import PurePath

from codewell.documents.document import Format
from codewell.kernel.errors import InputError

_BY_SUFFIX = {
    ".txt": Format.TEXT,
    ".text": Format.TEXT,
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".rtf": Format.RTF,
    ".csv": Format.CSV,
    ".tsv": Format.TSV,
    ".tab": Format.TSV,
    ".parquet": Format.PARQUET,
    ".json": Format.JSON,
    ".ndjson": Format.NDJSON,
    ".jsonl": Format.NDJSON,
    ".hl7": Format.HL7V2,
    ".837": Format.X12,
    ".835": Format.X12,
    ".x12": Format.X12,
    ".edi": Format.X12,
    ".dcm": Format.DICOM,
    ".dicom": Format.DICOM,
}
_MAGIC = (
    (b"PAR1", Format.PARQUET),
    (b"{\\rtf", Format.RTF),
)
_REFUSED = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"BM", "a bitmap image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"SQLite format 3\0", "a database"),
    (b"RIFF", "a sound or a film"),
    (b"ID3", "a sound"),
    (b"OggS", "a sound"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_HEAD = 16_384
_HTML = re.compile(rb"(?i)<!doctype\s+html|<html[\s>]|<(?:body|div|p|table|h[1-6]|span|br|b|i|ul|ol)(?:\s[^<>]*)?/?>")
_XML = re.compile(rb"<(?:\?xml|[A-Za-z_])")
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")
_HL7 = re.compile(rb"[\x0b\s]*(?:MSH|FHS|BHS)[^\w\s]")
_X12 = re.compile(rb"\s*(?:ISA[^\w\s].{100}|(?:GS|ST)[*|^~][A-Z0-9]{2,3}[*|^~])", re.DOTALL)
_RESOURCE = re.compile(rb'"resourceType"\s*:')


def format_of(content: bytes, name: str = "") -> Format:
    """Return the format of a document.

    Args:
        content: its bytes, not empty.
        name: its file name; empty where it has none.

    Raises:
        InputError: it is of a kind that is not read.
    """
    found = _by_magic(content)
    if found is not None:
        return found
    named = _BY_SUFFIX.get(PurePath(name).suffix.lower())
    head = _head(content)
    if _HL7.match(head):
        return Format.HL7V2
    if _X12.match(head):
        return Format.X12
    if head.startswith((b"{", b"[")):
        return _json_like(content, head, named)
    if head.startswith(b"<") and named not in (Format.TEXT, Format.MARKDOWN, Format.CSV, Format.TSV):
        return _markup(head, named)
    return named or Format.TEXT


def _head(content: bytes) -> bytes:
    """Return the beginning as ASCII-like bytes, so that a document in UTF-16 is told by the same words."""
    for mark, encoding in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if content.startswith(mark):
            return content[len(mark) : _HEAD].decode(encoding, "ignore").encode().lstrip()
    return content[:_HEAD].lstrip()


def _by_magic(content: bytes) -> Format | None:
    for magic, format in _MAGIC:
        if content.startswith(magic):
            return format
    if content[128:132] == b"DICM" or _is_bare_dicom(content):
        return Format.DICOM
    if b"%PDF-" in content[:1024]:
        return Format.PDF
    if content.startswith(b"PK\x03\x04"):
        return _zipped(content)
    if content.startswith(_OLE):
        if _ENCRYPTED_PACKAGE in content:
            raise InputError(
                "The document is encrypted.", next_step="Save it without a password and try again.", slug="input.encrypted"
            )
        raise _refused("a document of an old office program", "Save it as .docx or PDF.")
    for magic, kind in _REFUSED:
        if content.startswith(magic) and (len(magic) > 2 or b"\0" in content[:64]):
            raise _refused(kind, "Give the text itself; images are read only after text recognition.")
    return None


def _is_bare_dicom(content: bytes) -> bool:
    """Say whether the bytes are a DICOM data set without preamble and prefix, as old archives and planning systems write them.

    Such a one begins with an element of group 0002 or 0008, little-endian, and a value that ends within the file.
    """
    if len(content) < 12 or content[:2] not in (b"\x02\0", b"\x08\0") or content[3]:
        return False
    says_its_kind = content[4:6].isalpha() and content[4:6].isupper()
    return says_its_kind or 8 + int.from_bytes(content[4:8], "little") <= len(content)


def _zipped(content: bytes) -> Format:
    if b"word/document" in content:
        return Format.DOCX
    raise InputError(
        "The document is an archive or an office file that is not read.",
        next_step="Unpack it and give its documents.",
        slug="input.archive",
    )


def _refused(kind: str, next_step: str) -> InputError:
    return InputError(f"The document is {kind}, which is not read.", next_step=next_step, slug="input.unknown-format")


def _json_like(content: bytes, head: bytes, named: Format | None) -> Format:
    """Tell JSON from a note that begins with a bracket ("[NAME] was seen today")."""
    looks = re.match(rb'\{\s*["}]|\[\s*[\[{"\]\d-]', head) is not None
    if named in (Format.JSON, Format.NDJSON) or (looks and named is None):
        if re.match(rb"[\[{]", head) and _RESOURCE.search(head):
            return Format.FHIR
        lines = content.split(b"\n", 2)
        one_a_line = len(lines) > 1 and lines[0].rstrip().endswith(b"}") and lines[1].lstrip()[:1] == b"{"
        return Format.NDJSON if one_a_line or named is Format.NDJSON else Format.JSON
    return named or Format.TEXT


def _markup(head: bytes, named: Format | None) -> Format:
    if b"urn:hl7-org:v3" in head or re.search(rb"<(?:\w+:)?ClinicalDocument[\s>]", head):
        return Format.CCDA
    if named is Format.HTML or _HTML.search(head):
        return Format.HTML
    if head.startswith(b"<?xml") or (_XML.match(head) and b"xmlns" in head):
        raise _refused("XML that is neither a clinical document (C-CDA) nor XHTML", "Give the C-CDA, or FHIR as JSON.")
    return named or Format.TEXT
