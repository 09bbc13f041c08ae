"""What the guidelines' pages look like, the tab-separated form of their passages, and the table they become."""

from __future__ import annotations

import re

from codewell.sources.contract import ColumnType, Table

FILE_NAME = r"\.(pdf|tsv)$"
DOCUMENT_TITLE = "ICD-10-CM Official Guidelines for Coding and Reporting"

RUNNING_HEADER = re.compile(
    r"\s*ICD-10-CM Official Guidelines for Coding and Reporting\s*\n"
    r"\s*FY 20\d\d\s*\n"
    r"\s*Page (?P<number>\d+) of (?P<total>\d+)[^\S\n]*(?:\n|$)"
)
"""Printed at the foot of every page after the first; the text of a page begins with it."""

TITLE_PAGE = re.compile(
    r"FY\s*(?P<year>20\d\d)\b.{0,60}?"
    r"\(\s*(?P<first>[A-Z][a-z]+ \d{1,2}, 20\d\d)\s*[-–]\s*(?P<last>[A-Z][a-z]+ \d{1,2}, 20\d\d)\s*\)",
    re.DOTALL,
)
"""`FY 2025 -- UPDATED April 1, 2025` and the days it covers, in parentheses."""

LEADER = re.compile(r"(?:[.…]\s?){4,}\s*\d{1,3}\s*$")
"""Dots that lead to a page number in the table of contents."""

CONTENTS_ENTRY_END = re.compile(r"[\s.…]+(?P<page>\d{1,3})\s*$")

INTRODUCTION = "Introduction"
"""Our name for the title page, which the publication leaves unnumbered."""

TSV_COLUMNS = ("section", "parent", "title", "page_first", "page_last", "text")

PASSAGES = Table(
    "passages",
    (
        ("section", ColumnType.TEXT),
        ("parent", ColumnType.TEXT),
        ("title", ColumnType.TEXT),
        ("page_first", ColumnType.INTEGER),
        ("page_last", ColumnType.INTEGER),
        ("text", ColumnType.TEXT),
        ("ordinal", ColumnType.INTEGER),
    ),
    key=("section",),
    indexes=(("parent",),),
)
