"""What is taken out of a PDF is nowhere in what is written back, and all else stands where it stood."""

from __future__ import annotations

import io

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdf_making import everything_in, helvetica, pdf_with, saved, text_by_poppler, text_by_pypdf
from pdfminer.high_level import extract_pages
from pdfminer.layout import LTChar
from pikepdf import Array, Dictionary, Name, OutlineItem, String

from codewell.documents.document import Drop, Edit
from codewell.documents.pdf import read_pdf

NAME = "Quenbyworth"


def without(content: bytes, *words: str, by: str = "[NAME]", **options: bool) -> bytes:
    document = read_pdf(content, **options)
    edits = []
    for part in document.parts:
        text = part.text.reveal()
        for word in words:
            start = text.find(word)
            while start >= 0:
                edits.append(Edit(part.number, start, start + len(word), by))
                start = text.find(word, start + 1)
    assert edits
    return document.rewritten(edits)


def places(content: bytes) -> dict[tuple[str, int], tuple[float, float]]:
    """Return where pdfminer finds each letter of a page: (letter, how many of it came before) -> corner."""
    found: dict[tuple[str, int], tuple[float, float]] = {}
    counts: dict[str, int] = {}

    def collect(each: object) -> None:
        if isinstance(each, LTChar):
            seen = counts.get(each.get_text(), 0)
            counts[each.get_text()] = seen + 1
            found[each.get_text(), seen] = (round(each.x0, 1), round(each.y0, 1))
        elif hasattr(each, "__iter__"):
            for one in each:
                collect(one)

    for page in extract_pages(io.BytesIO(content)):
        collect(page)
    return found


SPLITS = [
    pytest.param(b"BT /F1 12 Tf 72 700 Td (Seen: Quenbyworth today) Tj ET", id="one-string"),
    pytest.param(b"BT /F1 12 Tf 72 700 Td [(Seen: Qu)30(enby)-10(wor)5(th today)] TJ ET", id="kerned"),
    pytest.param(b"BT /F1 12 Tf 72 700 Td (Seen: Quen) Tj (byw) Tj (orth today) Tj ET", id="operators"),
    pytest.param(b"BT /F1 12 Tf 72 700 Td 2 Tc 3 Tw 80 Tz (Seen: Quenbyworth today) Tj ET", id="spaced-and-narrow"),
    pytest.param(b"BT /F1 12 Tf 14 TL 72 700 Td (Seen:) Tj (Quenbyworth today) ' ET", id="next-line"),
    pytest.param(b'BT /F1 12 Tf 14 TL 72 700 Td (Seen:) Tj 1 1 (Quenbyworth today) " ET', id="next-line-spaced"),
    pytest.param(b"BT /F1 12 Tf 0 1 -1 0 300 300 Tm (Seen: Quenbyworth today) Tj ET", id="rotated"),
    pytest.param(b"BT /F1 12 Tf 3 Tr 72 700 Td (Seen: Quenbyworth today) Tj ET", id="invisible"),
    pytest.param(b"BT /F1 12 Tf 72 700 Td (Quenbyworth) Tj ET BT /F1 12 Tf 72.3 700 Td (Quenbyworth) Tj ET", id="bold-by-two"),
]


@pytest.mark.parametrize("content", SPLITS)
def test_a_name_is_gone_however_it_was_split(content):
    written = without(saved(pdf_with(content)), NAME)
    found = everything_in(written)
    for piece in (b"Quenbyworth", b"Quen", b"byw", b"orth", b"enby"):
        assert piece not in found
    assert "[NAME]" in read_pdf(written).parts[0].text.reveal()
    assert "[NAME]" in text_by_pypdf(written)


@pytest.mark.parametrize("content", SPLITS[:4])
def test_other_text_stays_where_it_was(content):
    original = saved(pdf_with(content))
    before, after = places(original), places(without(original, NAME, by=""))
    for letter in (("S", 0), ("d", 0)):
        assert after[letter] == pytest.approx(before[letter], abs=0.15)


def test_a_replacement_is_no_wider_than_what_it_replaces():
    written = without(saved(pdf_with(b"BT /F1 12 Tf 72 700 Td (Dr. Li saw her) Tj ET")), "Li", by="[A LONG REPLACEMENT]")
    assert read_pdf(written).parts[0].text.reveal() == "Dr. [A LONG REPLACEMENT] saw her"


def test_a_replacement_may_be_in_letters_that_helvetica_lacks():
    written = without(saved(pdf_with(b"BT /F1 12 Tf 72 700 Td (Quenbyworth) Tj ET")), NAME, by="Łódź")
    assert "d" in read_pdf(written).parts[0].text.reveal()


