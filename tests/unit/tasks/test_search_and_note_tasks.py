"""What search and note coding refuse, and which day they answer for."""

from __future__ import annotations

from datetime import date

import pytest

from codewell.clinical.coder import Assignment
from codewell.clinical.coder import CodedNote as Coded
from codewell.clinical.facts import PatientFacts
from codewell.clinical.profile import Profile, Setting
from codewell.kernel.codes import Icd10CmCode
from codewell.kernel.errors import InputError
from codewell.kernel.text import ClinicalText, TextSpan
from codewell.tasks.code_note import LONGEST_NOTE, NoteRequest, code_note
from codewell.tasks.search_codes import SearchRequest, search_codes
from codewell.tasks.workplace import Workplace


def test_search_answers_for_the_day_named_or_today(workplace, index):
    index.hits["mi"] = ("I21.9",)
    assert search_codes(workplace, SearchRequest("mi", on=date(2025, 1, 2))).on == date(2025, 1, 2)
    found = search_codes(workplace, SearchRequest(" mi "))
    assert (found.on, [hit.code for hit in found.results]) == (date(2026, 11, 23), ["I21.9"])


@pytest.mark.parametrize(
    ("request_", "slug"),
    [
        (SearchRequest("  "), "input.empty-query"),
        (SearchRequest("x" * 401), "input.query-too-long"),
        (SearchRequest("mi", limit=0), "input.limit"),
        (SearchRequest("mi", limit=201), "input.limit"),
    ],
)
def test_search_refuses_what_it_cannot_answer(workplace, request_, slug):
    with pytest.raises(InputError) as refused:
        search_codes(workplace, request_)
    assert refused.value.slug == slug


class OneCode:
    """A coder that finds asthma in the first six characters of every note."""

    def code(self, text: ClinicalText, *, on: date, profile: Profile, setting: Setting | None, given: PatientFacts) -> Coded:
        chosen = Assignment(Icd10CmCode("J45909"), "Unspecified asthma, uncomplicated", (TextSpan(0, 6),), ("Asthma",))
        return Coded(on, (chosen,), (), ("icd10cm FY2026",), setting or Setting.OUTPATIENT, given)


def test_note_is_coded_for_the_day_named(tmp_path, workplace):
    desk = Workplace(tmp_path, workplace.clock, coder=OneCode())
    coded = code_note(desk, NoteRequest(ClinicalText("Asthma."), date(2026, 1, 5)))
    assert (coded.on, [str(assigned.code) for assigned in coded.codes]) == (date(2026, 1, 5), ["J45.909"])


@pytest.mark.parametrize(
    ("text", "slug"),
    [("", "input.empty-note"), (" \n", "input.empty-note"), ("x" * (LONGEST_NOTE + 1), "input.note-too-long")],
    ids=["empty", "blank", "too-long"],
)
def test_note_that_is_none_is_refused_without_being_quoted(tmp_path, workplace, text, slug):
    desk = Workplace(tmp_path, workplace.clock, coder=OneCode())
    with pytest.raises(InputError) as refused:
        code_note(desk, NoteRequest(ClinicalText(text)))
    assert refused.value.slug == slug
    assert "xxx" not in str(refused.value)


def test_details_are_read_only_where_they_are_asked_for(tmp_path, workplace):
    desk = Workplace(tmp_path, workplace.clock, coder=OneCode())
    assert code_note(desk, NoteRequest(ClinicalText("Asthma."), date(2026, 1, 5))).details is None


def test_a_verifier_that_is_not_set_up_is_told(tmp_path, workplace):
    desk = Workplace(tmp_path, workplace.clock, coder=OneCode())
    coded = code_note(desk, NoteRequest(ClinicalText("Asthma."), date(2026, 1, 5), verify=True))
    assert coded.verification is not None
    assert "No language model is set up" in coded.verification.notices[0]
    assert [str(one.code) for one in coded.codes] == ["J45.909"]
