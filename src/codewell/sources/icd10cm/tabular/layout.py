"""Elements of the tabular list and the tables they become."""

from __future__ import annotations

from codewell.sources.contract import ColumnType, Table

ROOT = "ICD10CM.tabular"
FILE_NAME = r"tabular.*\.xml$"

NOTE_KINDS = {
    "includes": "includes",
    "inclusionTerm": "inclusion_term",
    "excludes1": "excludes1",
    "excludes2": "excludes2",
    "codeFirst": "code_first",
    "useAdditionalCode": "use_additional_code",
    "codeAlso": "code_also",
    "sevenChrNote": "seventh_character",
    "notes": "note",
}
"""Element -> kind of note as the code book names it."""

MISPLACED_INCLUSION_TERMS = frozenset({("W08", "Fall from stool")})
"""Notes inside `sevenChrDef` that belong to the category and not to the extension before them.

Such a note stands after the extension it explains ("initial encounter for open fracture NOS" after B). A fall from a stool
explains no sequela but the category "Fall from other furniture".
"""

PLACES = Table(
    "places",
    (
        ("place", ColumnType.TEXT),
        ("kind", ColumnType.TEXT),
        ("title", ColumnType.TEXT),
        ("parent", ColumnType.TEXT),
        ("ordinal", ColumnType.INTEGER),
    ),
    key=("place",),
    indexes=(("parent",),),
)
NOTES = Table(
    "notes",
    (("place", ColumnType.TEXT), ("kind", ColumnType.TEXT), ("text", ColumnType.TEXT), ("ordinal", ColumnType.INTEGER)),
    indexes=(("place",),),
)
SEVENTH_CHARACTERS = Table(
    "seventh_characters",
    (
        ("place", ColumnType.TEXT),
        ("character", ColumnType.TEXT),
        ("meaning", ColumnType.TEXT),
        ("ordinal", ColumnType.INTEGER),
    ),
    indexes=(("place",),),
)
