"""What is read of a page: words as a person reads them, however the producer split or placed them."""

from __future__ import annotations

import io

import pytest
from pdf_making import helvetica, pdf_with, saved
from pikepdf import Array, Dictionary, Name
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

from codewell.documents.document import PartKind
from codewell.documents.pdf import read_pdf


def text_of(content: bytes, page: int = 0) -> str:
    return read_pdf(content).parts[page].text.reveal()


@pytest.mark.parametrize(
    ("content", "text"),
    [
        pytest.param(b"BT /F1 12 Tf 72 700 Td (Seen: Jane Doe) Tj ET", "Seen: Jane Doe", id="one-string"),
        pytest.param(b"BT /F1 12 Tf 72 700 Td [(Ja)40(ne)-15( Do)20(e)] TJ ET", "Jane Doe", id="kerned-array"),
        pytest.param(b"BT /F1 12 Tf 72 700 Td [(Jane)-300(Doe)] TJ ET", "Jane Doe", id="space-by-number"),
        pytest.param(b"BT /F1 12 Tf 72 700 Td (Ja) Tj (ne) Tj ET BT /F1 12 Tf 97.35 700 Td (s) Tj ET", "Janes", id="operators"),
        pytest.param(b"BT /F1 12 Tf 100 700 Td (Doe) Tj -29 0 Td (Jane) Tj ET", "Jane Doe", id="placed-backwards"),
        pytest.param(
            b"BT /F1 12 Tf 14 TL 72 700 Td (one) Tj (two) ' 0 0 (three) \" T* (four) Tj ET", "one\ntwo\nthree\nfour", id="lines"
        ),
        pytest.param(b"BT /F1 12 Tf 72 650 Td (below) Tj 0 14 Td (above) Tj ET", "above\nbelow", id="lines-out-of-order"),
        pytest.param(b"BT /F1 12 Tf 72 700 Td (Name:) Tj 150 0 Td (Doe) Tj ET", "Name:   Doe", id="label-and-value"),
        pytest.param(b"BT /F1 12 Tf 0 1 -1 0 300 300 Tm (Jane Doe) Tj ET", "Jane Doe", id="rotated"),
        pytest.param(b"q 1 0 0 -1 0 792 cm BT /F1 12 Tf 1 0 0 -1 72 90 Tm (Jane Doe) Tj ET Q", "Jane Doe", id="flipped-twice"),
        pytest.param(b"BT /F1 12 Tf 4 Tc 72 700 Td (JANE DOE) Tj ET", "JANE DOE", id="character-spacing"),
        pytest.param(
            b"BT /F1 10 Tf 72 700 Td (D) Tj 10 0 Td (O) Tj 10.5 0 Td (E) Tj 9.4 0 Td (S) Tj 9.4 0 Td (E) Tj 9.4 0 Td (N) Tj ET",
            "DOESEN",
            id="letters-set-apart",
        ),
        pytest.param(
            b"BT /F1 12 Tf 72 700 Td (Jane) Tj ET BT /F1 12 Tf 72.4 700 Td (Jane) Tj ET", "Jane", id="drawn-twice-for-bold"
        ),
        pytest.param(b"BT /F1 12 Tf 3 Tr 72 700 Td (Jane) Tj ET", "Jane", id="invisible"),
        pytest.param(b"BT /F1 12 Tf 72 700 Td (x) Tj /F1 8 Tf 5 Ts (2) Tj 0 Ts /F1 12 Tf ( y) Tj ET", "x2 y", id="superscript"),
        pytest.param(b"BT 72 700 Td /F1 12 Tf [(a)(b)]TJ ET /Span <</ActualText (hidden)>> BDC EMC", "ab", id="marked-content"),
    ],
)
def test_words_are_kept_together(content, text):
    assert text_of(saved(pdf_with(content))) == text


def test_a_page_is_a_part_of_prose():
    parts = read_pdf(saved(pdf_with(b"BT /F1 12 Tf 72 700 Td (one) Tj ET", b"BT /F1 12 Tf 72 700 Td (two) Tj ET"))).parts
    assert [(part.number, part.path, part.where, part.kind) for part in parts] == [
        (0, "page", "page 1", PartKind.PROSE),
        (1, "page", "page 2", PartKind.PROSE),
    ]


def test_two_columns_of_prose_are_read_one_after_the_other():
    left = [f"left column line {n} of running prose" for n in range(8)]
    right = [f"right column line {n} of running prose" for n in range(8)]
    shows = b"".join(f"BT /F1 10 Tf 50 {700 - 12 * n} Td ({left[n]}) Tj 270 0 Td ({right[n]}) Tj ET ".encode() for n in range(8))
    assert text_of(saved(pdf_with(shows))) == "\n".join(left) + "\n\n" + "\n".join(right)


