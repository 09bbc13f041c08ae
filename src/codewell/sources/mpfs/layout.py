"""Header cells of the relative value file's CSV forms, columns of its text form, and the table."""

from __future__ import annotations

from codewell.sources.contract import ColumnType, Table

TEXT, FLAG = ColumnType.TEXT, ColumnType.INTEGER

_BEFORE_PRICING = (
    "HCPCS", "MOD", "DESCRIPTION", "CODE", "PAYMENT", "RVU", "PE RVU", "INDICATOR", "PE RVU", "INDICATOR", "RVU", "TOTAL",
    "TOTAL", "IND", "DAYS", "OP", "OP", "OP", "PROC", "SURG", "SURG", "SURG", "SURG",
)  # fmt: skip
_AFTER_PRICING = ("BASE", "FACTOR", "PROCEDURES", "FLAG", "INDICATOR", "AMOUNT", "AMOUNT", "AMOUNT")

CSV_31 = (*_BEFORE_PRICING, *_AFTER_PRICING)
"""Until 2025."""

CSV_32 = (*_BEFORE_PRICING, "IND", *_AFTER_PRICING)
"""From 2026: PRIC IND between TEAM SURG and ENDO BASE."""

NAMED_CSV = (
    "HCPCS", "MOD", "DESCRIPTION", "STATUS_CODE", "NOT_USED_FOR_MEDICARE_PAYMENT", "WORK_RVU", "NON_FAC_PE_RVU",
    "NON_FAC_INDICATOR", "FACILITY_PE_RVU", "FACILITY_INDICATOR", "MP_RVU", "NON_FACILITY_TOTAL", "FACILITY_TOTAL", "PCTC_IND",
    "GLOB_DAYS", "PRE_OP", "INTRA_OP", "POST_OP", "MULT_PROC", "BILAT_SURG", "ASST_SURG", "CO_SURG", "TEAM_SURG", "ENDO_BASE",
    "CONV_FACTOR", "PHYSICIAN_SUPERVISION_OF_DIAGNOSTIC_PROCEDURES", "CALCULATION_FLAG", "DIAGNOSTIC_IMAGING_FAMILY_INDICATOR",
    "NON_FACILITY_PE_USED_FOR_OPPS_PAYMENT_AMOUNT", "FACILITY_PE_USED_FOR_OPPS_PAYMENT_AMOUNT",
    "MP_USED_FOR_OPPS_PAYMENT_AMOUNT",
)  # fmt: skip
"""The same 31 columns with one header row, numbers passed through binary floating point."""

HEADERS = (CSV_31, CSV_32, NAMED_CSV)
PRICING_COLUMN = 23
"""Place of the pricing indicator among the 32 columns."""

TEXT_LENGTHS = (171, 200)
"""Characters of a text record: as shipped, and as the record layout says with its trailing filler."""

TEXT_FILLER = slice(120, 127)
"""Blank until 2025; something here means a later layout."""

TEXT_COLUMNS = (
    slice(0, 5), slice(5, 7), slice(7, 57), slice(57, 58), slice(58, 59), slice(59, 65), slice(66, 72), slice(72, 74),
    slice(75, 81), slice(81, 83), slice(84, 89), slice(90, 96), slice(96, 102), slice(102, 103), slice(103, 106),
    slice(106, 109), slice(109, 112), slice(112, 115), slice(115, 116), slice(116, 117), slice(117, 118), slice(118, 119),
    slice(119, 120), slice(127, 132), slice(132, 140), slice(141, 143), slice(143, 144), slice(145, 147), slice(151, 157),
    slice(158, 164), slice(165, 171),
)  # fmt: skip
"""The 31 fields of a text record in the order of the CSV, 0-based and half-open; column 59 (not used for Medicare) and the
last one follow from comparing the two files of October 2025."""

FEES = Table(
    "fees",
    (
        ("code", TEXT),
        ("modifier", TEXT),
        ("descriptor", TEXT),
        ("status", TEXT),
        ("not_used_for_medicare", FLAG),
        ("work_rvu", TEXT),
        ("nonfacility_pe_rvu", TEXT),
        ("nonfacility_na", FLAG),
        ("facility_pe_rvu", TEXT),
        ("facility_na", FLAG),
        ("mp_rvu", TEXT),
        ("nonfacility_total", TEXT),
        ("facility_total", TEXT),
        ("pctc", TEXT),
        ("global_days", TEXT),
        ("preoperative", TEXT),
        ("intraoperative", TEXT),
        ("postoperative", TEXT),
        ("multiple_procedure", TEXT),
        ("bilateral", TEXT),
        ("assistant", TEXT),
        ("co_surgeon", TEXT),
        ("team", TEXT),
        ("pricing_indicator", TEXT),
        ("endoscopic_base", TEXT),
        ("conversion_factor", TEXT),
        ("supervision", TEXT),
        ("calculation_flag", TEXT),
        ("imaging_family", TEXT),
        ("opps_nonfacility_pe", TEXT),
        ("opps_facility_pe", TEXT),
        ("opps_mp", TEXT),
    ),
    key=("code", "modifier"),
)

TITLE = r"(?P<year>20\d\d) National Physician Fee Schedule Relative Value File (?P<month>January|April|July|October) Release"
FILE_NAME = r"^PPRRVU(?P<year>\d{2}|20\d\d)_(?P<month>jan|apr|jul|oct)"
RELEASE_NAME = r"(?<![a-z])rvu\d\d[a-d]r?(?![a-z0-9])"
"""`rvu24ar` in a name: the corrected January release of 2024."""

QPP_NAME = r"(?<!non)(?<!non-)(?<!non_)QPP"
"""From 2026 the publisher ships two files: with (QPP) and without (nonQPP) the higher conversion factor of APM participants."""
