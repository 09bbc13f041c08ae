# ruff: noqa: E501 (markup is easier to read unbroken)
"""Word documents: what is read, what is gone when they are written back, what is refused."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from codewell.documents.document import Drop, Edit
from codewell.documents.docx import read_docx
from codewell.kernel.errors import InputError

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*inner: str) -> str:
    return f"<w:p>{''.join(inner)}</w:p>"


def docx(body: str, **others: str | bytes) -> bytes:
    """Return a file; other parts by their name with two underscores for a slash and one for a dot before the ending."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>")
        for name, content in others.items():
            folder, _, file = name.rpartition("__")
            archive.writestr(f"{folder.replace('__', '/')}/{file.replace('_', '.', 1)}".lstrip("/"), content)
    return written.getvalue()


def relations(*links: tuple[str, str, str]) -> str:
    lines = "".join(f'<Relationship Id="{one}" Type="{R}/{kind}" Target="{target}"/>' for one, kind, target in links)
    return f'<Relationships xmlns="{RELATIONS}">{lines}</Relationships>'


def texts(content: bytes, **options: bool) -> dict[str, str]:
    return {part.where: part.text.reveal() for part in read_docx(content, **options).parts}


def everything_in(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"\n".join(name.encode() + b"\n" + archive.read(name) for name in archive.namelist()) + content


def edited(content: bytes, word: str, by: str, where: str = "body") -> bytes:
    document = read_docx(content)
    part = next(part for part in document.parts if part.where == where)
    start = part.text.reveal().index(word)
    return document.rewritten([Edit(part.number, start, start + len(word), by)])


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param(paragraph(run("Seen: Jane Doe")), "Seen: Jane Doe\n", id="one-run"),
        pytest.param(paragraph(run("Ja"), run("ne D", "<w:b/>"), run("oe")), "Jane Doe\n", id="name-over-runs"),
        pytest.param(paragraph(run("one")) + paragraph() + paragraph(run("two")), "one\n\ntwo\n", id="paragraphs"),
        pytest.param(paragraph("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r>"), "a\tb\nc\n", id="tab-and-break"),
        pytest.param(
            f"<w:tbl><w:tr><w:tc>{paragraph(run('Name'))}</w:tc><w:tc>{paragraph(run('Doe'))}{paragraph(run('Jane'))}</w:tc></w:tr></w:tbl>",
            "Name\tDoe\nJane\t\n",
            id="table",
        ),
        pytest.param(
            paragraph('<w:ins w:author="X">', run("kept"), "</w:ins><w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"),
            "kept\n",
            id="tracked-changes",
        ),
        pytest.param(paragraph(f'<w:hyperlink r:id="rId9">{run("link")}</w:hyperlink>'), "link\n", id="hyperlink"),
        pytest.param(
            paragraph('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>AUTHOR Doe</w:instrText></w:r>', run("7")),
            "7\n",
            id="field",
        ),
        pytest.param(
            paragraph(run("beside"), f"<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{paragraph(run('boxed'))}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"),
            "beside\nboxed\n",
            id="text-box",
        ),
        pytest.param(paragraph(f"<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>{run('control')}</w:sdtContent></w:sdt>"), "control\n", id="content-control"),
        pytest.param(paragraph("<w:pPr><w:tabs><w:tab w:val='left'/></w:tabs></w:pPr>", run("x")), "x\n", id="tab-stops-are-no-tabs"),
    ],
)  # fmt: skip
def test_text_is_read_as_people_see_it(body, text):
    assert texts(docx(body)) == {"body": text}


def test_margins_notes_and_comments_are_parts():
    def story(name: str, inner: str) -> str:
        return f"<w:{name} {NAMESPACES}>{inner}</w:{name}>"

    content = docx(
        paragraph(run("body")),
        word__header1_xml=story("hdr", paragraph(run("head"))),
        word__footer2_xml=story("ftr", paragraph(run("foot"))),
        word__footnotes_xml=story("footnotes", f'<w:footnote w:id="1">{paragraph(run("note"))}</w:footnote>'),
        word__endnotes_xml=story("endnotes", f'<w:endnote w:id="1">{paragraph(run("end"))}</w:endnote>'),
        word__comments_xml=story("comments", f'<w:comment w:id="1" w:author="CANARY">{paragraph(run("remark"))}</w:comment>'),
    )
    assert texts(content) == {
        "body": "body\n", "header 1": "head\n", "footer 2": "foot\n", "footnote": "note\n", "endnote": "end\n", "comment": "remark\n",
    }  # fmt: skip
    written = edited(content, "head", "[X]", where="header 1")
    assert texts(written)["header 1"] == "[X]\n"
    assert b"CANARY" not in everything_in(written)


