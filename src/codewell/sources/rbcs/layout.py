"""Header of the RBCS table and the table of a release."""

from __future__ import annotations

from codewell.sources.contract import ColumnType, Table

TEXT = ColumnType.TEXT

HEADER = (
    "HCPCS_CODE",
    "RBCS_PROCEDURE",
    "RBCS_CATEGORY",
    "RBCS_SUBCATEGORY",
    "RBCS_FAMILY",
    "HCPCS_DATE_ADDED",
    "HCPCS_DATE_ENDED",
    "RBCS_DATE_EFFECTIVE",
)

NAME = r"^rbcs_(?P<year>20\d\d)"
NO_END = "9999-12-31"
PROCEDURES = frozenset({"Major", "Other", "Non-Procedure"})

CLASSES = Table(
    "classes",
    (
        ("code", TEXT),
        ("rbcs_procedure", TEXT),
        ("category", TEXT),
        ("subcategory", TEXT),
        ("family", TEXT),
        ("added", TEXT),
        ("ended", TEXT),
        ("effective", TEXT),
    ),
    key=("code", "effective"),
)
"""The key begins with the code, so a look-up by code needs no index of its own."""
