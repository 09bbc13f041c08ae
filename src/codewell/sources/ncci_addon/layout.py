"""Header of the add-on code table and the table of a release."""

from __future__ import annotations

from codewell.sources.contract import ColumnType, Table

HEADER = ("PRIMARY_CODE", "ADD_ON_CODE", "AOC_EDIT_TYPE")
CONTRACTOR_DEFINED = "CCCCC"
"""Stands for the primary codes that each contractor defines."""

NAME = r"_(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\.csv$"

ADDONS = Table(
    "addons",
    (
        ("primary_code", ColumnType.TEXT),
        ("addon_code", ColumnType.TEXT),
        ("type", ColumnType.INTEGER),
        ("effective", ColumnType.TEXT),
        ("deleted", ColumnType.TEXT),
    ),
    indexes=(("primary_code",), ("addon_code",)),
)