def test_an_edit_over_runs_keeps_the_formatting_of_its_first_letter_and_of_the_rest():
    content = docx(paragraph(run("by Ja"), run("ne D", "<w:b/>"), run("oe today", "<w:i/>")))
    written = edited(content, "Jane Doe", "[NAME]")
    assert texts(written) == {"body": "by [NAME] today\n"}
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        tree = etree.fromstring(archive.read("word/document.xml"))
    assert [each.text or "" for each in tree.iter(f"{{{W}}}t")] == ["by [NAME]", "", " today"]
    assert len(list(tree.iter(f"{{{W}}}i"))) == 1


def test_a_dropped_part_is_empty():
    content = docx(paragraph(run("Quenbyworth")) + paragraph(run("Quenbyworth")))
    written = read_docx(content).rewritten([Drop(0)])
    assert texts(written) == {}
    assert b"Quenbyworth" not in everything_in(written)


def hidden_everywhere() -> bytes:
    body = (
        '<!-- CANARY-comment --><?CANARY-instruction x?><w:bookmarkStart w:id="1" w:name="CANARY-bookmark"/>'
        + paragraph(
            '<w:pPr><w:rPr><w:ins w:author="CANARY-author" w:date="2024-03-02T10:00:00Z"/></w:rPr>'
            '<w:pPrChange w:author="CANARY-changer"><w:pPr/></w:pPrChange></w:pPr>',
            '<w:del w:author="CANARY-deleter"><w:r><w:delText>CANARY-deleted</w:delText></w:r></w:del>',
            f'<w:moveFrom w:author="x">{run("CANARY-moved")}</w:moveFrom>',
            f'<w:hyperlink r:id="rId5" w:tooltip="CANARY-tooltip" w:anchor="top">{run("plain")}</w:hyperlink>',
            '<w:fldSimple w:instr="HYPERLINK &quot;http://CANARY-field&quot;"/><w:r><w:instrText>CANARY-instr</w:instrText></w:r>',
            '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="CANARY-form"/></w:ffData></w:fldChar></w:r>',
            '<w:sdt><w:sdtPr><w:alias w:val="CANARY-alias"/><w:tag w:val="CANARY-tag"/></w:sdtPr><w:sdtContent/></w:sdt>',
            '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="CANARY-name" descr="CANARY-alt" title="CANARY-title"/>'
            '<a:graphic><a:graphicData><a:blip r:embed="rId6"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>',
            '<mc:AlternateContent><mc:Choice Requires="wps"><w:r><w:drawing><wp:anchor><wp:docPr id="2" name="CANARY-shape" '
            f'descr="CANARY-shapealt"/><wps:wsp><wps:txbx><w:txbxContent>{paragraph(run("boxed"))}</w:txbxContent></wps:txbx></wps:wsp>'
            "</wp:anchor></w:drawing></w:r></mc:Choice><mc:Fallback><w:r><w:t>CANARY-fallback</w:t></w:r></mc:Fallback></mc:AlternateContent>",
            '<w:r><w:object><v:shape alt="CANARY-object"/></w:object></w:r><w:r><w:pict><v:shape><v:textpath string="CANARY-wordart"/></v:shape></w:pict></w:r>',
            "<w14:unknown>CANARY-unknown</w14:unknown><w:rPr>CANARY-stray</w:rPr>CANARY-tail",
        )
        + '<w:altChunk r:id="rId7"/><w:tbl><w:tblPr><w:tblCaption w:val="CANARY-caption"/></w:tblPr></w:tbl>'
    )  # fmt: skip
    return docx(
        body,
        docProps__core_xml="<x>CANARY-core</x>",
        docProps__app_xml="<x>CANARY-app</x>",
        docProps__custom_xml="<x>CANARY-custom</x>",
        customXml__item1_xml="<x>CANARY-customxml</x>",
        word__people_xml="<x>CANARY-people</x>",
        word__commentsExtended_xml="<x>CANARY-extended</x>",
        word__vbaProject_bin=b"CANARY-macro",
        word__embeddings__sheet_xlsx=b"CANARY-embedded",
        word__media__image1_png=b"CANARY-image",
        word__glossary__document_xml="<x>CANARY-glossary</x>",
        word__charts__chart1_xml="<x>CANARY-chart</x>",
        word__settings_xml=f'<w:settings {NAMESPACES}><w:evenAndOddHeaders/><w:docVars><w:docVar w:name="CANARY-var" w:val="CANARY-val"/></w:docVars>'
        '<w:rsids><w:rsid w:val="00CANARY"/></w:rsids><w:attachedTemplate r:id="rId1"/></w:settings>',
        word__styles_xml=f'<w:styles {NAMESPACES}><w:style w:customStyle="1" w:styleId="S1"><w:name w:val="CANARY-style"/></w:style></w:styles>',
        **{
            "word___rels__document.xml_rels": relations(
                ("rId5", "hyperlink", "http://CANARY-link"), ("rId6", "image", "media/image1.png"), ("rId2", "settings", "settings.xml")
            ).replace('Target="http:', 'TargetMode="External" Target="http:')
        },
    )  # fmt: skip


