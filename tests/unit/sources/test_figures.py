"""Decimal text, procedure codes and quarters as the payment files print them."""

from __future__ import annotations

import pytest

from codewell.kernel.errors import PublisherFileError
from codewell.sources.figures import decimal_or_blank, decimal_text, without_binary_noise
from codewell.sources.procedure_codes import procedure_code, public_descriptor
from codewell.sources.quarters import month_number, quarter_identity

AT = {"file": "f.csv", "line": 3, "column": 2}


@pytest.mark.parametrize(
    ("cell", "places", "text"),
    [
        ("$1,740.720", 0, "1740.720"),
        (" 387.46 ", 0, "387.46"),
        (".10", 2, "0.10"),
        ("0.0", 2, "0.00"),
        ("12", 0, "12"),
        ("-0.5", 2, "-0.50"),
    ],
)
def test_decimal_text_keeps_every_digit(cell, places, text):
    assert decimal_text(cell, **AT, places=places) == text


@pytest.mark.parametrize("cell", ["", "n/a", "1.2.3", "1e5", "12%"])
def test_what_is_no_number_is_refused(cell):
    with pytest.raises(PublisherFileError, match="line 3, column 2"):
        decimal_text(cell, **AT)


def test_a_lone_point_means_none():
    assert [decimal_or_blank(cell, **AT) for cell in ("", " ", ".", "0")] == [None, None, None, "0"]


@pytest.mark.parametrize(
    ("noisy", "decimal"),
    [
        ("32.744200000000006", "32.7442"),
        ("5.319999999999999", "5.32"),
        ("1.0169999999999997", "1.017"),
        ("0.7", "0.7"),
        ("NA", "NA"),
    ],
)
def test_binary_noise_goes(noisy, decimal):
    assert without_binary_noise(noisy) == decimal


@pytest.mark.parametrize("cell", ["A4341\xff", "A4341\ufffd", " A4341 ", "A4341\xa0"])
def test_stray_bytes_behind_a_code_go(cell):
    assert procedure_code(cell, **AT) == "A4341"


@pytest.mark.parametrize("cell", ["", "A434", "A43411", "77 85", "Z1234", "CCCCC"])
def test_other_shapes_are_no_procedure_codes(cell):
    with pytest.raises(PublisherFileError):
        procedure_code(cell, **AT)


@pytest.mark.parametrize(
    ("code", "words", "kept"),
    [
        ("J1100", " Dexamethasone sodium phos ", "Dexamethasone sodium phos"),
        ("77385", "Invented words", None),
        ("0042T", "Invented words", None),
        ("D0120", "Invented words", None),
        ("J1100", "REDACTED", None),
        ("J1100", "", None),
    ],
)
def test_only_public_words_are_kept(code, words, kept):
    assert public_descriptor(code, words) == kept


def test_quarters():
    assert str(quarter_identity(2026, 4).validity) == "2026-04-01 to 2026-06-30"
    assert str(quarter_identity(2025, 10).validity) == "2025-10-01 to 2025-12-31"
    assert (quarter_identity(2026, 4).release, month_number("Jul"), month_number("october")) == ("2026-Q2", 7, 10)
