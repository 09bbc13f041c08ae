"""Formats and encodings are told from the content, and what is not read is refused with a reason."""

from __future__ import annotations

import codecs

import pytest

from codewell.documents.document import Edit, Format
from codewell.documents.reading import LARGEST_DOCUMENT, read_document
from codewell.documents.sniffing import format_of
from codewell.kernel.errors import InputError


@pytest.mark.parametrize(
    ("content", "name", "format"),
    [
        (b"Chief complaint: cough", "", Format.TEXT),
        (b"[NAME] was seen today", "", Format.TEXT),
        (b"{unclear} words", "", Format.TEXT),
        (b"# Visit\n**Cough**", "visit.md", Format.MARKDOWN),
        (b"<p>Cough</p>", "", Format.HTML),
        (b"<!DOCTYPE html><title>x</title>", "x.txt.html", Format.HTML),
        (b"<65 years: cough", "", Format.TEXT),
        (b"{\\rtf1 Cough}", "visit.txt", Format.RTF),
        (b"a,b\n1,2\n", "table.csv", Format.CSV),
        (b"a\tb\n1\t2\n", "table.TSV", Format.TSV),
        (b'{"note": "Cough"}', "", Format.JSON),
        (b'{"note": "Cough"}\n{"note": "Rash"}\n', "", Format.NDJSON),
        (b'{"resourceType": "Patient"}', "x.json", Format.FHIR),
        (b'{"resourceType": "Patient"}\n{"resourceType": "Patient"}\n', "x.ndjson", Format.FHIR),
        (b"MSH|^~\\&|LAB\r", "message.txt", Format.HL7V2),
        (b"\x0bMSH|^~\\&|LAB\r\x1c\r", "", Format.HL7V2),
        (b"FHS|^~\\&|LAB\rBHS|^~\\&\r", "", Format.HL7V2),
        (b"ISA*00*%10s*00*%10s*ZZ*%15s*ZZ*%15s*030101*1253*^*00501*000000001*1*T*:~" % (b"", b"", b"A", b"B"), "", Format.X12),
        (b'<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3"/>', "", Format.CCDA),
        (b"%PDF-1.7\n", "x", Format.PDF),
        (b"\0" * 128 + b"DICM", "", Format.DICOM),
        (b"PAR1....PAR1", "", Format.PARQUET),
        (codecs.BOM_UTF16_LE + '{"resourceType": "Patient"}'.encode("utf-16-le"), "", Format.FHIR),
    ],
)
def test_the_content_tells_the_format(content, name, format):
    assert format_of(content, name) is format


@pytest.mark.parametrize(
    ("content", "slug"),
    [
        (b"", "input.empty-document"),
        (b" \r\n\t", "input.empty-document"),
        (b"a note\0with a NUL", "input.not-text"),
        (b"\x89PNG\r\n\x1a\n", "input.unknown-format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 Word 97", "input.unknown-format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "input.encrypted"),
        (b'<?xml version="1.0"?><invoice/>', "input.unknown-format"),
        (bytes(range(1, 32)) * 40, "input.binary"),
        (codecs.BOM_UTF8 + b"caf\xe9", "input.bad-encoding"),
        ("a note in UTF-16 without its mark".encode("utf-16-le"), "input.not-text"),
    ],
)
def test_what_is_not_read_is_refused_with_a_reason(content, slug):
    with pytest.raises(InputError) as refused:
        read_document(content)
    assert refused.value.slug == slug


def test_a_file_that_is_too_big_is_refused_before_it_is_read():
    with pytest.raises(InputError) as refused:
        read_document(b"a" * (LARGEST_DOCUMENT + 1))
    assert refused.value.slug == "input.document-too-big"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("Café ☕".encode(), "utf-8"),
        (codecs.BOM_UTF8 + "Café ☕".encode(), "utf-8"),
        (codecs.BOM_UTF16_LE + "Café ☕".encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + "Café ☕".encode("utf-16-be"), "utf-16-be"),
        ("Café – 5 €".encode("cp1252"), "windows-1252"),
        ("Café".encode("latin-1") + b"\x81", "iso-8859-1"),
    ],
)
def test_text_comes_back_in_the_encoding_that_it_came_in(content, encoding):
    document = read_document(content)
    assert document.encoding == encoding
    assert document.parts[0].text.reveal().startswith("Café")
    assert document.rewritten([]) == content
    changed = document.rewritten([Edit(0, 0, 4, "Tea")])
    assert read_document(changed).parts[0].text.reveal().startswith("Tea")


def test_emphasis_in_markdown_does_not_part_a_word():
    document = read_document(b"# Visit\n**Jo**hn _Smith_ has a snake_case_name\n", "visit.md")
    text = document.parts[0].text.reveal()
    assert text == "# Visit\nJohn Smith has a snake_case_name\n"
    at = text.index("John")
    assert document.rewritten([Edit(0, at, at + 10, "[NAME]")]) == b"# Visit\n**[NAME]**__ has a snake_case_name\n"
