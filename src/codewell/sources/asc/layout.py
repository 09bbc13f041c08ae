"""Headers of the addenda (without the month they were printed for) and the tables their rows become."""

from __future__ import annotations

from codewell.sources.contract import ColumnType, Table

TEXT, FLAG = ColumnType.TEXT, ColumnType.INTEGER

_DISCOUNTING = "SUBJECT TO MULTIPLE PROCEDURE DISCOUNTING"
_EXPIRATION = "DRUG AND DEVICE PASS-THROUGH EXPIRATION DURING CALENDAR YEAR"
_RATE = ("PAYMENT INDICATOR", "PAYMENT WEIGHT", "PAYMENT RATE")

ADDENDUM_AA = ("HCPCS CODE", "", "SHORT DESCRIPTOR", _DISCOUNTING, *_RATE)
ADDENDUM_BB = ("HCPCS CODE", "", "SHORT DESCRIPTOR", _EXPIRATION, *_RATE, "IRA-22 ADJUSTED COPAYMENT1")
ADDENDUM_EE = ("HCPCS CODE", "SHORT DESCRIPTOR")
ADDENDUM_FF = (
    "HCPCS CODE",
    "",
    "SHORT DESCRIPTOR",
    "PAYMENT INDICATOR",
    "APC",
    "APC DEVICE OFFSET PERCENTAGE",
    "OPPS PAYMENT RATE",
    "DEVICE OFFSET PERCENTAGE",
    "DEVICE OFFSET AMOUNT / DEVICE PORTION",
)

DAY_NAME = r"(?P<year>20\d\d)(?P<month>0[147]|10)01"
HEADER_MONTH = r"(?P<month>January|April|July|October) (?P<year>20\d\d) +Payment Indicator"
MONTH_NAME = r"(?P<month>january|april|july|october)"
YEAR = r"(?P<year>20\d\d)"

COVERED = Table(
    "services",
    (
        ("code", TEXT),
        ("short_descriptor", TEXT),
        ("subject_to_discounting", FLAG),
        ("comment_indicator", TEXT),
        ("payment_indicator", TEXT),
        ("payment_weight", TEXT),
        ("payment_rate", TEXT),
        ("footnote", TEXT),
        ("pass_through_expires", FLAG),
        ("adjusted_copayment", TEXT),
    ),
    key=("code",),
)
"""Of AA and BB: `subject_to_discounting` only in AA, the last two columns only in BB, comment indicators in neither of late."""

EXCLUDED = Table("excluded", (("code", TEXT), ("short_descriptor", TEXT)), key=("code",))

DEVICE_OFFSETS = Table(
    "device_offsets",
    (
        ("code", TEXT),
        ("short_descriptor", TEXT),
        ("payment_indicator", TEXT),
        ("offset_percentage", TEXT),
        ("offset_amount", TEXT),
        ("apc", TEXT),
        ("apc_offset_percentage", TEXT),
        ("opps_payment_rate", TEXT),
        ("footnote", TEXT),
    ),
    key=("code",),
)
"""Percentages as numbers of hundredths, `32.17`, however the file writes them."""
