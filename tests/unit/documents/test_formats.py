"""Each format: what is read and where, what is written back, and what is refused."""

from __future__ import annotations

import base64
import io
import json

import pytest

from codewell.documents.document import Drop, Edit, Format, PartKind
from codewell.documents.reading import read_document
from codewell.kernel.errors import InputError

HL7 = (
    "MSH|^~\\&|LAB|HOSP|EMR||20260101||ORU^R01|123|P|2.5.1\r"
    "PID|1||123456^^^HOSP^MR||SMITH^JOHN||19500101|M\r"
    "OBX|1|TX|1^Path||John Smith \\T\\ son||||||F\r"
    "OBX|2|TX|1^Path||has cough\\.br\\and \\X41\\ fever||||||F\r"
    "OBX|3|NM|2^Glucose||100|mg/dL\r"
)
CCDA = (
    '<?xml version="1.0"?>\n<ClinicalDocument xmlns="urn:hl7-org:v3">'
    '<recordTarget><patientRole><id extension="998877" root="2.16"/><patient><name><given>John</given><family>Smith</family>'
    "</name></patient></patientRole></recordTarget><component><structuredBody><component><section><title>Assessment</title>"
    "<text><paragraph>Mr. <content>Jo</content>hn Smith has asthma &amp; gout.</paragraph></text></section></component>"
    "</structuredBody></component></ClinicalDocument>"
)
X12 = (
    "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *030101*1253*^*00501*000000001*1*T*:~\n"
    "GS*HC*A*B*20030101*1253*1*X*005010X222A1~\nST*837*1~\nNM1*IL*1*SMITH*JOHN~\nN4*MIAMI*FL*33111~\nSE*4*1~\n"
)
FHIR = json.dumps(
    {
        "resourceType": "Bundle",
        "entry": [
            {"resource": {"resourceType": "Patient", "id": "p1", "name": [{"family": "Smith", "given": ["John"]}]}},
            {
                "resource": {
                    "resourceType": "DocumentReference",
                    "text": {"div": "<div>Jo<b>hn</b> has asthma</div>"},
                    "content": [
                        {"attachment": {"contentType": "text/plain", "data": base64.b64encode(b"John has gout").decode()}},
                        {"attachment": {"contentType": "image/png", "data": base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()}},
                    ],
                }
            },
        ],
    }
)


def texts(document) -> dict[str, str]:
    return {part.path: part.text.reveal() for part in document.parts}


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"A note.\r\nTwo lines.\r\n", "a.txt"),
        (b"# A\n**b**old\n", "a.md"),
        (b"<p>Jo<b>hn</b> &amp; co</p>\n", "a.html"),
        (rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\b Jo\b0 hn \'e9\par}", "a.rtf"),
        (b'a,b\r\n"x ""y""",2\r\n,\r\n', "a.csv"),
        (b"a\tb\n1\t\n", "a.tsv"),
        (b'{"a": [1.50, "x\\u00e9", null], "a": {}}\n', "a.json"),
        (b'{"a": 1}\n{"a": 2}\n', "a.ndjson"),
        (HL7.encode(), "a.hl7"),
        (b"\x0b" + HL7.encode() + b"\x1c\r", "a.hl7"),
        (CCDA.encode(), "a.xml"),
        (X12.encode(), "a.837"),
    ],
)
def test_without_changes_the_same_bytes_come_back(content, name):
    assert read_document(content, name).rewritten([]) == content


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (b"<p>Mr. Jo<b>hn</b> Smith &amp; son</p>", "a.html", b"<p>Mr. [X]<b></b> &amp; son</p>"),
        (rb"{\rtf1 Mr. {\b Jo}hn Smith\par}", "a.rtf", rb"{\rtf1 Mr. {\b [X]}\par}"),
        (b'n,t\n1,"Mr. John Smith, ""well"""\n', "a.csv", b'n,t\n1,"Mr. [X], ""well"""\n'),
        (b'{"t": "Mr. Jo\\u0068n Smith"}', "a.json", b'{"t": "Mr. [X]"}'),
        (HL7.encode(), "a.hl7", HL7.replace("John Smith", "[X]").encode()),
        (CCDA.encode(), "a.xml", CCDA.replace("Jo</content>hn Smith", "[X]</content>").encode()),
    ],
)
def test_an_edit_changes_what_writes_the_text_and_nothing_else(content, name, expected):
    document = read_document(content, name)
    part = next(part for part in document.parts if "John Smith" in part.text.reveal())
    at = part.text.reveal().index("John Smith")
    assert document.rewritten([Edit(part.number, at, at + 10, "[X]")]) == expected


def test_what_only_programs_see_in_html_goes():
    page = b"<!-- Canary --><script>Canary()</script><p id=Canary onclick='Canary'>Hi<img src='Canary.png' alt='a scan'>"
    document = read_document(page, "a.html")
    assert b"Canary" not in document.rewritten([])
    assert [part.text.reveal() for part in document.parts] == ["Hi", "a scan"]
    assert [one.where for one in document.unread] == ["img 1"]


def test_information_pictures_and_comments_of_rtf_go():
    document = read_document(rb"{\rtf1{\info{\author Canary}}{\*\atnauthor Canary}{\pict\bin6 Canary}Well\u233?.}")
    assert document.parts[0].text.reveal() == "Wellé."
    assert b"Canary" not in document.rewritten([])
    assert len(document.unread) == 1


