"""A small search index over excerpts of the publications: order files of two years, both indexes, both tables, HCPCS."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from codewell.kernel.validity import Validity
from codewell.releases.importing import ImportRequest, import_release
from codewell.releases.shelf import Shelf
from codewell.search.index import SearchIndex, build_index, open_index
from codewell.sources.contract import ReleaseIdentity, Rights, Row, Table
from codewell.sources.files import PublishedFile
from codewell.sources.registry import source

Rows = Mapping[str, Sequence[Mapping[str, Any]]]

CODES_2026 = """
C34- Malignant neoplasm of bronchus and lung
C34.1- Malignant neoplasm of upper lobe, bronchus or lung
C34.11 Malignant neoplasm of upper lobe, right bronchus or lung
C34.12 Malignant neoplasm of upper lobe, left bronchus or lung
C34.9- Malignant neoplasm of unspecified part of bronchus or lung
C34.90 Malignant neoplasm of unspecified part of unspecified bronchus or lung
C61 Malignant neoplasm of prostate
C78.0- Secondary malignant neoplasm of lung
C78.00 Secondary malignant neoplasm of unspecified lung
C78.01 Secondary malignant neoplasm of right lung
D14.3- Benign neoplasm of bronchus and lung
D14.30 Benign neoplasm of unspecified bronchus and lung
D64.9 Anemia, unspecified
E11- Type 2 diabetes mellitus
E11.2- Type 2 diabetes mellitus with kidney complications
E11.21 Type 2 diabetes mellitus with diabetic nephropathy
E11.22 Type 2 diabetes mellitus with diabetic chronic kidney disease
E11.9 Type 2 diabetes mellitus without complications
G35- Multiple sclerosis
G35.A Relapsing-remitting multiple sclerosis
G35.D Multiple sclerosis, unspecified
H10- Conjunctivitis
H10.9 Unspecified conjunctivitis
H65.01 Acute serous otitis media, right ear
H66.9- Otitis media, unspecified
H66.90 Otitis media, unspecified, unspecified ear
H66.91 Otitis media, unspecified, right ear
H66.92 Otitis media, unspecified, left ear
I21- Acute myocardial infarction
I21.4 Non-ST elevation (NSTEMI) myocardial infarction
I21.9 Acute myocardial infarction, unspecified
I71.30 Abdominal aortic aneurysm, ruptured, unspecified
I71.40 Abdominal aortic aneurysm, without rupture, unspecified
J44- Other chronic obstructive pulmonary disease
J44.1 Chronic obstructive pulmonary disease with (acute) exacerbation
J44.9 Chronic obstructive pulmonary disease, unspecified
M25.56- Pain in knee
M25.561 Pain in right knee
M25.562 Pain in left knee
M25.569 Pain in unspecified knee
R19.7 Diarrhea, unspecified
S72- Fracture of femur
S72.0- Fracture of head and neck of femur
S72.00- Fracture of unspecified part of neck of femur
S72.001- Fracture of unspecified part of neck of right femur
S72.001A Fracture of unspecified part of neck of right femur, initial encounter for closed fracture
S72.001B Fracture of unspecified part of neck of right femur, initial encounter for open fracture type I or II
S72.001D Fracture of unspecified part of neck of right femur, subsequent encounter for closed fracture with routine healing
S72.001S Fracture of unspecified part of neck of right femur, sequela
S72.002- Fracture of unspecified part of neck of left femur
S72.002A Fracture of unspecified part of neck of left femur, initial encounter for closed fracture
S72.002D Fracture of unspecified part of neck of left femur, subsequent encounter for closed fracture with routine healing
S72.009- Fracture of unspecified part of neck of unspecified femur
S72.009A Fracture of unspecified part of neck of unspecified femur, initial encounter for closed fracture
S72.009B Fracture of unspecified part of neck of unspecified femur, initial encounter for open fracture type I or II
T39.1X1- Poisoning by 4-Aminophenol derivatives, accidental (unintentional)
T39.1X1A Poisoning by 4-Aminophenol derivatives, accidental (unintentional), initial encounter
T39.1X2- Poisoning by 4-Aminophenol derivatives, intentional self-harm
T39.1X2A Poisoning by 4-Aminophenol derivatives, intentional self-harm, initial encounter
T39.1X5- Adverse effect of 4-Aminophenol derivatives
T39.1X5A Adverse effect of 4-Aminophenol derivatives, initial encounter
W11- Fall on and from ladder
W11.XXXA Fall on and from ladder, initial encounter
Z88.6 Allergy status to analgesic agent
"""
"""As in the order file of FY2026; a dash marks a header."""

INDEX_2025 = """
Anemia (essential) (general) | D64.9
Conjunctivitis (staphylococcal) (streptococcal) | H10.9
Diarrhea, diarrheal (disease) (infantile) (inflammatory) | R19.7
Fracture, traumatic (abduction) (adduction) (separation) | T14.8
- femur | S72.9-
-- neck | S72.00-
- hip | see Fracture, femur, neck
Infarct, infarction
- cardiac | see Infarct, myocardium
- myocardium, myocardial (acute) (with stated duration of 4 weeks or less) | I21.9
Otitis (acute) | H66.90
- media (hemorrhagic) (staphylococcal) (streptococcal) | H66.9-
-- acute, subacute | H66.90
"""

EXTERNAL_2025 = """
Fall, falling (accidental) | W19
- from
-- ladder | W11
"""


class RowsSource:
    """A source with the tables of a registered one, whose rows are given instead of read."""

    def __init__(self, source_id: str, rows: Rows) -> None:
        self.id = self.title = source_id
        self.rights = Rights("nobody", "excerpt for a test", "https://example.org/")
        self._rows = rows

    @property
    def tables(self) -> tuple[Table, ...]:
        return source(self.id).tables

    def identify(self, files: Sequence[PublishedFile]) -> ReleaseIdentity | None:
        return None

    def rows(self, files: Sequence[PublishedFile]) -> Iterator[tuple[str, Row]]:
        columns = {table.name: [name for name, _ in table.columns] for table in self.tables}
        for table, rows in self._rows.items():
            for fields in rows:
                yield table, tuple(fields.get(name) for name in columns[table])

    def check(self, files: Sequence[PublishedFile], counts: Mapping[str, int], *, excerpt: bool) -> None:
        return None


def make_ready(home: Path, source_id: str, release: str, first_day: str, last_day: str, rows: Rows) -> None:
    """Import rows as a release."""
    content = repr((source_id, release, rows)).encode()
    identity = ReleaseIdentity(release, Validity(date.fromisoformat(first_day), date.fromisoformat(last_day)))
    file = PublishedFile(f"{source_id}.rows", lambda: io.BytesIO(content))
    import_release(home, ImportRequest(RowsSource(source_id, rows), [file], identity=identity))


def code_rows(listing: str) -> Rows:
    """Return the rows of an order file written as in `CODES_2026`."""
    rows = []
    for number, line in enumerate(listing.strip().splitlines(), start=1):
        written, descriptor = line.split(" ", 1)
        code = written.rstrip("-").replace(".", "")
        billable = int(not written.endswith("-"))
        rows.append(
            {
                "code": code,
                "billable": billable,
                "short_descriptor": descriptor,
                "long_descriptor": descriptor,
                "sequence": number,
            }
        )
    return {"codes": rows}


def index_rows(listing: str) -> Rows:
    """Return the rows of an index written with one dash per level; after the bar its code, or `see` and a term."""
    rows: list[dict[str, Any]] = []
    path: list[tuple[int, str]] = []
    for number, line in enumerate(listing.strip().splitlines(), start=1):
        term, _, leads_to = (part.strip() for part in line.partition("|"))
        level = len(term) - len(term.lstrip("-"))
        title, bracket, rest = term.lstrip("- ").partition(" (")
        path = [*path[:level], (number, title)]
        is_reference = leads_to.startswith("see ")
        code = None if is_reference or not leads_to else leads_to.rstrip("-").replace(".", "")
        rows.append(
            {
                "id": number,
                "parent": path[-2][0] if level else None,
                "level": level,
                "title": title,
                "nonessential": f"({rest}" if bracket else None,
                "path": " > ".join(name for _, name in path),
                "code": code,
                "code_printed": None if is_reference else leads_to or None,
                "incomplete": int(leads_to.endswith("-")),
                "see": leads_to[4:] if is_reference else None,
                "ordinal": number,
            }
        )
    return {"terms": rows}


def table_rows(rows: Sequence[tuple[str, str]], cells: Mapping[str, Mapping[str, str]]) -> Rows:
    """Return a table: (title, title of the row above or "") and for each title its cells by column title."""
    numbers = {title: number for number, (title, _) in enumerate(rows, start=1)}
    terms = [{"id": numbers[t], "parent": numbers.get(above), "title": t, "path": f"{above} > {t}"} for t, above in rows]
    filled = [
        {"term": numbers[title], "column_title": column, "code": printed.rstrip("-").replace(".", ""), "code_printed": printed}
        for title, columns in cells.items()
        for column, printed in columns.items()
    ]
    return {"terms": terms, "cells": filled}


def fill(home: Path) -> None:
    """Make the whole excerpt ready in a home."""
    before = CODES_2026.replace("G35- ", "G35 ").replace("G35.A Relapsing-remitting multiple sclerosis\n", "")
    before = before.replace("G35.D Multiple sclerosis, unspecified\n", "")
    make_ready(home, "icd10cm", "FY2025", "2024-10-01", "2025-09-30", code_rows(before))
    make_ready(home, "icd10cm", "FY2026", "2025-10-01", "2026-09-30", code_rows(CODES_2026))
    make_ready(home, "icd10cm-index", "FY2025", "2024-10-01", "2025-09-30", index_rows(INDEX_2025))
    make_ready(home, "icd10cm-external-index", "FY2025", "2024-10-01", "2025-09-30", index_rows(EXTERNAL_2025))
    note = {"place": "I219", "kind": "inclusion_term", "text": "Myocardial infarction (acute) NOS", "ordinal": 1}
    make_ready(home, "icd10cm-tabular", "FY2026", "2025-10-01", "2026-09-30", {"notes": [note]})
    lung = {"Malignant Primary": "C34.9-", "Malignant Secondary": "C78.0-", "Benign": "D14.3-"}
    neoplasms = table_rows((("Neoplasm, neoplastic", ""), ("lung", "Neoplasm, neoplastic")), {"lung": lung})
    make_ready(home, "icd10cm-neoplasm", "FY2026", "2025-10-01", "2026-09-30", neoplasms)
    intents = {
        "Poisoning Accidental (unintentional)": "T39.1X1",
        "Poisoning Intentional self-harm": "T39.1X2",
        "Adverse effect": "T39.1X5",
    }
    drugs = table_rows((("Acetaminophen", ""),), {"Acetaminophen": intents})
    make_ready(home, "icd10cm-drugs", "FY2026", "2025-10-01", "2026-09-30", drugs)
    supplies = [
        ("A4636", "Replacement, handgrip, cane, crutch, or walker, each", "Handgrip for cane etc"),
        ("E0601", "Continuous positive airway pressure (cpap) device", "Cont airway pressure device"),
        ("J1100", "Injection, dexamethasone sodium phosphate, 1 mg", "Dexamethasone sodium phos"),
        ("K0001", "Standard wheelchair", "Standard wheelchair"),
    ]
    listed = [{"code": code, "long_descriptor": long, "short_descriptor": short} for code, long, short in supplies]
    make_ready(home, "hcpcs", "2025-Q4", "2025-10-01", "2025-12-31", {"codes": listed})
    own = {"code": "77385", "system": "cpt", "label": "IMRT delivery, simple", "section": "Treatment delivery"}
    own |= {"period_first_day": "2015-01-01", "period_last_day": "2025-12-31"}
    make_ready(home, "starter-pack", "2026", "2015-01-01", "2027-12-31", {"codes": [own]})


@pytest.fixture(scope="session")
def excerpt_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with the excerpt and its search index; tests do not change it."""
    home = tmp_path_factory.mktemp("excerpt")
    fill(home)
    build_index(Shelf(home), home / "search")
    return home


@pytest.fixture(scope="session")
def index(excerpt_home: Path) -> SearchIndex:
    """Return the opened index of the excerpt."""
    return open_index(excerpt_home / "search")


@pytest.fixture(scope="session")
def codes_for(index: SearchIndex) -> Callable[..., list[str]]:
    """Return a function from a query, and a day, to the codes found, best first."""

    def find(query: str, on: date = date(2026, 6, 2), limit: int = 10) -> list[str]:
        return [hit.code for hit in index.search(query, on=on, limit=limit).hits]

    return find


@pytest.fixture(scope="session")
def fill_home() -> Callable[[Path], None]:
    """Return `fill`, for tests that need a home of their own."""
    return fill


@pytest.fixture(scope="session")
def day_of_service() -> date:
    """Return a day inside FY2026."""
    return date(2026, 6, 2)
