"""Results as JSON values: the same for the command line, the API and the web app."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from codewell.codebook.entry import Absence, CodeEntry, Standing
from codewell.kernel.codes import CodeSystem, Icd10CmCode
from codewell.kernel.errors import InputError, PhiBoundaryError, UnknownCodeError
from codewell.kernel.text import ClinicalText, TextSpan
from codewell.kernel.validity import Validity
from codewell.tasks.wire import error_to_wire, to_wire

FY2026 = Validity(date(2025, 10, 1), date(2026, 9, 30))


@pytest.mark.parametrize(
    ("value", "wire"),
    [
        (None, None),
        (True, True),
        ("Ménière", "Ménière"),
        (Decimal("33.4009"), "33.4009"),
        (date(2026, 6, 2), "2026-06-02"),
        (Standing.NO_LONGER, "no_longer_in_force"),
        (Icd10CmCode("E1122"), "E11.22"),
        (CodeSystem.HCPCS, "hcpcs"),
        (TextSpan(3, 9), [3, 9]),
        ((TextSpan(0, 1), TextSpan(2, 3)), [[0, 1], [2, 3]]),
        (FY2026, {"first_day": "2025-10-01", "last_day": "2026-09-30"}),
        (Validity(date(2026, 1, 1)), {"first_day": "2026-01-01", "last_day": None}),
    ],
)
def test_values_have_one_form(value, wire):
    assert to_wire(value) == wire


def test_record_keeps_its_fields_in_order():
    absence = Absence("MPFS on 2026-11-23", "not loaded", "codewell sync mpfs")
    assert list(to_wire(absence).items()) == [
        ("what", "MPFS on 2026-11-23"),
        ("why", "not loaded"),
        ("remedy", "codewell sync mpfs"),
    ]


def test_entry_gives_every_part_with_system_code_and_display(book):
    code = Icd10CmCode("E1122")
    book.codes[code] = ("FY2026", FY2026)
    wire = to_wire(book.entry(code, on=date(2026, 6, 2)))
    assert set(wire) == {"system", *CodeEntry.PARTS}
    assert (wire["system"], wire["code"], wire["on"]) == ("icd10cm", "E11.22", "2026-06-02")
    assert wire["descriptors"]["display"] == "Words for E11.22"
    assert json.loads(json.dumps(wire)) == wire


def test_note_never_becomes_json():
    with pytest.raises(PhiBoundaryError):
        to_wire((ClinicalText("Mr Canary"),))


def test_what_has_no_form_is_refused():
    with pytest.raises(TypeError):
        to_wire(object())


def test_error_stands_as_slug_and_message():
    assert error_to_wire(InputError("Wrong.", next_step="Mend it.", slug="input.x")) == {
        "slug": "input.x",
        "message": "Wrong. Mend it.",
    }
    assert error_to_wire(UnknownCodeError("Unknown.", suggestions=("E11.21",)))["suggestions"] == ["E11.21"]
