"""Headers of the GPCI file and the table of a release."""

from __future__ import annotations

import re

from codewell.sources.contract import ColumnType, Table

TITLE = re.compile(r"CY (?P<year>20\d\d) GEOGRAPHIC PRACTICE COST INDICES")

OFFICIAL_START = ("MEDICARE ADMINISTRATIVE CONTRACTOR (MAC)", "STATE", "LOCALITY NUMBER", "LOCALITY NAME")
YEARS = range(2017, 2040)


def official_header(year: int, mark: str) -> tuple[str, ...]:
    """Return the publisher's header of a year; the cell of the work index carries a footnote mark in some."""
    return (*OFFICIAL_START, f"{year} PW GPCI (WITH 1.0 FLOOR){mark}", f"{year} PE GPCI", f"{year} MP GPCI")


FLAT = ("MAC", "STATE", "LOCALITY_NUMBER", "LOCALITY_NAME", "GPCI_WORK", "GPCI_PE", "GPCI_MP", "GPCI_GAF")
HEADERS = (*(official_header(year, mark) for year in YEARS for mark in ("", "*", "**", "***")), FLAT)

LOCALITIES = Table(
    "localities",
    (
        ("mac", ColumnType.TEXT),
        ("locality", ColumnType.TEXT),
        ("state", ColumnType.TEXT),
        ("name", ColumnType.TEXT),
        ("work_gpci", ColumnType.TEXT),
        ("pe_gpci", ColumnType.TEXT),
        ("mp_gpci", ColumnType.TEXT),
    ),
    key=("mac", "locality"),
)
