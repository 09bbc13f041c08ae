"""Which form a file has, and its rows."""

from __future__ import annotations

from collections.abc import Iterator

from codewell.kernel.errors import PublisherFileError
from codewell.sources.contract import Row
from codewell.sources.files import PublishedFile
from codewell.sources.hcpcs import fields, fixed_width, layout
from codewell.sources.hcpcs.named_columns import named_row
from codewell.sources.hcpcs.rebuilt import rebuilt_row
from codewell.sources.headed_tables import find_header, rows_below

_CODE_FORMS = ((layout.PINNED_CSV, named_row), (layout.REBUILT_CSV, rebuilt_row))


def parse_codes(file: PublishedFile) -> Iterator[Row]:
    """Yield one row per code in file order.

    Raises:
        PublisherFileError: the file is in none of the known forms, or a record is not as its form says.
    """
    if not file.name.lower().endswith(".csv"):
        yield from (fixed_width.code_row(file.name, entry) for entry in fixed_width.entries(file) if entry.kind == "code")
        return
    form, line = find_header(file, [header for header, _ in _CODE_FORMS], encoding="utf-8-sig")
    header, to_row = _CODE_FORMS[form]
    for number, cells in rows_below(file, header, line, encoding="utf-8-sig"):
        yield to_row(file.name, number, cells)


def parse_modifiers(file: PublishedFile) -> Iterator[Row]:
    """Yield one row per modifier in file order; the CSV form has no short descriptors and no days.

    Raises:
        PublisherFileError: the file is in none of the known forms, or a record is not as its form says.
    """
    if not file.name.lower().endswith(".csv"):
        for entry in fixed_width.entries(file):
            if entry.kind == "modifier":
                yield fixed_width.modifier_row(file.name, entry)
        return
    _, line = find_header(file, [layout.MODIFIER_CSV], encoding="utf-8-sig")
    for number, (modifier, long) in rows_below(file, layout.MODIFIER_CSV, line, encoding="utf-8-sig"):
        if not long:
            raise PublisherFileError(file=file.name, line=number, column=2, expected="a descriptor", found="nothing")
        yield fields.modifier(modifier, file=file.name, line=number, column=1), fields.words(long), None, None, None, None
