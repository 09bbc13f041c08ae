"""Headers of the locality and county file and the table of a release."""

from __future__ import annotations

from codewell.sources.contract import ColumnType, Table

OFFICIAL = ("MEDICARE ADMINSTRATIVE CONTRACTOR", "LOCALITY NUMBER", "STATE", "FEE SCHEDULE AREA", "COUNTIES")
"""`Adminstrative` is how the publisher spells it."""

CORRECTED = ("MEDICARE ADMINISTRATIVE CONTRACTOR", *OFFICIAL[1:])
FLAT = ("MAC", "LOCALITY_NUMBER", "STATE", "FEE_SCHEDULE_AREA", "COUNTIES", "STATE_ABB")
HEADERS = (OFFICIAL, CORRECTED, FLAT)

TITLE = r"COUNTIES INCLUDED IN (?P<year>20\d\d) LOCALITIES"

AREAS = Table(
    "areas",
    (
        ("id", ColumnType.INTEGER),
        ("mac", ColumnType.TEXT),
        ("locality", ColumnType.TEXT),
        ("state", ColumnType.TEXT),
        ("area", ColumnType.TEXT),
        ("counties", ColumnType.TEXT),
    ),
    key=("id",),
    indexes=(("mac", "locality"),),
)
"""`id` counts rows: two states may share a contractor and locality number."""
