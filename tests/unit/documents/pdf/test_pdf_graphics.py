# ruff: noqa: E501 (drawings are easier to read unbroken)
"""What is drawn beside the text looks the same in the PDF that is written back."""

from __future__ import annotations

import io
import shutil
import subprocess

import pikepdf
import pytest
from pdf_making import everything_in, pdf_with, saved
from pikepdf import Array, Dictionary, Name

from codewell.documents.document import Edit
from codewell.documents.pdf import read_pdf


def rendered(content: bytes) -> bytes:
    program = shutil.which("pdftoppm")
    if program is None:
        pytest.skip("pdftoppm (Debian: poppler-utils) is not installed")
    ran = subprocess.run([program, "-r", "50", "-"], input=content, capture_output=True, check=True, timeout=20)
    return ran.stdout


def with_graphics() -> bytes:
    pdf = pdf_with(
        b"0.9 0.2 0.1 rg 50 50 100 40 re f q 200 50 120 60 re W n /Sh1 sh Q /Pattern cs /P1 scn 350 50 90 60 re f "
        b"/Indexed1 cs 1 sc 50 200 60 60 re f q /G1 gs 0 0 1 rg 80 220 60 60 re f Q 2 w [4 2] 0 d 50 300 m 300 300 l S "
        b"q 0.5 0 0 0.5 100 400 cm /Fm1 Do Q BT /F1 14 Tf 72 700 Td (words) Tj ET"
    )
    resources = pdf.pages[0].obj.Resources
    function = Dictionary(FunctionType=2, Domain=[0, 1], C0=[1, 0, 0], C1=[0, 0, 1], N=1)
    shading = Dictionary(
        ShadingType=2, ColorSpace=Name.DeviceRGB, Coords=[200, 0, 320, 0], Function=function, Extend=[True, True]
    )
    tile = pdf.make_stream(
        b"0 0.6 0 rg 0 0 5 5 re f", PatternType=1, PaintType=1, TilingType=1, BBox=[0, 0, 10, 10], XStep=10, YStep=10
    )
    tile.Resources = Dictionary()
    form = pdf.make_stream(b"0.3 g 0 0 80 80 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 90, 90])
    form.Group = Dictionary(S=Name.Transparency, I=True)
    resources.Shading, resources.Pattern, resources.XObject = Dictionary(Sh1=shading), Dictionary(P1=tile), Dictionary(Fm1=form)
    indexed = Array([Name.Indexed, Name.DeviceRGB, 1, pikepdf.String(b"\x00\x00\x00\xff\x99\x00")])
    resources.ColorSpace = Dictionary(Indexed1=indexed)
    resources.ExtGState = Dictionary(G1=Dictionary(Type=Name.ExtGState, ca=0.5, BM=Name.Multiply))
    return saved(pdf)


def test_colours_shadings_patterns_and_transparency_look_the_same():
    content = with_graphics()
    picture = rendered(content)
    assert len(set(picture)) > 50, "the test's own page shows colours"
    assert rendered(read_pdf(content).rewritten([])) == picture


def type3(pdf: pikepdf.Pdf, **more: pikepdf.Object) -> Dictionary:
    box = pdf.make_stream(b"600 0 0 0 500 500 d1 0 0 500 500 re f BT (CANARY-glyph) Tj ET")
    dots = pdf.make_stream(b"600 0 0 0 500 500 d1 q 500 0 0 500 0 0 cm BI /W 2 /H 2 /BPC 1 /IM true ID \x80\x40 EI Q")
    return Dictionary(
        Type=Name.Font, Subtype=Name.Type3, FontBBox=[0, 0, 600, 600], FontMatrix=[0.001, 0, 0, 0.001, 0, 0], FirstChar=65, LastChar=66,
        Widths=[600, 600], CharProcs=Dictionary(a0=box, a1=dots), Encoding=Dictionary(Differences=Array([65, Name.a0, Name.a1])), **more,
    )  # fmt: skip


def test_a_type_3_font_with_a_character_map_is_read_and_keeps_its_drawn_letters():
    pdf = pdf_with(b"BT /F1 40 Tf 72 600 Td (AB) Tj ET")
    to_unicode = b"1 begincodespacerange <00> <FF> endcodespacerange 2 beginbfchar <41> <0058> <42> <0059> endbfchar"
    pdf.pages[0].obj.Resources.Font.F1 = type3(pdf, ToUnicode=pdf.make_stream(to_unicode))
    content = saved(pdf)
    document = read_pdf(content)
    assert document.parts[0].text.reveal() == "XY"
    written = document.rewritten([])
    assert read_pdf(written).parts[0].text.reveal() == "XY"
    assert b"CANARY" not in everything_in(written)
    assert read_pdf(document.rewritten([Edit(0, 0, 1, "")])).parts[0].text.reveal() == "Y"
    assert rendered(written) == rendered(content)


def test_a_type_3_font_without_a_character_map_is_unread_and_gone():
    pdf = pdf_with(b"BT /F1 40 Tf 72 600 Td (AB) Tj ET")
    pdf.pages[0].obj.Resources.Font.F1 = type3(pdf)
    document = read_pdf(saved(pdf))
    assert document.parts[0].text.reveal() == ""
    assert len(document.unread) == 1
    with pikepdf.open(io.BytesIO(document.rewritten([]))) as written:
        assert b"AB" not in written.pages[0].obj.Contents.read_bytes()


def test_a_tagged_page_printed_by_a_browser_is_read_and_redacted(tmp_path):
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("Chromium (Debian: chromium) is not installed")
    page, printed = tmp_path / "page.html", tmp_path / "page.pdf"
    page.write_text(
        "<title>Quenbyworth</title><h1>Anna Quenbyworth</h1><p>An <b>office</b> visit: efficient, fluffy</p>", "utf-8"
    )
    command = [
        program,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-pdf-header-footer",
        f"--user-data-dir={tmp_path}/profile",
    ]
    ran = subprocess.run([*command, f"--print-to-pdf={printed}", page.as_uri()], capture_output=True, timeout=60, check=False)
    if not printed.exists():
        pytest.skip(f"this Chromium prints no PDF (exit {ran.returncode})")
    document = read_pdf(printed.read_bytes())
    text = document.parts[0].text.reveal()
    assert text == "Anna Quenbyworth\n\nAn office visit: efficient, fluffy"
    written = document.rewritten([Edit(0, 0, 16, "[NAME]")])
    assert b"Quenbyworth" not in everything_in(written)
    assert read_pdf(written).parts[0].text.reveal().split() == ["[NAME]", *text.split()[2:]]