def test_a_ligature_that_is_half_taken_goes_with_its_other_half_drawn_again():
    encoding = Dictionary(Type=Name.Encoding, BaseEncoding=Name.WinAnsiEncoding, Differences=Array([1, Name.fi]))
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=encoding)
    content = saved(pdf_with(b"BT /F1 12 Tf 72 700 Td (of\x01ce Ida) Tj ET", fonts=Dictionary(F1=font)))
    document = read_pdf(content)
    assert document.parts[0].text.reveal() == "office Ida"
    assert read_pdf(document.rewritten([Edit(0, 3, 6, "_")])).parts[0].text.reveal() == "off_ Ida"


def test_a_form_that_several_pages_draw_is_emptied_for_all():
    pdf = pdf_with(b"/Fm1 Do", b"/Fm1 Do BT /F1 12 Tf 72 600 Td (second) Tj ET")
    form = pdf.make_stream(b"BT /F1 12 Tf 72 700 Td (Quenbyworth chart) Tj ET", Type=Name.XObject, Subtype=Name.Form)
    form.BBox = Array([0, 0, 612, 792])
    form.Resources = Dictionary(Font=Dictionary(F1=helvetica()))
    form = pdf.make_indirect(form)
    for page in pdf.pages:
        page.obj.Resources.XObject = Dictionary(Fm1=form)
    written = without(saved(pdf), NAME)
    assert b"Quenbyworth" not in everything_in(written)
    read = [part.text.reveal().split() for part in read_pdf(written).parts]
    assert read == [["[NAME]", "chart"], ["[NAME]", "chart", "second"]]


def test_a_dropped_page_is_empty():
    document = read_pdf(saved(pdf_with(b"BT /F1 12 Tf 72 700 Td (Quenbyworth) Tj ET", b"BT /F1 12 Tf 72 700 Td (stays) Tj ET")))
    assert [part.text.reveal() for part in read_pdf(document.rewritten([Drop(0)])).parts] == ["", "stays"]


def hidden_everywhere() -> bytes:
    """Return a PDF with CANARY-n in each place that no page shows."""
    pdf = pdf_with(
        b"% CANARY-comment\n/OC /Layer BDC /Span <</ActualText (CANARY-actual) /Alt (CANARY-alt)>> BDC "
        b"BT /F1 12 Tf 72 700 Td (plain) Tj ET EMC EMC (CANARY-unknown) frob /CANARY-mark MP /Pat cs /P1 scn 0 0 9 9 re f /G1 gs"
    )
    page, root = pdf.pages[0].obj, pdf.Root
    pdf.docinfo["/Title"] = "CANARY-title"
    with pdf.open_metadata() as metadata:
        metadata["dc:creator"] = ["CANARY-xmp"]
    pdf.attachments["CANARY-file.txt"] = b"CANARY-attached"
    with pdf.open_outline() as outline:
        outline.root.append(OutlineItem("CANARY-bookmark", 0))
    root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert('CANARY-open')"))
    root.Names.JavaScript = Dictionary(
        Names=Array([String("CANARY-script"), Dictionary(S=Name.JavaScript, JS=String("CANARY-js"))])
    )
    root.Names.Dests = Dictionary(Names=Array([String("CANARY-destination"), Array([page, Name.Fit])]))
    root.PageLabels = Dictionary(Nums=Array([0, Dictionary(P=String("CANARY-label"))]))
    root.OCProperties = Dictionary(OCGs=Array([Dictionary(Type=Name.OCG, Name=String("CANARY-layer"))]), D=Dictionary())
    root.StructTreeRoot = Dictionary(
        Type=Name.StructTreeRoot, K=Dictionary(S=Name.P, Alt=String("CANARY-tag"), T=String("CANARY-t"))
    )
    root.PieceInfo = Dictionary(App=Dictionary(Private=String("CANARY-private")))
    root.AcroForm = Dictionary(Fields=Array([]), XFA=pdf.make_stream(b"<xfa>CANARY-xfa</xfa>"))
    root.Lang = String("CANARY-language")
    page.Thumb = pdf.make_stream(b"CANARY-thumbnail", Width=4, Height=4)
    page.Metadata = pdf.make_stream(b"<x>CANARY-pagemetadata</x>", Type=Name.Metadata, Subtype=Name.XML)
    page.PieceInfo = Dictionary(App=Dictionary(Private=String("CANARY-piece")))
    page.AA = Dictionary(O=Dictionary(S=Name.URI, URI=String("http://CANARY-action")))
    page.Annots = Array([
        Dictionary(Subtype=Name.Text, Rect=[0, 0, 9, 9], Contents=String("CANARY-note"), T=String("CANARY-author")),
        Dictionary(Subtype=Name.Link, Rect=[0, 0, 9, 9], A=Dictionary(S=Name.URI, URI=String("http://CANARY-link"))),
    ])  # fmt: skip
    page.Resources.Properties = Dictionary(Layer=Dictionary(Type=Name.OCG, Name=String("CANARY-property")))
    page.Resources.ExtGState = Dictionary(G1=Dictionary(Type=Name.ExtGState, LW=1, Note=String("CANARY-state")))
    pattern = pdf.make_stream(b"BT /F1 9 Tf (CANARY-pattern) Tj ET 0 0 5 5 re f", PatternType=1, PaintType=1, TilingType=1)
    pattern.BBox, pattern.XStep, pattern.YStep, pattern.Resources = (
        Array([0, 0, 9, 9]),
        9,
        9,
        Dictionary(Font=page.Resources.Font),
    )
    page.Resources.Pattern = Dictionary(P1=pattern)
    page.Resources.XObject = Dictionary(
        Unused=pdf.make_stream(b"BT /F1 9 Tf (CANARY-unused) Tj ET", Subtype=Name.Form, BBox=[0, 0, 9, 9])
    )
    page.Resources.Font.F1.Note = String("CANARY-font")
    page.Resources.Font.F1.ToUnicode = pdf.make_stream(
        b"% CANARY-map\n1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfrange <20> <7E> <0020> endbfrange"
    )
    pdf.trailer["/Secret"] = String("CANARY-trailer")
    pdf.make_indirect(Dictionary(Left=String("CANARY-leftover")))
    return saved(pdf, object_stream_mode=pikepdf.ObjectStreamMode.disable)


