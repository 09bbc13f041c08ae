"""A folder of mixed files redacted, interrupted and resumed: `python bench/redact/folder.py [--files 1000] [--workers 2]`.

The files are made here: text, HTML, CSV, JSON, FHIR, HL7 v2, X12, Word, PDF and DICOM with planted people. One run is left alone;
another gets SIGINT when about half is done and is begun again with another number of processes. The two folders must hold the
same bytes, and no planted name may stand in any file that is text.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from reportlab.pdfgen import canvas

_FIRST = ("Annelise", "Bartholomew", "Clementine", "Dashiell", "Evangeline", "Ferdinand")
_LAST = ("Abernathy", "Quenbyworth", "Castellanos", "Drummond", "Ellsworth", "Fairweather")
_X12 = (
    "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *240314*1200*^*00501*000000001*0*P*:~"
    "GS*HC*S*R*20240314*1200*1*X*005010X222A1~ST*837*0001*005010X222A1~NM1*IL*1*{last}*{first}****MI*{number}~DMG*D8*19570314*F~SE*4*0001~GE*1*1~IEA*1*000000001~"
)


def _pdf(text: str) -> bytes:
    written = io.BytesIO()
    drawn = canvas.Canvas(written, invariant=True)
    for at, line in enumerate(text.splitlines()):
        drawn.drawString(50, 780 - 14 * at, line)
    drawn.save()
    return written.getvalue()


def _docx(text: str) -> bytes:
    lines = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.splitlines())
    office = "http://schemas.openxmlformats.org"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{office}/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{office}/package/2006/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{office}/wordprocessingml/2006/main"><w:body>{lines}</w:body></w:document>',
    }
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), part)
    return written.getvalue()


def _dicom(first: str, last: str, number: int) -> bytes:
    made = Dataset()
    made.SOPClassUID, made.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.7", f"1.2.3.4.{number}"
    made.StudyInstanceUID, made.PatientName, made.Modality = f"1.2.3.{number % 9}", f"{last}^{first}", "OT"
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = pydicom.uid.ExplicitVRLittleEndian
    written = io.BytesIO()
    made.save_as(written, enforce_file_format=True)
    return written.getvalue()


def file_of(number: int, chance: random.Random) -> tuple[str, bytes]:
    """Return the ending and the content of a file."""
    first, last, mrn = chance.choice(_FIRST), chance.choice(_LAST), chance.randint(10**7, 10**8 - 1)
    seen = f"Seen on 03/{chance.randint(1, 28):02d}/2024. Mrs. {last} has asthma."
    note = f"Patient: {first} {last}  MRN: {mrn}\n{seen}\nPlan: albuterol."
    patient = {"resourceType": "Patient", "id": str(mrn), "name": [{"family": last, "given": [first]}], "birthDate": "1957-03-14"}
    person = f"PID|1||{mrn}||{last}^{first}"
    hl7 = f"MSH|^~\\&|LAB|H|EMR||20240314||ORU^R01|7|P|2.5.1\r{person}\rOBX|1|TX|1^Letter||{' '.join(note.split())}\r"
    made: tuple[tuple[str, bytes], ...] = (
        ("txt", note.encode()),
        ("html", "".join(f"<p>{line}</p>" for line in note.splitlines()).encode()),
        ("csv", f'patient_name,mrn,note\n"{last}, {first}",{mrn},"{note}"\n'.encode()),
        ("json", json.dumps({"patient": {"lastName": last, "mrn": mrn}, "note": note}).encode()),
        ("fhir.json", json.dumps(patient).encode()),
        ("hl7", hl7.encode()),
        ("x12", _X12.format(first=first.upper(), last=last.upper(), number=mrn).encode()),
        ("docx", _docx(note)),
        ("pdf", _pdf(note)),
        ("dcm", _dicom(first, last, number)),
    )
    return made[number % len(made)]


def make(folder: Path, files: int, seed: int) -> None:
    """Write the files; every seventh has a person's name."""
    chance = random.Random(seed)
    folder.mkdir()
    for number in range(files):
        ending, content = file_of(number, chance)
        name = (
            f"{chance.choice(_LAST)}_{number}"
            if number % 7 == 0
            else f"chart {number % 10}{chr(97 + number // 10 % 26)}{number // 260}"
        )
        (folder / f"{name}.{ending}").write_bytes(content)


def digest_of(folder: Path) -> str:
    """Return the digest of all names and bytes of a folder."""
    told = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            told.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return told.hexdigest()


def redacted(top: Path, target: str, workers: int) -> tuple[int, str]:
    """Run the command to its end; return its exit code and its last line."""
    ran = subprocess.run([*_command(top, target), "--workers", str(workers)], capture_output=True, text=True)
    return ran.returncode, ran.stderr.strip().rpartition("\n")[2]


def interrupted(top: Path, target: str) -> tuple[int, str]:
    """Run the command and interrupt it after its first shard; return its exit code and its last line."""
    command = [*_command(top, target), "--workers", "1"]
    ledger = top / f"{target}.work" / "ledger.ndjson"
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as running:
        while running.poll() is None and not (ledger.exists() and ledger.stat().st_size):
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        _, told = running.communicate()
    return running.returncode, told.strip().rpartition("\n")[2]


def _command(top: Path, target: str) -> list[str]:
    codewell = [sys.executable, "-m", "codewell.interfaces.cli.main"]
    return [*codewell, "redact", str(top / "charts"), "-o", str(top / target), "--secret-file", str(top / "secret")]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        top = Path(place)
        make(top / "charts", asked.files, 7)
        (top / "secret").write_bytes(b"a secret of thirty-two bytes.....")
        began = time.perf_counter()
        code, told = redacted(top, "whole", asked.workers)
        print(f"uninterrupted, {asked.workers} processes: exit {code}, {time.perf_counter() - began:.1f} s: {told}")
        code, told = interrupted(top, "resumed")
        print(f"interrupted: exit {code}: {told}")
        code, told = redacted(top, "resumed", asked.workers)
        print(f"resumed: exit {code}: {told}")
        written = [path for path in (top / "whole").rglob("*") if path.is_file()]
        left = [path for path in written if any(name.encode() in path.read_bytes() or name in path.name for name in _LAST)]
        print(f"same bytes: {digest_of(top / 'whole') == digest_of(top / 'resumed')}; {len(written)} files")
        print(f"with a planted name: {len(left)}; work folder gone: {not (top / 'resumed.work').exists()}")


if __name__ == "__main__":
    main()
