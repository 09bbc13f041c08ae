"""Pages in the guidelines' own format, from the FY2026 edition (public domain), shortened."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

HEADER = "ICD-10-CM Official Guidelines for Coding and Reporting \nFY 2026 \nPage {number} of {total} \n \n"

TITLE_PAGE = """ICD-10-CM Official Guidelines for Coding and Reporting
FY 2026 -- UPDATED October 1, 2025
(October 1, 2025 - September 30, 2026)

The Centers for Medicare and Medicaid Services (CMS) and the National Center for Health
Statistics (NCHS) provide the following guidelines."""

CONTENTS = """Section I. Conventions, general coding guidelines and chapter specific guidelines ............ 3
A. Conventions for the ICD-10-CM ............................................................ 3
1. The Alphabetic Index and Tabular List .................................................... 3
2. Etiology/manifestation convention (“code first”, “use additional code” and “in diseases
classified elsewhere” notes) ................................................................ 3
B. General Coding Guidelines ................................................................ 4
1. Documentation by Clinicians Other than the Patient's Provider ............................ 4
C. Chapter-Specific Coding Guidelines ....................................................... 4
1. Chapter 1: Certain Infectious and Parasitic Diseases (A00-B99), U07.1 .................... 4
a. Human Immunodeficiency Virus (HIV) Infections ............................................ 4
b. Infections resistant to antibiotics ...................................................... 4
c. Zika virus infections .................................................................... 4
Section II. Selection of Principal Diagnosis ..5
Appendix I 5
Present on Admission Reporting Guidelines ..5"""

SECTION_I = """Section I. Conventions, general coding guidelines and chapter
specific guidelines
The conventions, general guidelines and chapter-specific guidelines are applicable to all
health care settings unless otherwise indicated.
A. Conventions for the ICD-10-CM
1. The Alphabetic Index and Tabular List
The ICD-10-CM is divided into the Alphabetic Index, an alphabetical list of terms and
their corresponding code, and the Tabular List.

See Section I.C.2. Neoplasms
2. Etiology/manifestation convention (“code first”, “use additional
code” and “in diseases classified elsewhere” notes)
External cause of morbidity codes are never to be recorded as a principal diagnosis (first-
listed in non-inpatient settings). These conditions are coded as documented by the
patient's provider and"""

SECTION_I_CONTINUED = """requirements of the setting.
B. General Coding Guidelines
1. Documentation by Clinicians Other than the Patient's Provider
These exceptions include codes for:
• Body Mass Index (BMI)
• Depth of non-pressure chronic ulcers
Z66 Do not resuscitate
C. Chapter-Specific Coding Guidelines
1. Chapter 1: Certain Infectious and Parasitic Diseases (A00-B99), U07.1
a. Human Immunodeficiency Virus (HIV) Infections
1) Code only confirmed cases
Code only confirmed cases of HIV infection/illness.
2) Selection and sequencing of HIV codes
(a) HIV disease
Code B20 is assigned.
(i) Pneumonia
Assign code J12.82.
(ii) Acute bronchitis
Assign code J20.8.
(b) Patient admitted for HIV-related condition
See Section I.C.1.a. for a condition of category T86.1-
should be noted.
b. Infections resistant to antibiotics
1) Sequencing of burn and related condition codes
Sequence first the code of the highest degree.
a. When the reason for the admission is for treatment of external burns,
sequence first the code that reflects the burn of the highest degree.
b. When a patient has both internal and external burns, the
circumstances of admission govern the selection.
c. Zika virus infections
Code only a confirmed diagnosis."""

APPENDIX = """Section II. Selection of Principal Diagnosis
The circumstances of inpatient admission always govern the selection.
Appendix I
Present on Admission Reporting Guidelines

Reporting Options
Y – Yes
N – No"""


def numbered(*bodies: str) -> tuple[str, ...]:
    """Return the bodies as pages 2, 3, ... behind the title page, each with its running header.

    On the publisher's pages every line ends in a space, unless it ends in a hyphen.
    """
    total = len(bodies) + 1
    headed = [HEADER.format(number=number, total=total) + body for number, body in enumerate(bodies, start=2)]
    return tuple(re.sub(r"(?<![- ])\n", " \n", page) for page in (TITLE_PAGE, *headed))


@pytest.fixture
def make_pages() -> Callable[..., tuple[str, ...]]:
    """Makes pages with title page and running headers from bodies."""
    return numbered


@pytest.fixture
def pages() -> tuple[str, ...]:
    """A document of five pages with a table of contents."""
    return numbered(CONTENTS, SECTION_I, SECTION_I_CONTINUED, APPENDIX)


@pytest.fixture
def guidelines_folder(shared_data: Path) -> Path:
    pytest.importorskip("pypdf", reason="reading the publisher's PDF needs pypdf")
    folder = shared_data / "guidelines"
    if not folder.is_dir():
        pytest.skip(f"the guidelines' PDFs are not in {folder}")
    return folder
