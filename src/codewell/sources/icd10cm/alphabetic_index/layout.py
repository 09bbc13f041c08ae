"""Elements and columns of the alphabetic index and the index to external causes, and the table they become."""

from __future__ import annotations

from codewell.sources.contract import ColumnType, Table

NESTED_FIELDS = frozenset({"code", "manif", "see", "seeAlso", "seecat", "subcat"})
FLAT_FIELDS = frozenset({"Code", "See", "SeeAlso"})

INDEX_FILE = r"(?:[-_](?:20\d\d[-_])?index(?:[-_].*)?)\.(?:xml|csv)$"
EXTERNAL_INDEX_FILE = r"[-_](?:eindex|externalindex)(?:[-_].*)?\.(?:xml|csv)$"

TERMS = Table(
    "terms",
    (
        ("id", ColumnType.INTEGER),
        ("parent", ColumnType.INTEGER),
        ("level", ColumnType.INTEGER),
        ("letter", ColumnType.TEXT),
        ("title", ColumnType.TEXT),
        ("nonessential", ColumnType.TEXT),
        ("path", ColumnType.TEXT),
        ("code", ColumnType.TEXT),
        ("code_printed", ColumnType.TEXT),
        ("incomplete", ColumnType.INTEGER),
        ("manifestation", ColumnType.TEXT),
        ("see", ColumnType.TEXT),
        ("see_also", ColumnType.TEXT),
        ("see_category", ColumnType.TEXT),
        ("ordinal", ColumnType.INTEGER),
    ),
    key=("id",),
    indexes=(("code",), ("parent",), ("manifestation",)),
)