def test_hl7_escapes_are_read_and_lines_of_a_report_are_one_part():
    document = read_document(HL7.encode())
    assert texts(document)["OBX-5(TX)"] == "John Smith & son\nhas cough\nand A fever"
    assert texts(document)["PID-5.1"] == "SMITH"
    number = next(part.number for part in document.parts if part.path == "PID-5.1")
    assert b"||A\\T\\B^JOHN|" in document.rewritten([Edit(number, 0, 5, "A&B")])


def test_fhir_paths_have_no_indexes_and_attachments_are_read():
    document = read_document(FHIR.encode())
    found = texts(document)
    assert found["Patient.name.family"] == "Smith"
    assert found["html!body"].strip() == "John has asthma"
    assert found["text!body"] == "John has gout"
    assert [one.where for one in document.unread] == ["Bundle.entry[1].resource(DocumentReference).content[1].attachment.data"]
    gout = next(part for part in document.parts if part.path == "text!body")
    written = json.loads(document.rewritten([Edit(gout.number, 0, 4, "[X]")]))
    attachments = written["entry"][1]["resource"]["content"]
    assert base64.b64decode(attachments[0]["attachment"]["data"]) == b"[X] has gout"
    assert "data" not in attachments[1]["attachment"]


def test_dropping_members_leaves_json():
    document = read_document(b'{"a": 1, "b": {"c": [1, 2]}, "d": "x"}', "a.json")
    by_path = {part.path: part.number for part in document.parts}
    assert json.loads(document.rewritten([Drop(by_path["a"]), Drop(by_path["d"])])) == {"b": {"c": [1, 2]}}
    both = [Drop(part.number) for part in document.parts if part.path == "b.c"]
    assert json.loads(document.rewritten(both)) == {"a": 1, "d": "x"}


def test_both_of_two_equal_keys_are_read():
    document = read_document(b'{"name": "Canary", "name": "John"}', "a.json")
    assert [part.text.reveal() for part in document.parts] == ["Canary", "John"]


def test_a_ccda_narrative_is_prose_with_its_title():
    document = read_document(CCDA.encode())
    prose = [part.text.reveal() for part in document.parts if part.kind is PartKind.PROSE]
    assert [text.strip() for text in prose] == ["Assessment\nMr. John Smith has asthma & gout."]
    assert texts(document)["ClinicalDocument.recordTarget.patientRole.id.@extension"] == "998877"


def test_x12_elements_carry_their_qualifier():
    document = read_document(X12.encode())
    found = texts(document)
    assert (found["NM1(IL)-03"], found["N4-03"]) == ("SMITH", "33111")
    sender = next(part.number for part in document.parts if part.path == "ISA-06")
    assert len(document.rewritten([Drop(sender)])) == len(X12)


def test_parquet_values_are_parts_of_their_column():
    pyarrow = pytest.importorskip("pyarrow")
    pytest.importorskip("pyarrow.parquet")
    kept = io.BytesIO()
    table = pyarrow.table({"note": ["John is well", None], "n": [1, 2], "list": [[1], [2]]})
    pyarrow.parquet.write_table(table.replace_schema_metadata({"who": "Canary"}), kept)
    document = read_document(kept.getvalue())
    assert document.format is Format.PARQUET
    assert [(part.path, part.text.reveal()) for part in document.parts][:1] == [("column note", "John is well")]
    assert [one.where for one in document.unread] == ["column list"]
    written = document.rewritten([Edit(0, 0, 4, "[X]")])
    again = pyarrow.parquet.read_table(io.BytesIO(written))
    assert again.to_pydict() == {"note": ["[X] is well", None], "n": [1, 2]}
    assert b"Canary" not in written


@pytest.mark.parametrize(
    ("content", "name", "slug"),
    [
        (b"[" * 100_000, "a.json", "input.nested-too-deep"),
        (b'{"a":' * 100_000, "a.json", "input.nested-too-deep"),
        (b'{"a": tru}', "a.json", "input.malformed"),
        (b"<ClinicalDocument xmlns='urn:hl7-org:v3'>" + b"<a>" * 100_000, "", "input.nested-too-deep"),
        (
            b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
            b'<ClinicalDocument xmlns="urn:hl7-org:v3">&b;</ClinicalDocument>',
            "",
            "input.entity-declaration",
        ),
        (b"<ClinicalDocument xmlns='urn:hl7-org:v3'><a></ClinicalDocument>", "", "input.malformed"),
        (b"{\\rtf1 {\\b open", "", "input.malformed"),
        (b"{" * 3 + b"\\rtf1", "a.rtf", "input.malformed"),
        (b"{\\rtf1" + b"{" * 100_000, "", "input.nested-too-deep"),
        (b"MSH|", "", "input.malformed"),
        (b"PID|1||123", "a.hl7", "input.malformed"),
        (b"GS*HC*A*B*20030101~ST*837*1~", "", "input.malformed"),
        (b"ISA*00*short~", "a.837", "input.malformed"),
        (b"PAR1 damaged PAR1", "", "input.malformed"),
    ],
)
def test_malformed_and_hostile_documents_are_refused_and_not_quoted(content, name, slug):
    with pytest.raises(InputError) as refused:
        read_document(content, name)
    assert refused.value.slug == slug


def test_hostile_markup_takes_no_longer_than_its_length():
    for hostile in (b"<" * 200_000, b"<p a=" * 40_000, b"<!--" * 50_000, b"&" * 200_000, b'<a "' * 50_000, b"<script>" * 20_000):
        assert read_document(hostile, "a.html").format is Format.HTML