def test_a_form_of_labels_and_values_is_read_across():
    rows = [
        ("Name", "Jane Doe"),
        ("Born", "1950"),
        ("Sex", "F"),
        ("Ward", "3"),
        ("Bed", "12"),
        ("Diet", "soft"),
        ("Code", "full"),
    ]
    shows = b"".join(
        f"BT /F1 10 Tf 50 {700 - 12 * n} Td ({label}) Tj 270 0 Td ({value}) Tj ET ".encode()
        for n, (label, value) in enumerate(rows)
    )
    assert text_of(saved(pdf_with(shows))) == "\n".join(f"{label}   {value}" for label, value in rows)


def test_a_form_drawn_on_the_page_is_read():
    pdf = pdf_with(b"q 1 0 0 1 50 600 cm /Fm1 Do Q")
    form = pdf.make_stream(b"BT /F1 12 Tf 0 0 Td (Jane Doe) Tj ET", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 200, 50])
    form.Resources = Dictionary(Font=Dictionary(F1=helvetica()))
    pdf.pages[0].obj.Resources.XObject = Dictionary(Fm1=form)
    assert text_of(saved(pdf)) == "Jane Doe"


def test_a_subset_with_a_character_map_is_read_with_its_ligature():
    to_unicode = (
        b"1 begincodespacerange <0000> <FFFF> endcodespacerange "
        b"3 beginbfchar <0001> <006F> <0002> <FB03> <0003> <00630065> endbfchar"
    )
    pdf = pdf_with(b"")
    descendant = Dictionary(
        Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name("/AAAAAA+Some"), DW=600, W=Array([1, Array([556, 834, 1000])]),
        CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
    )  # fmt: skip
    font = Dictionary(
        Type=Name.Font, Subtype=Name.Type0, BaseFont=Name("/AAAAAA+Some"), Encoding=Name("/Identity-H"),
        DescendantFonts=Array([descendant]), ToUnicode=pdf.make_stream(to_unicode),
    )  # fmt: skip
    pdf.pages[0].obj.Resources.Font = Dictionary(F1=font)
    pdf.pages[0].obj.Contents = pdf.make_stream(b"BT /F1 12 Tf 72 700 Td <000100020003> Tj ET")
    assert text_of(saved(pdf)) == "office"


def test_a_true_type_subset_of_reportlab_is_read(tmp_path):
    try:
        pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    except OSError:
        pytest.skip("reportlab's own Vera font is not installed")
    written = io.BytesIO()
    drawn = canvas.Canvas(written)
    drawn.setFont("Vera", 11)
    drawn.drawString(72, 700, "Patient: José Ångström-Núñez")
    drawn.save()
    assert text_of(written.getvalue()) == "Patient: José Ångström-Núñez"


def test_a_font_without_characters_is_said_and_not_guessed():
    pdf = pdf_with(b"BT /F1 12 Tf 72 700 Td (known) Tj /F2 12 Tf <00410042> Tj ET")
    pdf.pages[0].obj.Resources.Font = Dictionary(
        F1=helvetica(),
        F2=Dictionary(
            Type=Name.Font, Subtype=Name.Type0, BaseFont=Name("/BBBBBB+Sub"), Encoding=Name("/Identity-H"),
            DescendantFonts=Array([Dictionary(Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name("/BBBBBB+Sub"))]),
        ),
    )  # fmt: skip
    document = read_pdf(saved(pdf))
    assert document.parts[0].text.reveal() == "known"
    assert [(one.where, "font" in one.reason) for one in document.unread] == [("page 1", True)]


def test_a_symbolic_font_without_an_encoding_is_not_guessed():
    descriptor = Dictionary(Type=Name.FontDescriptor, FontName=Name("/CCCCCC+Odd"), Flags=4)
    font = Dictionary(Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name("/CCCCCC+Odd"), FontDescriptor=descriptor)
    document = read_pdf(saved(pdf_with(b"BT /F1 12 Tf 72 700 Td (abc) Tj ET", fonts=Dictionary(F1=font))))
    assert document.parts[0].text.reveal() == ""
    assert len(document.unread) == 1


def test_an_image_is_said_to_be_unread():
    pdf = pdf_with(b"/Im1 Do BI /W 1 /H 1 /BPC 8 /CS /G ID x EI")
    image = pdf.make_stream(b"\x00", Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1, BitsPerComponent=8)
    image.ColorSpace = Name.DeviceGray
    pdf.pages[0].obj.Resources.XObject = Dictionary(Im1=image)
    assert [(one.where, one.reason) for one in read_pdf(saved(pdf)).unread] == [
        ("page 1", "2 images; their text can be read only with OCR")
    ]
