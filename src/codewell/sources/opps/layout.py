"""Headers of the addenda and the tables their rows become."""

from __future__ import annotations

from codewell.sources.contract import ColumnType, Table
from codewell.sources.headed_tables import header_variants

TEXT = ColumnType.TEXT

_PAYMENT = ("RELATIVE WEIGHT", "PAYMENT RATE", "NATIONAL UNADJUSTED COPAYMENT", "MINIMUM UNADJUSTED COPAYMENT")
_LATER = (
    "IRA COINSURANCE PERCENTAGE",
    "ADJUSTED BENEFICIARY COPAYMENT",
    "DRUG AND DEVICE PASS-THROUGH EXPIRATION DURING CALENDAR YEAR",
    "NOTE",
)
"""Columns that came with the Inflation Reduction Act; a file may lack them."""

ADDENDUM_A = header_variants(("APC", "GROUP TITLE", "SI", *_PAYMENT, *_LATER), frozenset(_LATER))
ADDENDUM_B = (
    *header_variants(("HCPCS CODE", "SHORT DESCRIPTOR", "CI", "SI", "APC", *_PAYMENT, *_LATER), frozenset({"CI", *_LATER})),
    ("HCPCSCODE", "SHORTDESCRIPTOR", "STATUSINDICATOR", "PAYMENTRATE"),
)
"""The publisher's forms, and a quarterly one reduced to status and rate (no APC)."""

ADDENDUM_D1 = (("STATUS INDICATOR", "ITEM/CODE/SERVICE", "OPPS PAYMENT STATUS"),)
ADDENDUM_D2 = (("COMMENT INDICATOR", "DESCRIPTOR"),)
ADDENDUM_E = (("HCPCS CODE", "SHORT DESCRIPTOR", "CI", "SI"),)

QUARTERLY_NAME = r"addendum[_ .-]*[a-z]\d?[_-](?P<year>20\d\d)-(?P<month>\d\d)"
MONTH_NAME = r"(?P<month>january|april|july|october)"
YEAR = r"(?P<year>20\d\d)"
TITLE_YEAR = r"FOR CY (?P<year>20\d\d)"

_PAYMENT_COLUMNS = (
    ("relative_weight", TEXT),
    ("payment_rate", TEXT),
    ("national_copayment", TEXT),
    ("minimum_copayment", TEXT),
)

APCS = Table("apcs", (("apc", TEXT), ("title", TEXT), ("status_indicator", TEXT), *_PAYMENT_COLUMNS), key=("apc",))
SERVICES = Table(
    "services",
    (
        ("code", TEXT),
        ("short_descriptor", TEXT),
        ("comment_indicator", TEXT),
        ("status_indicator", TEXT),
        ("apc", TEXT),
        *_PAYMENT_COLUMNS,
    ),
    key=("code",),
)
STATUS_INDICATORS = Table(
    "status_indicators", (("indicator", TEXT), ("item", TEXT), ("payment_status", TEXT)), key=("indicator",)
)
COMMENT_INDICATORS = Table("comment_indicators", (("indicator", TEXT), ("meaning", TEXT)), key=("indicator",))
INPATIENT_ONLY = Table("inpatient_only", (("code", TEXT), ("short_descriptor", TEXT), ("comment_indicator", TEXT)), key=("code",))
