"""Columns of the conversion table in its two forms, and the table they become."""

from __future__ import annotations

import re

from codewell.sources.contract import ColumnType, Table

WORKBOOK_NAME = r"conversion.*\.xlsx$"
YEARS_NAME = r"conversion.*\.csv$"

WORKBOOK_HEADER = ("Current code assignment", "Effective", "Previous Code(s) Assignment")

UNDEFINED = re.compile(r"UNDEF(?:20\d\d)?")
"""In the table of years: there was no such code yet, or there is none any more."""

CHANGES = Table(
    "changes",
    (
        ("code", ColumnType.TEXT),
        ("day", ColumnType.TEXT),
        ("action", ColumnType.TEXT),
        ("other", ColumnType.TEXT),
    ),
    indexes=(("code",), ("other",)),
)