def test_nothing_stays_of_what_nobody_sees():
    content = hidden_everywhere()
    assert everything_in(content).count(b"CANARY") > 30, "the test's own document lost its canaries"
    document = read_docx(content)
    assert {part.where: part.text.reveal() for part in document.parts} == {"body": "plain\nboxed\n"}
    found = everything_in(document.rewritten([]))
    at = found.find(b"CANARY")
    assert at < 0, found[max(0, at - 80) : at + 40]
    assert b"evenAndOddHeaders" in found
    assert {one.where for one in document.unread} == {"images", "embedded files", "charts", "macros", "custom XML"}


def test_images_stay_when_asked():
    content = docx(
        paragraph(
            '<w:r><w:drawing><wp:inline><a:graphic><a:blip r:embed="rId6"/></a:graphic></wp:inline></w:drawing></w:r>', run("x")
        ),
        word__media__image1_png=b"PIXELS",
        **{"word___rels__document.xml_rels": relations(("rId6", "image", "media/image1.png"))},
    )
    assert b"PIXELS" not in everything_in(read_docx(content).rewritten([]))
    kept = everything_in(read_docx(content, keep_images=True).rewritten([]))
    assert b"PIXELS" in kept
    assert b'r:embed="rId6"' in kept


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.text("abc XYZ-é", min_size=1, max_size=8), max_size=5), min_size=1, max_size=6), st.data())
def test_text_and_edits_are_exact_over_any_split_into_runs(paragraphs, data):
    content = docx("".join(paragraph(*(run(each) for each in runs)) for runs in paragraphs))
    text = "".join("".join(runs) + "\n" for runs in paragraphs)
    document = read_docx(content)
    if not text.strip():
        assert not document.parts
        return
    assert document.parts[0].text.reveal() == text
    assert read_docx(document.rewritten([])).parts[0].text.reveal() == text
    line = data.draw(st.integers(0, len(paragraphs) - 1))
    before = sum(len("".join(runs)) + 1 for runs in paragraphs[:line])
    length = len("".join(paragraphs[line]))
    start = before + data.draw(st.integers(0, length))
    end = data.draw(st.integers(start, before + length))
    if start < end:
        written = read_docx(document.rewritten([Edit(0, start, end, "[N]")]))
        assert written.parts[0].text.reveal() == text[:start] + "[N]" + text[end:]


def test_the_same_bytes_come_out_twice():
    content = docx(paragraph(run("Jane Doe")))
    assert edited(content, "Jane", "[N]") == edited(content, "Jane", "[N]")


@pytest.mark.parametrize(
    ("content", "slug"),
    [
        pytest.param(docx(paragraph(run("x")))[:-30], "input.archive-malformed", id="cut-short"),
        pytest.param(docx("<w:p>"), "input.docx-malformed", id="xml-broken"),
        pytest.param(docx(paragraph(run("x")), word__styles_xml='<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "input.docx-malformed", id="entities"),
        pytest.param(docx("<w:sdt>" * 2000 + "</w:sdt>" * 2000), "input.docx-malformed", id="too-deep"),
        pytest.param(docx(paragraph(run("x")), word__media__a_png=b"\0" * 30_000_000), "input.archive-too-large", id="bomb"),
        pytest.param(docx(paragraph(run("x")), **{"..__up_xml": "x"}), "input.archive-unsafe", id="path-that-leads-out"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(content, slug):
    with pytest.raises(InputError) as refused:
        read_docx(content)
    assert refused.value.slug == slug
    assert refused.value.next_step
