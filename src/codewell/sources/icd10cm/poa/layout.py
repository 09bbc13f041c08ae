"""Columns of the POA exempt list (tab delimited) and the table they become."""

from __future__ import annotations

import re

from codewell.sources.contract import ColumnType, Table

FILE_NAME = r"^POAexemptCodesFY(?P<year>\d\d)\.txt$"
"""The package also holds the codes added, deleted and revised since the year before, under names of their own."""

HEADER = re.compile(r"Order\d\d\tPOAexemptCode\tDescription")

EXEMPT_CODES = Table(
    "exempt_codes",
    (("code", ColumnType.TEXT), ("descriptor", ColumnType.TEXT)),
    key=("code",),
)
