"""Looking a code up: the day it is answered for, its other readings, and what is offered where nobody knows it."""

from __future__ import annotations

from datetime import date

import pytest

from codewell.codebook.entry import Standing
from codewell.kernel.codes import CodeSystem, HcpcsCode, Icd10CmCode
from codewell.kernel.errors import InputError, UnknownCodeError
from codewell.kernel.validity import Validity
from codewell.tasks.look_up_code import LookUpRequest, look_up_code
from codewell.tasks.workplace import Workplace

FY2026 = ("FY2026", Validity(date(2025, 10, 1), date(2026, 9, 30)))
FY2027 = ("FY2027", Validity(date(2026, 10, 1), date(2027, 9, 30)))
FY2028 = ("FY2028", Validity(date(2027, 10, 1), date(2028, 9, 30)))
NEPHROPATHY = Icd10CmCode("E1122")


def test_without_a_day_the_answer_is_for_today(workplace, book):
    book.codes[NEPHROPATHY] = FY2027
    found = look_up_code(workplace, LookUpRequest("e11.22"))
    assert (found.likeliest.on, found.likeliest.standing, found.notices) == (date(2026, 11, 23), Standing.IN_FORCE, ())


def test_without_a_day_and_without_a_release_for_today_the_nearest_answers_and_says_so(workplace, book):
    book.codes[NEPHROPATHY] = FY2026
    found = look_up_code(workplace, LookUpRequest("E1122"))
    assert found.notices == ("answering from FY2026, which ends 2026-09-30",)
    assert (found.likeliest.on, found.likeliest.standing) == (date(2026, 9, 30), Standing.IN_FORCE)


def test_a_release_that_is_yet_to_begin_answers_from_its_first_day(workplace, book):
    book.codes[NEPHROPATHY] = FY2028
    found = look_up_code(workplace, LookUpRequest("E1122"))
    assert found.notices == ("answering from FY2028, which begins 2027-10-01",)
    assert found.likeliest.on == date(2027, 10, 1)


@pytest.mark.parametrize(
    ("day", "standing"),
    [
        pytest.param(date(2025, 9, 30), Standing.NOT_LOADED, id="day-before"),
        pytest.param(date(2025, 10, 1), Standing.IN_FORCE, id="first-day"),
        pytest.param(date(2026, 9, 30), Standing.IN_FORCE, id="last-day"),
        pytest.param(date(2026, 10, 1), Standing.NOT_LOADED, id="day-after"),
    ],
)
def test_a_day_that_the_person_named_is_never_moved(workplace, book, day, standing):
    book.codes[NEPHROPATHY] = FY2026
    found = look_up_code(workplace, LookUpRequest("E11.22", on=day))
    assert (found.likeliest.on, found.likeliest.standing, found.notices) == (day, standing, ())


def test_letters_that_two_systems_use_give_both_pages_and_a_remark(workplace, book):
    book.codes |= {HcpcsCode("J1100"): FY2027, Icd10CmCode("J1100"): FY2027}
    found = look_up_code(workplace, LookUpRequest("j1100"))
    assert [entry.code.system for entry in found.entries] == [CodeSystem.HCPCS, CodeSystem.ICD10CM]
    assert found.remarks == ("J11.00 is also an ICD-10-CM code: Words for J11.00",)


def test_a_named_system_gives_its_page_only(workplace, book):
    book.codes |= {HcpcsCode("J1100"): FY2027, Icd10CmCode("J1100"): FY2027}
    found = look_up_code(workplace, LookUpRequest("J1100", system=CodeSystem.ICD10CM))
    assert ([str(entry.code) for entry in found.entries], found.remarks) == (["J11.00"], ())


def test_unknown_code_comes_with_the_codes_that_begin_alike(workplace, index):
    index.hits |= {"E112": ("E11.21", "E11.22", "Z11.2"), "E11": ("E11.9",)}
    with pytest.raises(UnknownCodeError) as unknown:
        look_up_code(workplace, LookUpRequest("E11.28"))
    assert unknown.value.suggestions == ("E11.21", "E11.22")
    assert str(unknown.value) == "No loaded release holds the code E11.28. Did you mean E11.21, E11.22?"


def test_unknown_code_where_no_index_is_built_says_how_to_go_on(tmp_path, book, workplace):
    desk = Workplace(tmp_path, workplace.clock, book=book)
    with pytest.raises(UnknownCodeError, match="codewell search"):
        look_up_code(desk, LookUpRequest("ZZZ"))


@pytest.mark.parametrize("text", ["", "   ", "E" * 41])
def test_what_cannot_be_a_code_is_refused(workplace, text):
    with pytest.raises(InputError) as refused:
        look_up_code(workplace, LookUpRequest(text))
    assert refused.value.slug == "input.malformed-code"
