"""The CSV form with one named column per field."""

from __future__ import annotations

from codewell.sources.contract import Row
from codewell.sources.hcpcs import fields


def named_row(file: str, line: int, cells: list[str]) -> Row:
    """Return the row of a code from the CSV of 2024.

    Pricing and types of service stand as `13:21` and `1:P` there, and as `13, 21` and `1, P` in a release.

    Raises:
        PublisherFileError: code, coverage or a day has another shape.
    """
    (code, price, multiple, coverage, betos, tos, action, cim, mcm, statute, lab, xref, _group, note, anesthesia,
     terminated, added, _group_day, action_day, long, short) = cells  # fmt: skip
    return (
        fields.hcpcs_code(code, file=file, line=line),
        fields.words(long),
        fields.words(short),
        ", ".join(price.split(":")) or None,
        multiple or None,
        fields.coverage(coverage, file=file, line=line, column="cov"),
        betos or None,
        ", ".join(tos.split(":")) or None,
        action or None,
        fields.day_or_blank(added, file=file, line=line, column="date_added"),
        fields.day_or_blank(action_day, file=file, line=line, column="date_action"),
        fields.day_or_blank(terminated, file=file, line=line, column="date_term"),
        xref or None,
        fields.words(statute),
        cim or None,
        mcm or None,
        lab or None,
        note or None,
        anesthesia or None,
    )