def test_nothing_stays_of_what_no_page_shows():
    content = hidden_everywhere()
    assert everything_in(content).count(b"CANARY") > 25, "the test's own document lost its canaries"
    written = read_pdf(content).rewritten([])
    found = everything_in(written)
    at = found.find(b"CANARY")
    assert at < 0, found[at : at + 40]
    assert read_pdf(written).parts[0].text.reveal() == "plain"


def test_what_lies_beside_the_pages_is_said_to_be_unread():
    assert {one.where for one in read_pdf(hidden_everywhere()).unread} == {"attachments", "form", "scripts", "comments"}


def test_an_earlier_save_does_not_survive():
    first = saved(pdf_with(b"BT /F1 12 Tf 72 700 Td (Quenbyworth) Tj ET"))
    number = next(
        n for n in range(1, 20) if f"{n} 0 obj".encode() in first and b"stream" in first.split(f"{n} 0 obj".encode())[1][:80]
    )
    stream = b"BT /F1 12 Tf 72 700 Td (nobody) Tj ET"
    start = len(first)
    update = f"{number} 0 obj\n<< /Length {len(stream)} >>\nstream\n".encode() + stream + b"\nendstream\nendobj\n"
    table = f"xref\n{number} 1\n{start:010d} 00000 n \ntrailer\n".encode()
    with pikepdf.open(io.BytesIO(first)) as pdf:
        root, size = pdf.trailer.Root.objgen[0], int(pdf.trailer.Size)
    previous = first.rsplit(b"startxref", 1)[1].split()[0].decode()
    trailer = f"<< /Size {size} /Root {root} 0 R /Prev {previous} >>\nstartxref\n{start + len(update)}\n%%EOF\n".encode()
    saved_twice = first + update + table + trailer
    assert read_pdf(saved_twice).parts[0].text.reveal() == "nobody"
    written = read_pdf(saved_twice).rewritten([])
    assert b"Quenbyworth" not in everything_in(written)
    assert b"nobody" in everything_in(written)


def test_a_form_field_is_read_drawn_and_taken_out():
    pdf = pdf_with(b"BT /F1 12 Tf 72 700 Td (Name:) Tj ET")
    field = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("name"), V=String("Quenbyworth"), DV=String("Quenbyworth"),
            Rect=[120, 690, 300, 712], DA=String("/Helv 12 Tf 0 g"), F=4, P=pdf.pages[0].obj,
        )
    )  # fmt: skip
    pdf.pages[0].obj.Annots = Array([field])
    pdf.Root.AcroForm = Dictionary(
        Fields=Array([field]),
        DA=String("/Helv 12 Tf 0 g"),
        DR=Dictionary(Font=Dictionary(Helv=helvetica())),
        NeedAppearances=True,
    )
    content = saved(pdf)
    assert "Quenbyworth" in read_pdf(content).parts[0].text.reveal()
    assert b"Quenbyworth" not in everything_in(without(content, NAME))


