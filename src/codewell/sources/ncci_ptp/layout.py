"""Header rows of the PTP files, their names, and the table of a release."""

from __future__ import annotations

from codewell.sources.contract import ColumnType, Table

HEADER = (
    ("Column 1", "Column 2", "*=in existence", "Effective", "Deletion", "Modifier", "PTP Edit Rationale"),
    ("", "", "prior to 1996", "Date", "Date", "0=not allowed", ""),
    ("", "", "", "", "*=no data", "1=allowed", ""),
    ("", "", "", "", "", "9=not applicable", ""),
)
"""Rows 3 to 6 of the publisher's file; a copyright line and a title stand above."""

FIRST_HEADER_LINE = 3

FLAT_HEADER = ("column_1", "column_2", "deletion_date", "modifier_indicator", "rationale")
"""A form without effective date and without the mark for edits older than 1996."""

PRACTITIONER_NAME = r"^ccipra-v(?P<version>\d\d)(?P<quarter>[0-3])r\d+-f(?P<part>\d)\b.*\.txt$"
OUTPATIENT_NAME = r"^cciop[hc]-v(?P<version>\d\d)(?P<quarter>[0-3])r\d+-f(?P<part>\d)\b.*\.txt$"
FLAT_NAME = r"^ncci_ptp_{setting}.*_(?P<year>20\d\d)-(?P<month>\d\d)-\d\d\.tsv$"

FIRST_VERSION_YEAR = 1994
"""Version 32.2 is the third quarter of 2026: 1994 + 32."""

EDITS = Table(
    "edits",
    (
        ("column_1", ColumnType.TEXT),
        ("column_2", ColumnType.TEXT),
        ("prior_to_1996", ColumnType.INTEGER),
        ("effective", ColumnType.TEXT),
        ("deleted", ColumnType.TEXT),
        ("modifier_indicator", ColumnType.INTEGER),
        ("rationale", ColumnType.TEXT),
    ),
    pairs=("column_1", "column_2"),
)
"""No key: a pair stands again for each time it was in force."""
