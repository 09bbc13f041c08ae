"""Headers of the OPPS cap file and the table of a release."""

from __future__ import annotations

from codewell.sources.contract import ColumnType, Table

TEXT = ColumnType.TEXT

OFFICIAL = ("HCPCS", "MOD", "PROCSTAT", "CARRIER", "LOCALITY", "FACILITY PRICE", "NON-FACILTY PRICE")
"""`FACILTY` is how the publisher spells it."""

CORRECTED = (*OFFICIAL[:-1], "NON-FACILITY PRICE")
FLAT = ("HCPCS", "MOD", "PROCSTAT", "CARRIER", "LOCALITY", "FACILITY_PRICE", "NON_FACILITY_PRICE")
HEADERS = (OFFICIAL, CORRECTED, FLAT)

NAME = r"^OPPSCAP_(?P<year>20\d\d)_(?P<month>jan|apr|jul|oct)"

CAPS = Table(
    "caps",
    (
        ("code", TEXT),
        ("modifier", TEXT),
        ("status", TEXT),
        ("mac", TEXT),
        ("locality", TEXT),
        ("facility_price", TEXT),
        ("nonfacility_price", TEXT),
    ),
    key=("code", "modifier", "mac", "locality"),
)
"""The key begins with the code, so a look-up by code needs no index of its own."""
