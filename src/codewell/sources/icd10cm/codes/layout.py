"""Fixed columns of the order file, 0-based half-open, and the table its rows become."""

from __future__ import annotations

from codewell.sources.contract import ColumnType, Table

SEQUENCE = slice(0, 5)
CODE = slice(6, 13)
BILLABLE = slice(14, 15)
SHORT = slice(16, 76)
LONG = slice(77, None)

FILE_NAME = r"icd10cm[-_]order[-_](?!addenda)(?P<month>april[-_])?(?P<year>20\d\d)\.txt$"
"""October packages write `icd10cm_order_2026.txt`, April ones `icd10cm-order-April-2025.txt`."""

CODES = Table(
    "codes",
    (
        ("code", ColumnType.TEXT),
        ("billable", ColumnType.INTEGER),
        ("short_descriptor", ColumnType.TEXT),
        ("long_descriptor", ColumnType.TEXT),
        ("parent", ColumnType.TEXT),
        ("sequence", ColumnType.INTEGER),
    ),
    key=("code",),
    indexes=(("parent",),),
)
