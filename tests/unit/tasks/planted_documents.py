"""One invented person planted in documents of every format, and everything that anybody could read in a result."""

from __future__ import annotations

import base64
import io
import json
import re
import zipfile
import zlib
from dataclasses import dataclass
from xml.sax.saxutils import escape


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person; every value is an identifier."""

    given: str
    family: str
    mrn: str
    ssn: str
    telephone: str
    email: str
    birth: tuple[int, int, int]
    seen: tuple[int, int, int]
    street: str
    town: str
    zip: str

    @property
    def direct(self) -> tuple[str, ...]:
        """What no policy lets stand."""
        words = [word for name in (self.given, self.family) for word in re.split(r"[ '’-]", name) if len(word) > 2]
        return (*words, self.mrn, self.ssn, self.telephone, self.email, self.street)

    @property
    def days_and_places(self) -> tuple[str, ...]:
        """What only a limited data set lets stand."""
        days = [
            form for day in (self.birth, self.seen) for form in (slashed(day), dashed(day), f"{day[0]}{day[1]:02d}{day[2]:02d}")
        ]
        return (*days, self.town, self.zip)

    @property
    def note(self) -> str:
        """A note that tells everything once, where no reader would miss it."""
        return (
            f"Patient: {self.given} {self.family}   MRN: {self.mrn}   DOB: {slashed(self.birth)}\n"
            f"Address: {self.street}, {self.town}, OH {self.zip}   SSN: {self.ssn}\n"
            f"Phone: {self.telephone}   Email: {self.email}\n"
            f"Mrs. {self.family} was seen on {slashed(self.seen)} for asthma. Plan: albuterol, return in two weeks.\n"
        )


def slashed(day: tuple[int, int, int]) -> str:
    return f"{day[1]:02d}/{day[2]:02d}/{day[0]}"


def dashed(day: tuple[int, int, int]) -> str:
    return f"{day[0]}-{day[1]:02d}-{day[2]:02d}"


def _bare(day: tuple[int, int, int]) -> str:
    return dashed(day).replace("-", "")


def _html(one: Person) -> bytes:
    lines = "".join(f"<p title='{escape(one.family)}'>{escape(line)}</p>" for line in one.note.splitlines())
    return f"<html><head><title>{escape(one.family)}</title></head><body><!-- {one.mrn} -->{lines}</body></html>".encode()


def _rtf(one: Person) -> bytes:
    escaped = "".join(letter if ord(letter) < 128 else f"\\u{ord(letter)}?" for letter in one.note)
    return b"{\\rtf1\\ansi{\\info{\\author " + one.mrn.encode() + b"}}" + escaped.replace("\n", "\\par\n").encode() + b"}"


def _table(one: Person, mark: str) -> bytes:
    quoted = '"' + one.note.replace('"', '""') + '"'
    name = f'"{one.family}, {one.given}"'
    row = (name, one.mrn, slashed(one.birth), one.zip, one.town, one.email, quoted)
    return (
        mark.join(("patient_name", "mrn", "birth_date", "zip", "city", "email", "note")) + "\n" + mark.join(row) + "\n"
    ).encode()


def _json(one: Person) -> bytes:
    patient = {"lastName": one.family, "firstName": one.given, "ssn": one.ssn, f"{one.given} {one.family}": one.mrn}
    return json.dumps({"patient": patient, "visitDate": dashed(one.seen), "note": one.note}).encode()


def _fhir(one: Person) -> bytes:
    patient = {
        "resourceType": "Patient",
        "id": one.mrn,
        "text": {"status": "generated", "div": f"<div>{escape(one.note)}</div>"},
        "identifier": [{"system": "urn:x", "value": one.mrn}],
        "name": [{"family": one.family, "given": [one.given]}],
        "telecom": [{"system": "phone", "value": one.telephone}, {"system": "email", "value": one.email}],
        "birthDate": dashed(one.birth),
        "address": [{"line": [one.street], "city": one.town, "state": "OH", "postalCode": one.zip}],
        "extension": [{"url": "http://x.example/nick", "valueString": one.family}],
    }
    letter = {
        "resourceType": "DocumentReference",
        "subject": {"reference": f"Patient/{one.mrn}", "display": f"{one.given} {one.family}"},
        "date": f"{dashed(one.seen)}T10:00:00Z",
        "content": [{"attachment": {"contentType": "text/plain", "data": base64.b64encode(one.note.encode()).decode()}}],
    }
    return json.dumps({"resourceType": "Bundle", "entry": [{"resource": patient}, {"resource": letter}]}).encode()


def _hl7(one: Person) -> bytes:
    note = " ".join(one.note.split())
    inner = base64.b64encode(one.note.encode()).decode()
    return (
        f"MSH|^~\\&|LAB|H|EMR||{_bare(one.seen)}||ORU^R01|77|P|2.5.1|||||UNICODE UTF-8\r"
        f"PID|1||{one.mrn}^^^H^MR||{one.family}^{one.given}||{_bare(one.birth)}|F|||"
        f"{one.street}^^{one.town}^OH^{one.zip}||{one.telephone}||||||{one.ssn}\r"
        f"OBX|1|TX|1^Letter||{note}||||||F\rOBX|2|ED|1^Letter||x^text^plain^Base64^{inner}||||||F\rZPD|{one.family}\r"
    ).encode()


def _ccda(one: Person) -> bytes:
    return (
        f'<ClinicalDocument xmlns="urn:hl7-org:v3"><!-- {one.mrn} --><effectiveTime value="{_bare(one.seen)}"/><recordTarget>'
        f'<patientRole><id root="2.16.840" extension="{one.mrn}"/><addr><streetAddressLine>{one.street}</streetAddressLine>'
        f"<city>{one.town}</city><postalCode>{one.zip}</postalCode></addr><telecom value='tel:{one.telephone}'/><patient><name>"
        f"<given>{escape(one.given)}</given><family>{escape(one.family)}</family></name><birthTime value='{_bare(one.birth)}'/>"
        "</patient></patientRole></recordTarget><component><structuredBody><component><section><title>Assessment</title>"
        f"<text><paragraph ID='a1'>{escape(one.note)}</paragraph></text></section></component></structuredBody></component>"
        "</ClinicalDocument>"
    ).encode()


def _x12(one: Person) -> bytes:
    given, family = (re.sub(r"[*:~^]", "", name).upper() for name in (one.given, one.family))
    return (
        "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *240314*1200*^*00501*000000001*0*P*:~"
        f"GS*HC*S*R*{_bare(one.seen)}*1200*1*X*005010X222A1~ST*837*0001*005010X222A1~"
        f"NM1*IL*1*{family}*{given}****MI*{one.mrn}~N3*{one.street.upper()}~N4*{one.town.upper()}*OH*{one.zip}~"
        f"DMG*D8*{_bare(one.birth)}*F~REF*SY*{one.ssn.replace('-', '')}~SE*6*0001~GE*1*1~IEA*1*000000001~"
    ).encode()


def _docx(one: Person) -> bytes:
    lines = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in one.note.splitlines())
    office = "http://schemas.openxmlformats.org"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{office}/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{office}/package/2006/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{office}/wordprocessingml/2006/main"><w:body>{lines}</w:body></w:document>',
        "docProps/core.xml": f"<cp:coreProperties xmlns:cp='x'><creator>{escape(one.family)}</creator></cp:coreProperties>",
    }
    return zipped({name: part.encode() for name, part in parts.items()})


def _pdf(one: Person) -> bytes:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen import canvas

    pdfmetrics.registerFont(TTFont("Subset", "Vera.ttf"))
    written = io.BytesIO()
    drawn = canvas.Canvas(written, pageCompression=1)
    drawn.setTitle(f"Chart of {one.given} {one.family}")
    drawn.setFont("Subset", 9)
    for at, line in enumerate(one.note.splitlines()):
        drawn.drawString(50, 780 - 14 * at, line)
    drawn.save()
    return written.getvalue()


def _dicom(one: Person) -> bytes:
    from pydicom.dataset import Dataset, FileMetaDataset
    from pydicom.uid import ExplicitVRLittleEndian

    made = Dataset()
    made.SpecificCharacterSet = "ISO_IR 192"
    made.SOPClassUID, made.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.7", "1.2.3.4.5"
    made.StudyInstanceUID, made.PatientName, made.Modality = "1.2.3.99", f"{one.family}^{one.given}", "OT"
    made.PatientID, made.PatientBirthDate, made.StudyDate = one.mrn, _bare(one.birth), _bare(one.seen)
    made.StudyDescription = f"Chest of Mrs. {one.family}"
    made.PatientComments = " ".join(one.note.split())
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    written = io.BytesIO()
    made.save_as(written, enforce_file_format=True)
    return written.getvalue()


def _parquet(one: Person) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    written = io.BytesIO()
    columns = {"patient_name": [f"{one.family}, {one.given}"], "mrn": [one.mrn], "dob": [dashed(one.birth)], "note": [one.note]}
    pq.write_table(pa.table(columns), written)
    return written.getvalue()


def _lines(one: Person) -> bytes:
    return (json.dumps({"id": one.mrn, "text": one.note}) + "\n").encode() * 2


MAKERS = {
    "chart.txt": lambda one: one.note.encode(),
    "chart.md": lambda one: b"# Visit\n\n" + one.note.encode(),
    "chart.html": _html,
    "chart.rtf": _rtf,
    "chart.csv": lambda one: _table(one, ","),
    "chart.tsv": lambda one: _table(one, "\t"),
    "chart.parquet": _parquet,
    "chart.json": _json,
    "chart.ndjson": _lines,
    "bundle.json": _fhir,
    "chart.hl7": _hl7,
    "chart.xml": _ccda,
    "chart.x12": _x12,
    "chart.docx": _docx,
    "chart.pdf": _pdf,
    "chart.dcm": _dicom,
    "charts.zip": lambda one: zipped({f"{one.family}.txt": one.note.encode(), "table.csv": _table(one, ",")}),
}
"""Name of a file -> what makes it of a person."""


def zipped(parts: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), part)
    return written.getvalue()


def everything_in(content: bytes) -> str:
    """Return all that can be read in a file: as it is, unpacked, decoded from Base64, and as extractors of its format read it."""
    pieces = [content, content.decode("utf-8", "replace").encode(), re.sub(rb"\s+", b" ", content)]
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            pieces += [one.encode() for one in archive.namelist()]
            pieces += [everything_in(archive.read(name)).encode() for name in archive.namelist()]
    if content[:5] == b"%PDF-":
        pieces += _everything_in_pdf(content)
    if content[:4] == b"PAR1":
        import pyarrow.parquet as pq

        pieces.append(repr(pq.read_table(io.BytesIO(content)).to_pylist()).encode())
    for run in re.findall(rb"[A-Za-z0-9+/]{24,}={0,2}", content):
        try:
            pieces.append(base64.b64decode(run, validate=True))
        except ValueError:
            continue
    text = b"\n".join(pieces).decode("utf-8", "replace")
    unescaped = re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), text)
    unescaped += re.sub(r"\\u(-?\d+)\?", lambda match: chr(int(match[1])), text)
    return text + unescaped


def _everything_in_pdf(content: bytes) -> list[bytes]:
    import pypdf
    from pdfminer.high_level import extract_text

    pages = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    pieces = [pages.encode(), extract_text(io.BytesIO(content)).encode()]
    for start in re.finditer(rb"stream\r?\n", content):
        try:
            pieces.append(zlib.decompressobj().decompress(content[start.end() :]))
        except zlib.error:
            continue
    return pieces


def left_of(values: tuple[str, ...], content: bytes) -> list[str]:
    """Return the values that stand in a file as words of their own, in any case."""
    text = everything_in(content)
    return [value for value in values if re.search(rf"(?<![^\W_]){re.escape(value)}(?![^\W_])", text, re.IGNORECASE)]
