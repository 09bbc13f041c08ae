"""The AMA's descriptor files: names, records, lengths, and the table of a release."""

from __future__ import annotations

import re
from dataclasses import dataclass

from codewell.sources.contract import ColumnType, Table

TAB_RECORD = re.compile(r"(?P<code>[0-9]{4}[0-9FTUMA])\t(?P<words>.*)")
FIXED_RECORD = re.compile(r"(?P<code>[0-9]{4}[0-9FTUMA]) (?P<words>.*)")
"""Code 1-5, blank 6, descriptor from 7 (short and medium)."""

NUMBERED_RECORD = re.compile(r"(?P<code>[0-9]{4}[0-9FTUMA])(?P<number>\d\d) (?P<words>.*)")
"""Code 1-5, sequence 6-7, blank 8, descriptor 9-80 (long; a longer one goes on in the next record)."""

LONGEST_NOTICE = 60
"""Lines of the copyright notice above the first record after which a record must have come."""


@dataclass(frozen=True, slots=True)
class DescriptorFile:
    """One of the three files.

    Args:
        kind: which descriptor it holds.
        name: regular expression of its names: upper or mixed case, fixed or tab delimited.
        longest: characters that the AMA allows a descriptor; None without a limit.
    """

    kind: str
    name: str
    longest: int | None


SHORT = DescriptorFile("short", r"^SHORTU[LFT]?\w*\.txt$", 28)
MEDIUM = DescriptorFile("medium", r"^MEDU[LFT]?\w*\.txt$", 48)
LONG = DescriptorFile("long", r"^LONGU[LFT]{1,2}\w*\.txt$", None)
FILES = (SHORT, MEDIUM, LONG)

DESCRIPTORS = Table(
    "descriptors",
    (
        ("code", ColumnType.TEXT),
        ("short_descriptor", ColumnType.TEXT),
        ("medium_descriptor", ColumnType.TEXT),
        ("long_descriptor", ColumnType.TEXT),
    ),
    key=("code",),
)
