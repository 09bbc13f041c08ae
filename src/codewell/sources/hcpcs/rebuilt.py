"""The CSV of October 2025, rebuilt from a fixed-width file that somebody split wrongly: only what is certain is read.

`raw_short_and_price` is the record from position 92 on, trailing blanks lost; `raw_tail` holds what stood from 181 on as
`lab.0|cross reference|coverage and ASC group|processing note and BETOS|type of service to the year of the action`.
"""

from __future__ import annotations

import re

from codewell.kernel.errors import PublisherFileError
from codewell.sources.contract import Row
from codewell.sources.hcpcs import fields, layout

_DETAILS = re.compile(r".{28}\d\d[\d ]{6}[9A-G].*")
_TAIL = re.compile(
    r"(?:(?P<lab>\d+)\.0)?\|(?P<xref>\w*)\|(?P<coverage>[CDIMS])(?:YY\d{8})?\|"
    r"(?P<note>\d{4})?(?P<betos>[A-Z]\d[A-Z]?)\|(?P<tos>\S+) *(?P<anesthesia>\d+)(?P<added>\d{8})\d{4}"
)
_AT_92 = layout.SHORT.start


def rebuilt_row(file: str, line: int, cells: list[str]) -> Row:
    """Return the row of a code; action, action effective and termination are lost in this form and stay None.

    Raises:
        PublisherFileError: the record's remains are not as described above.
    """
    code, long, _addendum_b, details, tail = cells
    if not _DETAILS.fullmatch(details):
        # An 80th character of a single-line long descriptor was pushed in front of the short one.
        if len(long) != layout.LONG.stop - layout.LONG.start - 1 or not _DETAILS.fullmatch(details[1:]):
            raise PublisherFileError(
                file=file, line=line, column=layout.REBUILT_CSV[3], expected="short descriptor and pricing", found=details
            )
        long, details = long + details[0], details[1:]
    match = _TAIL.fullmatch(tail)
    if not match:
        raise PublisherFileError(file=file, line=line, column=layout.REBUILT_CSV[4], expected="coverage to day added", found=tail)
    return (
        fields.hcpcs_code(code, file=file, line=line),
        fields.words(long),
        fields.words(_part(details, layout.SHORT)),
        fields.repeated(_part(details, layout.PRICING), layout.PRICING_WIDTH),
        _part(details, layout.MULTIPLE_PRICING),
        match["coverage"],
        match["betos"],
        fields.repeated(match["tos"], 1),
        None,
        fields.day_or_blank(match["added"], file=file, line=line, column=layout.REBUILT_CSV[4]),
        None,
        None,
        fields.repeated(match["xref"], layout.CROSS_REFERENCE_WIDTH),
        fields.words(_part(details, layout.STATUTE)),
        fields.repeated(_part(details, layout.CIM), layout.CIM_WIDTH),
        fields.repeated(_part(details, layout.MCM), layout.MCM_WIDTH),
        _lab(match["lab"]),
        match["note"],
        match["anesthesia"],
    )


def _part(details: str, columns: slice) -> str:
    return details[columns.start - _AT_92 : columns.stop - _AT_92]


def _lab(number: str | None) -> str | None:
    """Codes of three digits that became one number; only a leading zero can have been lost."""
    if number is None:
        return None
    return fields.repeated(number.zfill(-(-len(number) // layout.LAB_WIDTH) * layout.LAB_WIDTH), layout.LAB_WIDTH)