def test_text_that_cannot_be_read_is_taken_out():
    pdf = pdf_with(b"BT /F1 12 Tf 72 700 Td (known) Tj /F2 12 Tf (Quenbyworth) Tj /F9 12 Tf (Quenbyworth) Tj ET")
    descriptor = Dictionary(Type=Name.FontDescriptor, FontName=Name("/CCCCCC+Odd"), Flags=4)
    odd = Dictionary(Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name("/CCCCCC+Odd"), FontDescriptor=descriptor)
    pdf.pages[0].obj.Resources.Font.F2 = odd
    written = read_pdf(saved(pdf)).rewritten([])
    assert b"Quenbyworth" not in everything_in(written)
    assert read_pdf(written).parts[0].text.reveal() == "known"


def with_image() -> bytes:
    pdf = pdf_with(
        b"BT /F1 12 Tf 3 Tr 72 700 Td (scanned words) Tj ET q 9 0 0 9 0 0 cm /Im1 Do Q BI /W 8 /H 1 /BPC 8 /CS /G ID INLINEPX EI"
    )
    image = pdf.make_stream(b"PIXELCANARY!", Type=Name.XObject, Subtype=Name.Image, Width=12, Height=1, BitsPerComponent=8)
    image.ColorSpace, image.Metadata = Name.DeviceGray, pdf.make_stream(b"CANARY-imagemetadata")
    pdf.pages[0].obj.Resources.XObject = Dictionary(Im1=image)
    return saved(pdf)


def test_images_are_taken_out_and_the_words_over_a_scan_can_be_seen():
    written = read_pdf(with_image()).rewritten([])
    found = everything_in(written)
    assert b"CANARY" not in found
    assert b"INLINEPX" not in found
    assert b"3 Tr" not in found
    assert "scanned words" in text_by_pypdf(written)


def test_images_stay_when_asked_without_their_metadata():
    found = everything_in(read_pdf(with_image(), keep_images=True).rewritten([]))
    assert b"PIXELCANARY!" in found
    assert b"INLINEPX" in found
    assert b"CANARY-imagemetadata" not in found


def test_a_signature_in_strokes_is_taken_out_and_rules_stay():
    stroke = b"10 10 m " + b"1 2 3 4 5 6 c " * 70 + b"S "
    document = read_pdf(saved(pdf_with(stroke + b"72 600 200 1 re f BT /F1 12 Tf 72 700 Td (signed) Tj ET")))
    assert any("signature" in one.reason for one in document.unread)
    with pikepdf.open(io.BytesIO(document.rewritten([]))) as pdf:
        content = pdf.pages[0].obj.Contents.read_bytes()
    assert b" c\n" not in content
    assert b" re\n" in content


def test_codes_of_letters_that_are_gone_are_not_in_the_character_map():
    pdf = pdf_with(b"BT /F1 12 Tf 72 700 Td (Zyx abc) Tj ET")
    pdf.pages[0].obj.Resources.Font.F1.ToUnicode = pdf.make_stream(
        b"1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfrange <20> <7E> <0020> endbfrange"
    )
    written = without(saved(pdf), "Zyx", by="")
    with pikepdf.open(io.BytesIO(written)) as after:
        told = after.pages[0].obj.Resources.Font.F1.ToUnicode.read_bytes()
    assert b"<61> <0061>" in told
    assert b"<5a>" not in told


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=12), min_size=1, max_size=12))
def test_without_changes_the_text_stays(words):
    shows = b"".join(
        f"BT /F1 10 Tf 72 {720 - 14 * at} Td <{(word + ' ' + word[::-1]).encode().hex()}> Tj ET ".encode()
        for at, word in enumerate(words)
    )
    document = read_pdf(saved(pdf_with(shows)))
    again = read_pdf(document.rewritten([]))
    assert again.parts[0].text.reveal() == document.parts[0].text.reveal()
    assert document.parts[0].text.reveal() == "\n".join(f"{word} {word[::-1]}" for word in words)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 22), st.integers(1, 12), st.sampled_from(["", "[X]", "Somebody Else"]))
def test_an_edit_changes_only_its_span(start, length, by):
    text = "Jane Doe seen on ward 3."
    end = min(start + length, len(text))
    document = read_pdf(saved(pdf_with(f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET".encode())))
    after = read_pdf(document.rewritten([Edit(0, start, end, by)])).parts[0].text.reveal()
    assert "".join(after.split()) == "".join((text[:start] + by + text[end:]).split())


def test_the_same_bytes_come_out_twice():
    content = saved(pdf_with(b"BT /F1 12 Tf 72 700 Td (Quenbyworth) Tj ET"))
    assert without(content, NAME) == without(content, NAME)


def test_pdftotext_finds_the_replacement_in_its_place():
    written = without(saved(pdf_with(b"BT /F1 12 Tf 72 700 Td (Seen: Quenbyworth today) Tj ET")), NAME)
    text = text_by_poppler(written)
    if not text:
        pytest.skip("pdftotext (Debian: poppler-utils) is not installed")
    assert text.split() == ["Seen:", "[NAME]", "today"]
