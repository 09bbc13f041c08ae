"""Manuals made in the tests, laid out as their publishers lay them out; the text is ours."""

from __future__ import annotations

import io

import pytest

from codewell.sources.files import PublishedFile

PAGE_HEIGHT, LINE = 780, 14


def pdf_of(pages: list[list[str]]) -> bytes:
    """Return a PDF with a line of text for each string."""
    canvas = pytest.importorskip("reportlab.pdfgen.canvas")
    made = io.BytesIO()
    sheet = canvas.Canvas(made)
    for lines in pages:
        for at, line in enumerate(lines):
            sheet.drawString(40, PAGE_HEIGHT - at * LINE, line)
        sheet.showPage()
    sheet.save()
    return made.getvalue()


def file_of(name: str, content: bytes) -> PublishedFile:
    return PublishedFile(name, lambda: io.BytesIO(content))


def ncci_pages(year: int) -> list[list[str]]:
    """Return a chapter of the NCCI manual: cover with contents, two pages of text, the number and the revision at each foot."""
    foot = f"Revision Date (Medicare): 1/1/{year}"
    cover = [
        "CHAPTER I",
        "GENERAL POLICIES",
        "FOR",
        "NATIONAL CORRECT CODING INITIATIVE POLICY MANUAL FOR MEDICARE SERVICES",
        "A. Introduction ........................ I-2",
        "B. Modifiers ........................... I-3",
        foot,
        "I-1",
    ]
    first = ["Chapter I", "A. Introduction", "Edits keep a service from being paid twice.", "1. Edits are dated.", foot, "I-2"]
    more = ["Each has a first day."]
    second = ["B. Modifiers", f"In {year} a modifier releases an edit where", "the record shows separate sites.", foot, "I-3"]
    return [cover, first[:-2] + more + first[-2:], second]


IOM_PAGES = [
    [
        "Medicare Claims Processing Manual",
        "Chapter 12 - Physicians and Practitioners",
        "Table of Contents",
        "(Rev. 12000, Issued: 06-05-24)",
        "10 - General",
        "30.6.1 - Selection of the Level of a Visit",
    ],
    [
        "10 - General",
        "(Rev. 100, Issued: 01-01-10, Effective: 01-01-10, Implementation: 01-04-10)",
        "The fee schedule pays practitioners.",
        "30.6.1 - Selection of the Level",
        "of a Visit",
        "(Rev. 12000, Issued: 06-05-24, Effective: 07-01-24, Implementation: 07-05-24)",
        "Necessity comes first.",
    ],
]
