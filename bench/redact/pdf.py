"""How long a PDF takes to redact, and what extractors still find in it: `python bench/redact/pdf.py [--pages 50] [--keep FILE]`.

The PDF is made here: pages of dense prose in Helvetica and in a TrueType subset, with planted names, dates, numbers and telephone
numbers on each page, in its metadata, in bookmarks, a comment and an attachment. Every planted text that the rules find must be
gone from what pypdf, pdfminer and pdftotext extract and from all objects and decompressed streams.
"""

from __future__ import annotations

import argparse
import io
import random
import shutil
import subprocess
import time
from pathlib import Path

import pikepdf
import pypdf
from pdfminer.high_level import extract_text
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

from codewell.documents.document import Edit
from codewell.documents.pdf import read_pdf
from codewell.phi.policy import policy_named
from codewell.phi.redaction import redact

_PROSE = (
    "patient presents with chest pain and shortness of breath denies fever stable on metformin daily office finding lungs clear "
    "to auscultation heart sounds regular abdomen soft no edema plan continue lisinopril recheck potassium return in two weeks"
)
_WORDS = _PROSE.split()
_FIRST = ("Annelise", "Bartholomew", "Clementine", "Dashiell", "Evangeline", "Ferdinand", "Guinevere", "Horatio")
_LAST = ("Abernathy", "Blackwood", "Castellanos", "Drummond", "Ellsworth", "Fairweather", "Gallagher", "Hathaway")


def made(pages: int, seed: int) -> tuple[bytes, list[str]]:
    """Return a PDF and the texts that were planted on its pages."""
    pdfmetrics.registerFont(TTFont("Subset", "Vera.ttf"))
    chance = random.Random(seed)
    written, planted = io.BytesIO(), []
    drawn = canvas.Canvas(written)
    drawn.setTitle("Chart of Annelise Abernathy")
    for page in range(pages):
        name = f"{chance.choice(_FIRST)} {chance.choice(_LAST)}"
        birth = f"{chance.randint(1, 12):02d}/{chance.randint(1, 28):02d}/{chance.randint(1930, 2000)}"
        number, telephone = (
            f"{chance.randint(10**7, 10**8 - 1)}",
            f"({chance.randint(201, 989)}) 555-{chance.randint(1000, 9999)}",
        )
        planted += [name, birth, number, telephone]
        drawn.setFont("Subset" if page % 2 else "Helvetica", 9)
        lines = [f"Patient: {name}   DOB: {birth}   MRN: {number}   Phone: {telephone}"]
        lines += [" ".join(chance.choice(_WORDS) for _ in range(15)) + "." for _ in range(55)]
        lines[30] = f"Discussed with {name}, who will call {telephone} if symptoms return."
        for at, line in enumerate(lines):
            drawn.drawString(45, 800 - 13 * at, line)
        drawn.bookmarkPage(f"p{page}")
        drawn.addOutlineEntry(f"{name} {number}", f"p{page}")
        drawn.showPage()
    drawn.save()
    with pikepdf.open(io.BytesIO(written.getvalue())) as pdf:
        pdf.attachments["notes.txt"] = "\n".join(planted).encode()
        note = pikepdf.Dictionary(Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9], Contents=pikepdf.String(planted[0]))
        pdf.pages[0].obj.Annots = pikepdf.Array([note])
        again = io.BytesIO()
        pdf.save(again)
    return again.getvalue(), planted


def redacted(content: bytes) -> tuple[bytes, int]:
    """Return the PDF without what the rules find, and how many findings there were."""
    document, policy, edits = read_pdf(content), policy_named("tags"), []
    for part in document.parts:
        for one in redact(part.text, policy).segments:
            if one.found is not None:
                edits.append(Edit(part.number, one.from_start, one.from_end, f"[{one.found.type.value}]"))
    return document.rewritten(edits), len(edits)


def everything_in(content: bytes) -> dict[str, str]:
    """Return what each way of looking finds in a PDF."""
    found = {
        "pypdf": "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages),
        "pdfminer": extract_text(io.BytesIO(content)),
    }
    program = shutil.which("pdftotext")
    if program:
        ran = subprocess.run([program, "-layout", "-", "-"], input=content, capture_output=True, check=True)
        found["pdftotext"] = ran.stdout.decode()
    pieces = [content]
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for each in pdf.objects:
            pieces.append(each.unparse(resolved=False))
            if isinstance(each, pikepdf.Stream):
                pieces.append(each.read_bytes())
    found["objects and streams"] = b"\n".join(pieces).decode("latin-1")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=50)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--keep", type=Path, help="write the redacted PDF here")
    asked = parser.parse_args()
    content, planted = made(asked.pages, asked.seed)
    letters = sum(len(part.text) for part in read_pdf(content).parts)
    began, cpu = time.perf_counter(), time.process_time()
    document = read_pdf(content)
    read = time.perf_counter()
    document.rewritten([])
    wrote, used = time.perf_counter(), time.process_time() - cpu
    written, findings = redacted(content)
    done = time.perf_counter()
    print(f"{asked.pages} pages, {letters} characters, {len(content)} bytes; {len(planted)} planted, {findings} found by rules")
    print(f"read {read - began:.2f} s, written back {wrote - read:.2f} s; {used:.2f} s of one processor")
    print(f"read, rules and written {done - wrote:.2f} s")
    for way, text in everything_in(written).items():
        flat = " ".join(text.split())
        left = [one for one in dict.fromkeys(planted) if one in flat]
        print(f"still found by {way}: {len(left)} of {len(set(planted))}")
    if asked.keep:
        asked.keep.write_bytes(written)


if __name__ == "__main__":
    main()
