"""Worklists in and out of files."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codewell.accounts.worklist_content import ListedCode, WorklistContent
from codewell.accounts.worklists import Worklist
from codewell.codebook.entry import CodeEntry, CodeStanding, Descriptors, Origin, RelatedCode, Standing
from codewell.kernel.codes import Code, CodeSystem, CptCode, HcpcsCode, Icd10CmCode, Icd10PcsCode, parse_code, possible_codes
from codewell.kernel.errors import InputError, UnknownCodeError
from codewell.kernel.validity import Validity
from codewell.tasks.worklists.export_codes import WorklistFormat, export_worklist
from codewell.tasks.worklists.import_codes import read_codes
from codewell.tasks.worklists.on_a_day import worklist_on_day
from codewell.tasks.workplace import Workplace

NOON = datetime(2026, 6, 2, 12, tzinfo=UTC)
IMAGING, HEADER = Icd10PcsCode("B00"), Icd10CmCode("B00")
KNOWN = (
    CptCode("77385"),
    HcpcsCode("J1100"),
    Icd10CmCode("J1100"),
    Icd10CmCode("E1122"),
    HEADER,
    IMAGING,
    Icd10PcsCode("0DTJ4ZZ"),
)
ENDED = CptCode("77385")


class OfNothing:
    """Parts of an entry: when it ended, and what came after."""

    def validity(self):
        return Validity(date(2015, 1, 1), date(2025, 12, 31))

    def related(self):
        return (
            RelatedCode("cpt", "77407", "Radiation treatment delivery", "replaced_by", "since 2026", Origin("cpt", "2026", None)),
        )


@dataclass
class FewStandings:
    """A code book that knows a few codes by their standing."""

    known: tuple[Code, ...] = KNOWN
    asked: list[str] = field(default_factory=list)

    def standing(self, code: Code, *, on: date) -> CodeStanding:
        if code not in self.known:
            raise UnknownCodeError(f"{code} is in no release.", suggestions=("E11.22",))
        ended = code == ENDED and on > date(2025, 12, 31)
        standing = Standing.NO_LONGER if ended else Standing.IN_FORCE
        billable = False if code == HEADER else None if code.system is CodeSystem.CPT else True
        return CodeStanding(code, on, standing, billable, f"words of {code}", Origin(code.system.value, "R1", None))

    def entry(self, code: Code, *, on: date) -> CodeEntry:
        self.asked.append(str(code))
        short = self.standing(code, on=on)
        words = Descriptors("short", None, short.display, None, None, "", short.origin)
        return CodeEntry(code, on, short.standing, short.billable, words, short.origin, OfNothing())  # type: ignore[arg-type]

    def resolve(self, text: str, *, on: date, system: CodeSystem | None = None) -> tuple[Code, ...]:
        shaped = (parse_code(text, system),) if system else possible_codes(text)
        if not shaped:
            raise InputError(f"{text!r} is not shaped like a code.")
        known = tuple(code for code in shaped if code in self.known)
        if not known:
            raise UnknownCodeError(f"{text} is in no release.", suggestions=("E11.22",))
        return known


@pytest.fixture(scope="module")
def workplace(tmp_path_factory) -> Workplace:
    return Workplace(tmp_path_factory.mktemp("home"), lambda: NOON, book=FewStandings())


def worklist(codes: list[ListedCode], name: str = "Clinic", description: str = "") -> Worklist:
    content = WorklistContent(name, description, tuple(codes))
    return Worklist("a" * 32, content, "ann", "Ann", None, "", False, len(codes), NOON, NOON, 3, True, True)


def test_text_has_one_code_a_line(workplace):
    read = read_codes(
        workplace,
        b"\xef\xbb\xbf# from the clinic\n77385\n\ne11.22  # diabetes, kidney\nJ1100\nJ11.00\ncpt:77385\nE11.9\nsee chart\n",
    )
    assert read.form == "text"
    assert read.codes == (
        ListedCode(CptCode("77385")),
        ListedCode(Icd10CmCode("E1122"), "diabetes, kidney"),
        ListedCode(HcpcsCode("J1100")),
        ListedCode(Icd10CmCode("J1100")),
    )
    assert [(one.line, one.written) for one in read.not_read] == [(7, "77385"), (8, "E11.9"), (9, "see chart")]
    assert read.not_read[0].reason == "repeats line 2; kept once"
    assert read.not_read[1].suggestions == ("E11.22",)
    assert "more than one code" in read.not_read[2].reason


@pytest.mark.parametrize(
    "content",
    [
        "system,code,remark\ncpt,77385,IMRT\nhcpcs,J1100,\n",
        "Code;Remark\r\n77385;IMRT\r\nJ1100;\r\n",
        "77385\tIMRT\nJ1100\t\n",
        'remark,code,price\n"IMRT",77385,3\n,"J1100",4\n',
        '{"name":"X","codes":[{"code":"77385","remark":"IMRT","system":"CPT"},"J1100"]}',
        '[{"code":"77385","remark":"IMRT"},{"code":"j1100","system":"HCPCS Level II"}]',
    ],
)
def test_tables_and_json_say_the_same(workplace, content):
    read = read_codes(workplace, content.encode())
    assert read.codes == (ListedCode(CptCode("77385"), "IMRT"), ListedCode(HcpcsCode("J1100")))
    assert read.not_read == ()


def test_a_value_set_is_read_in_the_order_it_states(workplace):
    order = "http://hl7.org/fhir/StructureDefinition/valueset-conceptOrder"
    comments = "http://hl7.org/fhir/StructureDefinition/valueset-concept-comments"
    resource = {
        "resourceType": "ValueSet",
        "title": "Clinic",
        "compose": {
            "include": [
                {
                    "system": "http://hl7.org/fhir/sid/icd-10-cm",
                    "concept": [{"code": "E11.22", "extension": [{"url": order, "valueInteger": 2}]}],
                },
                {
                    "system": "http://www.ama-assn.org/go/cpt",
                    "concept": [
                        {
                            "code": "77385",
                            "extension": [{"url": order, "valueInteger": 1}, {"url": comments, "valueString": "IMRT"}],
                        }
                    ],
                },
                {"system": "http://loinc.org", "concept": [{"code": "4548-4"}]},
                {"system": "http://www.ama-assn.org/go/cpt", "filter": [{"property": "x"}]},
            ],
            "exclude": [{"system": "http://loinc.org"}],
        },
    }
    read = read_codes(workplace, json.dumps(resource).encode())
    assert (read.form, read.name) == ("FHIR ValueSet", "Clinic")
    assert read.codes == (ListedCode(CptCode("77385"), "IMRT"), ListedCode(Icd10CmCode("E1122")))
    assert sorted(one.reason.split(" ")[0] for one in read.not_read) == ["excludes", "its", "names"]


def test_the_expansion_of_a_value_set_is_read_where_nothing_is_listed(workplace):
    contains = [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "E11.22", "display": "x"}]
    resource = {"resourceType": "ValueSet", "expansion": {"contains": contains}}
    assert read_codes(workplace, json.dumps(resource).encode()).codes == (ListedCode(Icd10CmCode("E1122")),)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"{broken", "begins like JSON"),
        (b'{"no": "codes"}', "names no codes"),
        (b"[" * 3000 + b"]" * 3000, "JSON"),
        (b"[" * 60 + b"]" * 60, "nested"),
        (b"x" * 4_000_001, "larger"),
        (b"77385\n" * 20_001, "more than 20000"),
    ],
)
def test_what_cannot_be_read_at_all_is_refused_in_words(workplace, content, words):
    with pytest.raises(InputError, match=words):
        read_codes(workplace, content)


def test_a_day_shows_what_ended_and_what_replaced_it(workplace):
    codes = [ListedCode(ENDED, "IMRT"), ListedCode(HEADER), ListedCode(Icd10CmCode("E1122")), ListedCode(CptCode("99999"))]
    seen = worklist_on_day(workplace, codes, date(2026, 1, 1))
    (ended,) = seen.ended
    assert (ended.code, ended.ended, ended.remark) == (ENDED, date(2025, 12, 31), "IMRT")
    assert [(one.code, one.note) for one in ended.successors] == [("77407", "since 2026")]
    assert [one.code for one in seen.not_billable] == [HEADER]
    assert [one.is_reportable for one in seen.codes] == [False, False, True, False]
    assert (seen.codes[3].standing, seen.codes[3].display) == (None, "")
    assert worklist_on_day(workplace, codes, date(2025, 12, 31)).ended == ()


def test_a_table_states_the_day_and_no_cell_is_a_formula(workplace):
    codes = [ListedCode(ENDED, "=1+1"), ListedCode(HEADER)]
    file = export_worklist(
        worklist(codes, "Köln & Ward 7"), worklist_on_day(workplace, codes, date(2026, 1, 1)), WorklistFormat.CSV
    )
    rows = list(csv.DictReader(io.StringIO(file.content)))
    assert file.file_name == "k-ln-ward-7.csv"
    assert rows[0] == {
        "system": "cpt",
        "code": "77385",
        "remark": "'=1+1",
        "description": "words of 77385",
        "on": "2026-01-01",
        "standing": "no_longer_in_force",
        "billable": "",
        "ended": "2025-12-31",
        "replaced_by": "77407",
    }
    assert (rows[1]["standing"], rows[1]["billable"]) == ("in_force", "no")


def test_a_value_set_is_one_of_fhir(workplace):
    valueset = pytest.importorskip("fhir.resources.R4B.valueset")
    codes = [ListedCode(one, "why") for one in KNOWN]
    file = export_worklist(worklist(codes, description="x"), worklist_on_day(workplace, codes), WorklistFormat.FHIR)
    parsed = valueset.ValueSet.model_validate_json(file.content)
    assert [str(include.system) for include in parsed.compose.include] == [
        "http://www.ama-assn.org/go/cpt",
        "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
        "http://hl7.org/fhir/sid/icd-10-cm",
        "http://www.cms.gov/Medicare/Coding/ICD10",
    ]


_REMARKS = st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" "), max_size=40).map(
    lambda t: " ".join(t.split())
)
_LISTS = st.lists(st.tuples(st.sampled_from(KNOWN), _REMARKS), unique_by=lambda one: one[0], min_size=1)


@given(_LISTS, st.sampled_from(WorklistFormat))
def test_what_goes_out_comes_in_again(held, form):
    workplace = Workplace(Path("/nowhere"), lambda: NOON, book=FewStandings())
    codes = [ListedCode(code, remark) for code, remark in held]
    file = export_worklist(worklist(codes), worklist_on_day(workplace, codes), form)
    read = read_codes(workplace, file.content.encode())
    assert read.codes == tuple(codes)
    assert read.not_read == ()
