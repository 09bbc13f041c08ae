"""The same notes in five formats must give the same findings: `python bench/redact/formats.py [--notes 10]`.

Notes of MTSamples (CC0 as those say who give them on; every second one, on which the tagger is not trained) with an invented
head are written as text, HTML, Word, RTF and PDF; the PDF once with a line a line, once wrapped over pages in Helvetica.
"""

from __future__ import annotations

import argparse
import io
import json
import textwrap
from collections import Counter
from collections.abc import Iterator
from html import escape
from pathlib import Path

from folder import _docx
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

from codewell.phi.policy import policy_named
from codewell.tasks.redact_file import FileRequest, redact_file

NOTES = Path(__file__).resolve().parents[3] / "shared/corpora/notes_unlabelled_mtsamples_dev_half.jsonl"
HEAD = (
    "Patient: Annelise Quenbyworth   MRN: 75081{:03d}   DOB: 03/14/1957\n"
    "Seen by Dr. Castellanos on 03/04/2021 in Dayton, OH 45402."
)


def forms_of(lines: list[str]) -> Iterator[tuple[str, str, bytes]]:
    """Yield name, ending and content of each form of a note."""
    yield "text", "txt", "\n".join(lines).encode()
    yield "HTML", "html", f"<html><body>{''.join(f'<p>{escape(line)}</p>' for line in lines)}</body></html>".encode()
    yield "Word", "docx", _docx("\n".join(escape(line) for line in lines))
    coded = ["".join(letter if ord(letter) < 128 else f"\\u{ord(letter)}?" for letter in line) for line in lines]
    yield "RTF", "rtf", ("{\\rtf1\\ansi " + "\\par\n".join(coded) + "}").encode()
    pdfmetrics.registerFont(TTFont("Subset", "Vera.ttf"))
    yield "PDF", "pdf", _pdf(lines, "Subset", 1_000_000)
    yield "PDF, wrapped", "pdf", _pdf(lines, "Helvetica", 95)


def _pdf(lines: list[str], font: str, width: int) -> bytes:
    written = io.BytesIO()
    drawn = canvas.Canvas(written, pagesize=(20_000, 800) if width > 1000 else (595, 842))
    drawn.setFont(font, 9)
    height = 780
    for line in (piece for each in lines for piece in textwrap.wrap(each, width)):
        drawn.drawString(45, height, line)
        height -= 13
        if height < 50:
            drawn.showPage()
            drawn.setFont(font, 9)
            height = 780
    drawn.save()
    return written.getvalue()


def found_in(content: bytes, ending: str) -> Counter[tuple[str, str]]:
    """Return the texts and kinds that are taken out of a file."""
    done = redact_file(FileRequest(content, policy_named("tags"), f"a.{ending}"))
    return Counter(
        (" ".join(part.received.reveal()[one.start : one.end].split()), one.type.value)
        for part in done.parts
        for one in part.redacted.found
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=int, default=10)
    asked = parser.parse_args()
    if not NOTES.exists():
        print(f"The notes are not at {NOTES}; nothing was measured.")
        return
    texts = [json.loads(line)["text"] for line in NOTES.read_text(encoding="utf-8").splitlines()[1::2]]
    chosen = [text for text in texts if 800 < len(text) < 4000][: asked.notes]
    total, other = Counter[str](), Counter[str]()
    for number, text in enumerate(chosen):
        lines = [line for line in f"{HEAD.format(number)}\n{text}".splitlines() if line.strip()]
        forms = list(forms_of(lines))
        plain = found_in(forms[0][2], "txt")
        for name, ending, content in forms:
            found = found_in(content, ending)
            total[name] += found.total()
            other[name] += (plain - found).total() + (found - plain).total()
    for name in total:
        print(f"{name}: {total[name]} findings in {len(chosen)} notes, {other[name]} other than in text")


if __name__ == "__main__":
    main()
