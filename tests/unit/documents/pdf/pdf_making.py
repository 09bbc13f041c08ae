"""PDFs made for tests, and everything that anybody could find in one."""

from __future__ import annotations

import io
import shutil
import subprocess

import pikepdf
import pypdf
from pikepdf import Array, Dictionary, Name, String


def helvetica() -> Dictionary:
    """Return the standard font as a page names it."""
    return Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)


def pdf_with(*contents: bytes, fonts: Dictionary | None = None) -> pikepdf.Pdf:
    """Return a PDF with one page for each content stream; font F1 is Helvetica."""
    pdf = pikepdf.new()
    for content in contents:
        page = pdf.add_blank_page(page_size=(612, 792))
        page.obj.Resources = Dictionary(Font=fonts or Dictionary(F1=helvetica()))
        page.obj.Contents = pdf.make_stream(content)
    return pdf


def saved(pdf: pikepdf.Pdf, **options: object) -> bytes:
    """Return the file."""
    written = io.BytesIO()
    pdf.save(written, **options)
    return written.getvalue()


def everything_in(content: bytes) -> bytes:
    """Return all bytes of a PDF: as they are, all objects, all streams decompressed, and what two extractors read."""
    pieces = [content]
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for each in pdf.objects:
            pieces.append(each.unparse(resolved=False))
            pieces.extend(_strings(each))
            if isinstance(each, pikepdf.Stream):
                pieces.append(bytes(each.read_raw_bytes()))
                try:
                    pieces.append(bytes(each.read_bytes()))
                except pikepdf.PdfError:
                    continue
        pieces.append(pdf.trailer.unparse(resolved=False))
        if "/Info" in pdf.trailer:
            pieces.extend(_strings(pdf.trailer.Info))
    pieces.append(text_by_pypdf(content).encode())
    pieces.append(text_by_poppler(content).encode())
    return b"\n".join(pieces)


def _strings(each: pikepdf.Object, depth: int = 0) -> list[bytes]:
    if isinstance(each, String):
        return [bytes(each), str(each).encode()]
    if isinstance(each, Array) and depth < 20:
        return [piece for one in each for piece in _strings(one, depth + 1)]
    if isinstance(each, Dictionary | pikepdf.Stream) and depth < 20:
        return [piece for name, one in each.items() if not one_is_reference(one) for piece in _strings(one, depth + 1)]
    return []


def one_is_reference(one: object) -> bool:
    return isinstance(one, pikepdf.Object) and one.is_indirect


def text_by_pypdf(content: bytes) -> str:
    """Return the text as pypdf extracts it."""
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def text_by_poppler(content: bytes) -> str:
    """Return the text as pdftotext extracts it; empty where it is not installed."""
    program = shutil.which("pdftotext")
    if program is None:
        return ""
    ran = subprocess.run([program, "-layout", "-", "-"], input=content, capture_output=True, check=True, timeout=20)
    return ran.stdout.decode()
