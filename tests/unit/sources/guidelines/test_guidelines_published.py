"""The three published editions. Titles, pages and phrases were read in the PDFs."""

from __future__ import annotations

import io
from datetime import date
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from codewell.kernel.errors import PublisherFileError
from codewell.kernel.validity import Validity
from codewell.sources.contract import ReleaseIdentity
from codewell.sources.files import PublishedFile, open_published
from codewell.sources.guidelines import SOURCE
from codewell.sources.guidelines.source import read_passages

EDITIONS = {
    "ICD-10-CM-Guidelines-FY2024.pdf": ReleaseIdentity("FY2024", Validity(date(2023, 10, 1), date(2024, 9, 30))),
    "ICD-10-CM-April-1-FY25-Guidelines.pdf": ReleaseIdentity("FY2025-04", Validity(date(2025, 4, 1), date(2025, 9, 30))),
    "ICD-10-CM-October-2025-Guidelines.pdf": ReleaseIdentity("FY2026", Validity(date(2025, 10, 1), date(2026, 9, 30))),
}

FY2026_TITLES = {
    "I.A.13": (
        "Etiology/manifestation convention (“code first”, “use additional code” and “in diseases classified elsewhere” notes)",
        10,
    ),
    "I.A.15": ("“With”", 11),
    "I.A.19": ("Code assignment and Clinical Criteria", 12),
    "I.B.14": ("Documentation by Clinicians Other than the Patient's Provider", 15),
    "I.B.20": ("Multiple Sites Coding", 19),
    "I.C.1.a.2.j": ("HIV disease or HIV positive status managed by antiretroviral medication", 22),
    "I.C.1.d.1.a.iv": ("Acute organ dysfunction that is not clearly associated with the sepsis", 23),
    "I.C.1.g.1.g": ("Signs and symptoms without definitive diagnosis of COVID-19", 30),
    "I.C.2.e.2": (
        "Patient admission/encounter chiefly for administration of antineoplastic chemotherapy, immunotherapy and "
        "radiation therapy",
        35,
    ),
    "I.C.4.a.1.b": ("Type 2 diabetes mellitus in remission", 40),
    "I.C.4.a.3": ("Diabetes mellitus and the use of insulin, oral hypoglycemics, and injectable non-insulin drugs", 40),
    "I.C.5.d": ("Dementia", 45),
    "I.C.9.a.2": ("Hypertensive Chronic Kidney Disease", 50),
    "I.C.15": ("Chapter 15: Pregnancy, Childbirth, and the Puerperium (O00-O9A)", 63),
    "I.C.17": ("Chapter 17: Congenital malformations, deformations, and chromosomal abnormalities (Q00-QA1)", 74),
    "I.C.21.c.17": ("Social Determinants of Health", 106),
    "II.B": (
        "Two or more interrelated conditions, each potentially meeting the definition for principal diagnosis.",
        108,
    ),
    "II.H": ("Uncertain Diagnosis", 109),
    "III.B": ("Abnormal findings", 111),
    "IV.F.3": ("Highest level of specificity", 113),
    "IV.Q": ("Encounters for routine health screenings", 115),
    "Appendix I": ("Present on Admission Reporting Guidelines", 116),
}


@cache
def opened(path: Path) -> PublishedFile:
    """The same object for each test, because a source keeps the last PDF that it read."""
    return open_published(path)[0]


@pytest.fixture(params=EDITIONS, ids=[identity.release for identity in EDITIONS.values()])
def edition(request, guidelines_folder) -> PublishedFile:
    path = guidelines_folder / request.param
    if not path.is_file():
        pytest.skip(f"{path.name} is not there")
    return opened(path)


@pytest.fixture
def fy2026(guidelines_folder) -> PublishedFile:
    return opened(guidelines_folder / "ICD-10-CM-October-2025-Guidelines.pdf")


def test_an_edition_is_whole_and_bundled_as_published(edition):
    assert SOURCE.identify([edition]) == EDITIONS[edition.name]
    rows = list(SOURCE.rows([edition]))
    SOURCE.check([edition], {"passages": len(rows)}, excerpt=False)
    texts = "\n".join(str(row[5]) for _, row in rows)
    assert "Page " not in texts.replace("Page 1", "")
    assert "....." not in texts
    assert rows[-1][1][0] == "Appendix I"
    bundled = files("codewell") / "bundled" / "guidelines" / f"guidelines-{EDITIONS[edition.name].release}.tsv.xz"
    with as_file(bundled) as path:
        assert list(SOURCE.rows(open_published(path))) == rows


def test_titles_pages_and_text_of_fy2026(fy2026):
    passages = {passage.section: passage for passage in read_passages(fy2026)}
    found = {section: (passages[section].title, passages[section].page_first) for section in FY2026_TITLES}
    assert found == FY2026_TITLES
    assert passages["II.H"].page_last == 109
    assert passages["I.C.21.c.3"].page_last == 97
    assert passages["I.C.4.a.2"].title == "Type of diabetes mellitus not documented"
    assert passages["I.C.3"].text == "Reserved for future guideline expansion"
    assert passages["I.C.19.d.1.b"].text == (
        "When a patient has both internal and external burns, the circumstances of admission govern the selection of the "
        "principal diagnosis or first-listed diagnosis."
    )
    assert "\n• Firearm injury intent\n" in passages["I.B.14"].text
    assert "\nZ66 Do not resuscitate\n" in passages["I.C.21.c.3"].text
    assert passages["I.C.19.e.5.d"].text.startswith("When a harmful substance is ingested")


def test_a_truncated_document_is_refused(fy2026):
    content = fy2026.read()
    half = PublishedFile(fy2026.name, lambda: io.BytesIO(content[: len(content) // 2]))
    with pytest.raises(PublisherFileError, match="truncated"):
        list(SOURCE.rows([half]))


def test_a_document_without_its_last_pages_is_refused(fy2026):
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter()
    writer.append(PdfReader(io.BytesIO(fy2026.read())), pages=(0, 40), import_outline=False)
    cut = io.BytesIO()
    writer.write(cut)
    file = PublishedFile(fy2026.name, lambda: io.BytesIO(cut.getvalue()))
    with pytest.raises(PublisherFileError, match="page 40: expected 121 pages, found 40"):
        SOURCE.check([file], {"passages": 1}, excerpt=False)
