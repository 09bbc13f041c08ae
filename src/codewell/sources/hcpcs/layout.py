"""Fixed columns of the HCPCS contractor record (0-based, half-open), headers of its CSV forms, tables of a release."""

from __future__ import annotations

from codewell.sources.contract import ColumnType, Table

TEXT = ColumnType.TEXT

RECORD_LENGTHS = (320, 293)
"""Characters of a record until 2019 and today; the last 27 of the longer one are filler."""

CODE = slice(0, 5)
MODIFIER = slice(3, 5)
SEQUENCE = slice(5, 10)
RECORD_ID = slice(10, 11)
LONG = slice(11, 91)
SHORT = slice(91, 119)
PRICING = slice(119, 127)
MULTIPLE_PRICING = slice(127, 128)
CIM = slice(128, 146)
MCM = slice(146, 170)
STATUTE = slice(170, 180)
LAB_CERTIFICATION = slice(180, 204)
CROSS_REFERENCE = slice(204, 229)
COVERAGE = slice(229, 230)
PROCESSING_NOTE = slice(252, 256)
BETOS = slice(256, 259)
TYPE_OF_SERVICE = slice(260, 265)
ANESTHESIA_BASE_UNITS = slice(265, 268)
ADDED = slice(268, 276)
ACTION_EFFECTIVE = slice(276, 284)
TERMINATED = slice(284, 292)
ACTION = slice(292, 293)

PRICING_WIDTH, CIM_WIDTH, MCM_WIDTH, LAB_WIDTH, CROSS_REFERENCE_WIDTH = 2, 6, 8, 3, 5
"""Characters of one entry where a field repeats."""

FIRST_RECORD = {"3": "code", "7": "modifier"}
CONTINUATION = {"4": "code", "8": "modifier"}

PINNED_CSV = (
    "HCPCS_CODE", "PRICE", "MULTI", "COV", "BETOS", "TOS", "ACTION", "CIM", "MCM", "STATUTE", "LAB", "XREF", "ASC_GRP", "PROC",
    "ANES", "DATE_TERM", "DATE_ADDED", "DATE_ASC", "DATE_ACTION", "LONG", "SHORT",
)  # fmt: skip
"""The whole record as CSV, fields named, days as YYYY-MM-DD."""

REBUILT_CSV = ("HCPCS", "LONG_DESCRIPTION", "SHORT_DESCRIPTION_ADDB_2025_10", "RAW_SHORT_AND_PRICE", "RAW_TAIL")
"""A fixed-width file that lost some columns on its way; see the README for what can be read back."""

MODIFIER_CSV = ("MODIFIER", "LONG_DESCRIPTION")

FIXED_NAME = r"^HCPC(?P<year>20\d\d)_(?P<month>[A-Z]+)_(?:\w+_)?ANWEB.*\.txt$|^HCPC(?P<annual>20\d\d)_CONTR_ANWEB.*\.txt$"
DATED_NAME = r"hcpcs_(?:level2|modifiers)_(?P<year>20\d\d)-(?P<month>\d\d)"

CODES = Table(
    "codes",
    (
        ("code", TEXT),
        ("long_descriptor", TEXT),
        ("short_descriptor", TEXT),
        ("pricing", TEXT),
        ("multiple_pricing", TEXT),
        ("coverage", TEXT),
        ("betos", TEXT),
        ("type_of_service", TEXT),
        ("action", TEXT),
        ("added", TEXT),
        ("action_effective", TEXT),
        ("terminated", TEXT),
        ("cross_reference", TEXT),
        ("statute", TEXT),
        ("cim", TEXT),
        ("mcm", TEXT),
        ("lab_certification", TEXT),
        ("processing_note", TEXT),
        ("anesthesia_base_units", TEXT),
    ),
    key=("code",),
)

MODIFIERS = Table(
    "modifiers",
    (
        ("modifier", TEXT),
        ("long_descriptor", TEXT),
        ("short_descriptor", TEXT),
        ("added", TEXT),
        ("action_effective", TEXT),
        ("terminated", TEXT),
    ),
    key=("modifier",),
)
