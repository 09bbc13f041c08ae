"""Codes: shapes, the dot, and what a bare text can stand for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codewell.kernel.codes import CodeSystem, CptCode, HcpcsCode, Icd10CmCode, Icd10PcsCode, parse_code, possible_codes
from codewell.kernel.errors import InputError


@pytest.mark.parametrize(
    ("text", "shown"),
    [("e1122", "E11.22"), ("E11.22", "E11.22"), (" i10 ", "I10"), ("s72.001a", "S72.001A"), ("c4a", "C4A"), ("QA00", "QA0.0")],
)
def test_a_diagnosis_is_shown_with_its_dot(text, shown):
    assert str(Icd10CmCode.parse(text)) == shown


@pytest.mark.parametrize("text", ["", "E1", "1234", "E11.22334", "EEE", "E11 22", "É11"])
def test_a_text_of_another_shape_is_refused_with_the_shape_in_words(text):
    with pytest.raises(InputError, match="not shaped like a code") as refused:
        Icd10CmCode.parse(text)
    assert "as in E11.22" in refused.value.next_step


@pytest.mark.parametrize(
    ("text", "systems"),
    [
        ("77385", [CodeSystem.CPT]),
        ("0042T", [CodeSystem.CPT]),
        ("J1100", [CodeSystem.HCPCS, CodeSystem.ICD10CM]),
        ("J11.00", [CodeSystem.ICD10CM]),
        ("0DTJ4ZZ", [CodeSystem.ICD10PCS]),
        ("S72.001A", [CodeSystem.ICD10CM]),
        ("ZZZ", [CodeSystem.ICD10PCS]),
        ("hello", []),
        ("7.7385", []),
    ],
)
def test_what_a_bare_text_can_stand_for(text, systems):
    assert [code.system for code in possible_codes(text)] == systems


@given(st.from_regex(Icd10CmCode.shape, fullmatch=True))
def test_showing_and_reading_a_diagnosis_are_inverse(value):
    assert Icd10CmCode.parse(str(Icd10CmCode(value))).value == value


CODES = st.sampled_from([CptCode, HcpcsCode, Icd10PcsCode]).flatmap(
    lambda kind: st.from_regex(kind.shape, fullmatch=True).map(kind)
)


@given(CODES)
def test_showing_and_reading_any_other_code_are_inverse(code):
    assert parse_code(str(code).lower(), code.system) == code
