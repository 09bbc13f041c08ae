"""The example that the template shows: an invented claim of two lines, without a person in it."""

from __future__ import annotations

from collections.abc import Mapping

_CLAIM = {
    "claim": "EXAMPLE-1",
    "setting": "professional",
    "payer": "medicare-mac",
    "birth_date": "1951-05-04",
    "sex": "F",
    "diagnoses": "C50.912 Z17.0",
    "date_of_service": "2024-07-02",
    "place_of_service": "11",
    "diagnosis_pointers": "AB",
}
EXAMPLE_ROWS: tuple[Mapping[str, str], ...] = (
    {**_CLAIM, "line": "1", "procedure": "77301", "charge": "2100.00", "units": "1"},
    {**_CLAIM, "line": "2", "procedure": "77014", "charge": "150.00", "units": "1"},
)
"""77014 stands in column 2 of 77301 with modifier indicator 0 (NCCI PTP, July 2024): the second line would be denied."""
