"""What a manual becomes, and the lines by which its parts are known."""

from __future__ import annotations

import re

from codewell.sources.contract import ColumnType, Table

FILE_NAME = r"\.(pdf|html?|txt|md)$"

MANUALS = Table(
    "manuals",
    (("title", ColumnType.TEXT), ("file", ColumnType.TEXT)),
)
SECTIONS = Table(
    "sections",
    (
        ("id", ColumnType.TEXT),
        ("chapter", ColumnType.TEXT),
        ("section", ColumnType.TEXT),
        ("title", ColumnType.TEXT),
        ("page_first", ColumnType.TEXT),
        ("page_last", ColumnType.TEXT),
        ("effective", ColumnType.TEXT),
        ("text", ColumnType.TEXT),
        ("ordinal", ColumnType.INTEGER),
    ),
    key=("id",),
)

LEADER = re.compile(r"[.…]\s?(?:[.…]\s?){3,}|\s[IVX]{1,6}-\d{1,3}$")
"""Dots that lead to a page, or the page at the end of a line of the table of contents."""
PRINTED_PAGE = re.compile(r"(?P<label>[IVX]{1,6}-\d{1,3})")
BARE_NUMBER = re.compile(r"(?:Page )?\d{1,4}(?: of \d{1,4})?")
CHAPTER = re.compile(r"(?:CHAPTER|Chapter)\s+(?P<number>[IVX]{1,6}|\d{1,3})\b\s?[-–:.]?\s?(?P<title>.{0,120})")
LETTERED = re.compile(r"(?P<number>[A-Z])\.\s{1,3}(?P<title>[A-Z].{1,100})")
NUMBERED = re.compile(r"(?P<number>\d{1,3}(?:\.\d{1,3}){0,5})\s?[-–]\s?(?P<title>[A-Z].{1,160})")
REVISED = re.compile(r"\(Rev\.\s?\d")
EFFECTIVE = re.compile(r"Effective:\s?(?P<month>\d\d)-(?P<day>\d\d)-(?P<year>\d{2,4})")
REVISION_DATE = re.compile(r"Revision Date \([A-Za-z]{1,20}\):?\s?(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})")
NAME = re.compile(
    r"National\s+Correct\s+Coding\s+Initiative\s+Policy\s+Manual\s+for\s+(?P<program>Medicare|Medicaid)|"
    r"(?P<manual>Medicare\s+(?:[A-Z][A-Za-z-]{1,20}\s+){1,5}Manual)",
    re.IGNORECASE,
)
