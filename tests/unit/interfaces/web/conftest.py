"""The web app over a code book, an index and a coder of a few invented answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from fastapi import FastAPI
from lxml import html

from codewell.clinical.coder import Assignment, CodedNote
from codewell.clinical.facts import PatientFacts
from codewell.clinical.profile import Profile, Setting
from codewell.codebook.entry import (
    Absence,
    CodeEntry,
    CodeStanding,
    Descriptors,
    Fact,
    HistoryEvent,
    IndexEntry,
    InstructionalNote,
    NoteKind,
    Origin,
    Place,
    RelatedCode,
    SeventhCharacter,
    Standing,
)
from codewell.interfaces.service_settings import ServiceSettings
from codewell.interfaces.web.server import create_app
from codewell.interfaces.web.service import Service
from codewell.kernel.codes import Code, CodeSystem, CptCode, HcpcsCode, Icd10CmCode, possible_codes
from codewell.kernel.errors import UnknownCodeError
from codewell.kernel.text import ClinicalText, TextSpan
from codewell.kernel.validity import Validity
from codewell.search.index import Hit, SearchResult
from codewell.tasks.workplace import Workplace
from web_client import WebClient

NOON = datetime(2026, 6, 2, 12, tzinfo=UTC)
FY = Origin("icd10cm", "FY2026", Validity(date(2025, 10, 1), date(2026, 9, 30)), "https://publisher.example/codes")
TABULAR = Origin("icd10cm-tabular", "FY2026-04", Validity(date(2026, 4, 1), date(2026, 9, 30)))
FEES = Origin("mpfs", "RVU25D", Validity(date(2025, 10, 1), date(2025, 12, 31)))
PACK = Origin("starter-pack", "2026-11-23", None, "https://publisher.example/page")


class Nothing:
    """The parts of an entry of which nothing is known."""

    def validity(self):
        return None

    def statement(self) -> str:
        return "A sentence about the day."

    def __getattr__(self, name: str):
        return lambda: ()


class DiabetesParts(Nothing):
    """The parts of a diagnosis: notes of its own and of the category above."""

    def validity(self):
        return Validity(date(2015, 10, 1))

    def statement(self) -> str:
        return "E11.22 is in force on 2026-06-02."

    def breadcrumbs(self):
        return (Place("4", "Endocrine diseases", "chapter"), Place("E11", "Type 2 diabetes", "category", False))

    def siblings(self):
        return tuple(Place(f"E11.{n}", f"Sibling {n}", "code", True) for n in range(30, 50))

    def notes(self):
        return (
            InstructionalNote(NoteKind.USE_ADDITIONAL_CODE, "stage of kidney disease (N18.1-N18.6)", "E11.22", False, TABULAR),
            InstructionalNote(NoteKind.EXCLUDES1, "type 1 diabetes (E10.-); lack of vitamin B12", "E11", True, TABULAR),
            InstructionalNote(NoteKind.NOTE, "a word of the chapter", "4", True, TABULAR),
        )

    def seventh_characters(self):
        return (SeventhCharacter("A", "initial encounter", "E11.22XA"),)

    def index_entries(self):
        return (
            IndexEntry("alphabetic", ("Diabetes", "type 2", "with", "kidney disease"), "E11.22", None, None, TABULAR),
            IndexEntry("alphabetic", ("Diabetes", "type 2", "with", "nephrosis"), "E11.2-", "N08", None, TABULAR),
        )

    def history(self):
        return (HistoryEvent(date(2020, 10, 1), "revised", "Descriptor was: E10 words", FY),)

    def absences(self):
        return (Absence("POA exempt list on 2026-06-02", "not loaded", "codewell sync icd10cm-poa-exempt"),)


class DeletedParts(Nothing):
    """The parts of a procedure that ended with 2025."""

    def validity(self):
        return Validity(date(2015, 1, 1), date(2025, 12, 31))

    def statement(self) -> str:
        return "77385 is not in force on 2026-06-02: its last day was 2025-12-31. Replaced by 77407."

    def facts(self):
        return (
            Fact("mpfs.status", "MPFS status", "I", "Not valid for Medicare.", "", FEES, False),
            Fact("mpfs.work_rvu", "Work RVU", "1.30", "", "", FEES, False),
            Fact("mpfs.work_rvu", "Work RVU", "0.90", "", "modifier 26", FEES, False),
            Fact("mpfs.mp_rvu", "Malpractice RVU", "0.10", "", "", FEES, False),
        )

    def related(self):
        return (RelatedCode("cpt", "77407", "Delivery, level two", "replaced_by", "from 2026", PACK),)


def _words(code: Code) -> Descriptors:
    if code.system is CodeSystem.CPT:
        return Descriptors(None, None, None, f"Our label of {code}", "Our <plain> words.", "CPT is a trademark.", PACK)
    return Descriptors(f"Short {code}", None, f"Official words of {code}", None, None, "", FY)


KNOWN: dict[Code, tuple[Standing, type[Nothing]]] = {
    Icd10CmCode("E1122"): (Standing.IN_FORCE, DiabetesParts),
    Icd10CmCode("E10"): (Standing.IN_FORCE, Nothing),
    Icd10CmCode("N181"): (Standing.IN_FORCE, Nothing),
    Icd10CmCode("N186"): (Standing.IN_FORCE, Nothing),
    Icd10CmCode("J1100"): (Standing.IN_FORCE, Nothing),
    HcpcsCode("J1100"): (Standing.IN_FORCE, Nothing),
    CptCode("77385"): (Standing.NO_LONGER, DeletedParts),
    CptCode("77407"): (Standing.IN_FORCE, Nothing),
}


class FewCodes:
    """A code book of the codes in `KNOWN`."""

    def entry(self, code: Code, *, on: date) -> CodeEntry:
        if code not in KNOWN:
            raise UnknownCodeError("unknown", suggestions=("E11.22",))
        standing, parts = KNOWN[code]
        billable = True if code.system is CodeSystem.ICD10CM else None
        words = _words(code)
        return CodeEntry(code, on, standing, billable, words, words.origin, parts())

    def standing(self, code: Code, *, on: date) -> CodeStanding:
        entry = self.entry(code, on=on)
        return CodeStanding(code, on, entry.standing, entry.billable, entry.descriptors.display, entry.origin)

    def resolve(self, text: str, *, on: date, system: CodeSystem | None = None) -> tuple[Code, ...]:
        known = tuple(code for code in possible_codes(text) if code in KNOWN and system in (None, code.system))
        if not known:
            raise UnknownCodeError("unknown")
        return known


@dataclass
class FewHits:
    """An index that finds two codes under every query."""

    asked: list[tuple[str, date, int]] = field(default_factory=list)
    many: int | None = None
    notes: tuple[str, ...] = ()

    def search(self, query: str, *, on: date, limit: int = 20, systems=None) -> SearchResult:
        self.asked.append((query, on, limit))
        if query == "defect":
            raise RuntimeError("the words of the request")
        hits = (
            Hit(CodeSystem.ICD10CM, "E11.22", "Official words of E11.22", True, "index: Diabetes > kidney", "Diagnoses", 2.0),
            Hit(CodeSystem.CPT, "77407", "Our label of 77407", True, "label", "Procedures", 1.0),
        )
        if self.many is not None:
            codes = [f"E{10 + number // 10}.{number % 10}" for number in range(self.many)]
            hits = tuple(
                Hit(CodeSystem.ICD10CM, code, f"Words of {code}", True, "descriptor", "Diagnoses", 1.0) for code in codes
            )
        return SearchResult(query, on, hits[:limit], self.notes)

    def begin(self, text: str, *, on: date, limit: int = 10) -> tuple[Hit, ...]:
        return (
            Hit(CodeSystem.ICD10CM, "E11.22", "Official words of E11.22", True, "descriptor", "Diagnoses", 2.0),
            Hit(CodeSystem.CPT, "77385", "Our label of 77385", True, "label", "Procedures", 1.0),
        )


class OneCode:
    """A coder that codes the word "diabetes" wherever it stands."""

    def code(self, text: ClinicalText, *, on: date, profile: Profile, setting: Setting | None, given: PatientFacts) -> CodedNote:
        if "defect" in text.reveal():
            raise RuntimeError(text.reveal())
        at = text.reveal().find("diabetes")
        span = (TextSpan(at, at + 8),)
        found = (Assignment(Icd10CmCode("E1122"), "Official words of E11.22", span, ("Diabetes", "type 2")),) if at >= 0 else ()
        return CodedNote(on, found, (), ("icd10cm FY2026",), setting or Setting.OUTPATIENT, given)


@pytest.fixture
def index() -> FewHits:
    return FewHits()


@pytest.fixture(scope="session")
def workplace_in():
    """Return a function that gives a workplace of the few answers in a folder, on 2026-06-02."""

    def made(home: Path, index: FewHits | None = None) -> Workplace:
        return Workplace(home, lambda: NOON, book=FewCodes(), search=index or FewHits(), coder=OneCode())

    return made


@pytest.fixture
def workplace(tmp_path: Path, index: FewHits, workplace_in) -> Workplace:
    """A workplace of the few answers in a folder of its own."""
    return workplace_in(tmp_path, index)


@pytest.fixture(scope="module")
def shared_app(tmp_path_factory: pytest.TempPathFactory, workplace_in) -> Iterator[FastAPI]:
    """One app for the tests of a module that look at its answers only: making one takes a quarter of a second."""
    app = create_app(workplace_in(tmp_path_factory.mktemp("shared")))
    with WebClient(app):
        yield app


@pytest.fixture
def client(request: pytest.FixtureRequest) -> Iterator[WebClient]:
    """A browser without script, and without cookies, in front of the app, on 2026-06-02.

    A test that asks for the folder, the index or the workplace gets an app of its own over them.
    """
    if {"tmp_path", "index", "workplace"} & set(request.fixturenames):
        app = create_app(request.getfixturevalue("workplace"))
        with WebClient(app, follow_redirects=False, base_url="http://localhost") as made:
            yield made
    else:
        yield WebClient(request.getfixturevalue("shared_app"), follow_redirects=False, base_url="http://localhost")


@pytest.fixture
def served(tmp_path: Path, index: FewHits):
    """Return a function that serves the same app to many: with settings, and from a network address of the caller's."""
    workplace = Workplace(tmp_path, lambda: NOON, book=FewCodes(), search=index, coder=OneCode())
    services: list[Service] = []

    def serve(settings: ServiceSettings, *addresses: str, clock=lambda: NOON) -> list[WebClient]:
        service = Service(tmp_path, clock, settings, serves_only_itself=False)
        services.append(service)
        app = create_app(workplace, service=service)
        return [
            WebClient(app, follow_redirects=False, base_url="http://localhost", client=(address, 50000)) for address in addresses
        ]

    serve.service = lambda: services[-1]  # type: ignore[attr-defined]
    yield serve
    for service in services:
        service.close()


@pytest.fixture
def page(client: WebClient):
    """Return a function that gets an address and gives the parsed page."""

    def get(address: str, status: int = 200) -> html.HtmlElement:
        answer = client.get(address)
        assert answer.status_code == status, answer.text[:300]
        return html.document_fromstring(answer.text)

    return get


@pytest.fixture
def words():
    """Return a function that gives the text of an element as a reader sees it."""
    return lambda element: " ".join(element.text_content().split())
