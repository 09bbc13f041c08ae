"""PDF files that are refused: one clear sentence, in bounded time and memory."""

from __future__ import annotations

import zlib

import pikepdf
import pytest
from pdf_making import pdf_with, saved
from pikepdf import Array, Dictionary, Name

from codewell.documents.pdf import read_pdf
from codewell.kernel.errors import InputError


def refusal(content: bytes) -> str:
    with pytest.raises(InputError) as refused:
        read_pdf(content)
    assert refused.value.next_step
    return refused.value.slug


def test_encrypted():
    content = saved(pdf_with(b""), encryption=pikepdf.Encryption(owner="o", user="u"))
    assert refusal(content) == "input.pdf-encrypted"


def test_protected_against_editing_only_is_read():
    content = saved(pdf_with(b"BT /F1 9 Tf (open) Tj ET"), encryption=pikepdf.Encryption(owner="o", user=""))
    assert read_pdf(content).parts[0].text.reveal() == "open"
    assert read_pdf(read_pdf(content).rewritten([])).parts[0].text.reveal() == "open"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"%PDF-1.7\n", id="header-only"),
        pytest.param(b"%PDF-1.7\n" + b"\x00" * 5000, id="zeros"),
        pytest.param(b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj trailer << /Root 1 0 R >>", id="no-pages"),
        pytest.param(b"%PDF-1.7\n" + b"[" * 100_000, id="deep-arrays"),
        pytest.param(
            b"%PDF-1.7\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj "
            b"2 0 obj << /Type /Pages /Kids [2 0 R] /Count 1 >> endobj trailer << /Root 1 0 R >>",
            id="page-tree-in-a-circle",
        ),
    ],
)  # fmt: skip
def test_malformed(content):
    assert refusal(content) == "input.pdf-malformed"


def test_cut_short_is_refused_or_read_without_a_traceback():
    whole = saved(pdf_with(b"BT /F1 12 Tf 72 700 Td (whole) Tj ET"))
    for length in range(20, len(whole), 97):
        try:
            read_pdf(whole[:length]).rewritten([])
        except InputError as refused:
            assert refused.slug.startswith("input.pdf-")  # noqa: PT017


def test_too_many_pages():
    pdf = pikepdf.new()
    kids = Array([pdf.make_indirect(Dictionary(Type=Name.Page, MediaBox=[0, 0, 9, 9])) for _ in range(2_001)])
    pages = pdf.make_indirect(Dictionary(Type=Name.Pages, Kids=kids, Count=len(kids)))
    for kid in kids:
        kid.Parent = pages
    pdf.Root.Pages = pages
    assert refusal(saved(pdf)) == "input.pdf-too-many-pages"


def test_a_form_that_draws_itself():
    pdf = pdf_with(b"/Fm1 Do")
    form = pdf.make_indirect(pdf.make_stream(b"/Fm1 Do", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9]))
    form.Resources = Dictionary(XObject=Dictionary(Fm1=form))
    pdf.pages[0].obj.Resources.XObject = Dictionary(Fm1=form)
    assert refusal(saved(pdf)) == "input.pdf-recursive"


def test_forms_that_draw_forms_without_end():
    pdf = pdf_with(b"/Fm Do")
    inner = pdf.make_stream(b"n " * 2000, Subtype=Name.Form, BBox=[0, 0, 9, 9])
    for _ in range(6):
        outer = pdf.make_indirect(pdf.make_stream(b"/Fm Do " * 40, Subtype=Name.Form, BBox=[0, 0, 9, 9]))
        outer.Resources = Dictionary(XObject=Dictionary(Fm=inner))
        inner = outer
    pdf.pages[0].obj.Resources.XObject = Dictionary(Fm=inner)
    assert refusal(saved(pdf)) == "input.pdf-too-large"


def test_a_stream_that_unpacks_to_gigabytes():
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 10_000_000) for _ in range(30)) + packer.flush()
    pdf = pdf_with(b"")
    pdf.pages[0].obj.Contents = pikepdf.Stream(pdf, packed, Filter=Name.FlateDecode)
    content = saved(pdf, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    assert len(content) < 1_000_000
    assert refusal(content) == "input.pdf-too-large"


def test_a_character_map_of_four_thousand_million_codes():
    pdf = pdf_with(b"BT /F1 12 Tf 72 700 Td (ab) Tj ET")
    pdf.pages[0].obj.Resources.Font.F1.ToUnicode = pdf.make_stream(b"1 beginbfrange <00000000> <FFFFFFFF> <0000> endbfrange")
    assert read_pdf(saved(pdf)).parts[0].text.reveal() == "ab"


def test_a_character_map_of_many_entries_is_asked_quickly():
    entries = b"".join(f"<{code:04x}> <{0x4E00 + code % 20_000:04x}>\n".encode() for code in range(60_000))
    pdf = pdf_with(b"BT /F1 1 Tf <" + b"".join(f"{code:04x}".encode() for code in range(0, 60_000, 3)) + b"> Tj ET")
    descendant = Dictionary(Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name.Many, W=Array(range(60_000)))
    pdf.pages[0].obj.Resources.Font.F1 = Dictionary(
        Type=Name.Font, Subtype=Name.Type0, BaseFont=Name.Many, Encoding=Name("/Identity-H"), DescendantFonts=Array([descendant]),
        ToUnicode=pdf.make_stream(b"60000 beginbfchar\n" + entries + b"endbfchar"),
    )  # fmt: skip
    text = read_pdf(saved(pdf)).parts[0].text.reveal()
    assert len("".join(text.split())) == 20_000


def test_an_error_shows_no_text_of_the_document():
    with pytest.raises(InputError) as refused:
        read_pdf(b"%PDF-1.7\n(Quenbyworth)")
    assert "Quenbyworth" not in str(refused.value)
