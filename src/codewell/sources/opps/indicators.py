"""Addenda D1 and D2: what the status and comment indicators mean, in the publisher's words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codewell.kernel.errors import PublisherFileError
from codewell.sources.contract import Row
from codewell.sources.files import PublishedFile
from codewell.sources.opps import layout
from codewell.sources.opps.parse import records

_INDICATOR = re.compile(r"[A-Z]\d?")
_COMMENT_INDICATOR = re.compile(r"[A-Z]{2}")


def parse_d1(file: PublishedFile) -> Iterator[Row]:
    """Yield one row per status indicator; the rows below it that name none belong to it, one line each.

    A continuation that speaks of one item (`Screening Mammography | Not subject to deductible`) is stored with that item
    in front, because the two columns are no longer side by side. The footnote goes to the indicator that carries its mark.

    Raises:
        PublisherFileError: an indicator has another shape, or text stands before the first.
    """
    indicators: list[str] = []
    items: dict[str, list[str]] = {}
    statuses: dict[str, list[str]] = {}
    for record in records(file, layout.ADDENDUM_D1):
        item, status = _mended(record.text("ITEM/CODE/SERVICE")), _mended(record.text("OPPS PAYMENT STATUS"))
        if record.text("STATUS INDICATOR"):
            indicators.append(record.shaped("STATUS INDICATOR", _INDICATOR, "a status indicator"))
            items[indicators[-1]], statuses[indicators[-1]] = [item], [status]
        elif not indicators:
            raise PublisherFileError(
                file=file.name, line=record.line, column=1, expected="a status indicator", found=item or status
            )
        elif item.startswith("*"):
            for indicator in indicators:
                if any("*" in text for text in items[indicator]):
                    statuses[indicator].append(item)
        else:
            items[indicators[-1]] += [item] if item else []
            statuses[indicators[-1]] += [f"{item.lstrip('- ')}: {status}" if item and status else status] if status else []
    for indicator in indicators:
        yield indicator, "\n".join(items[indicator]), "\n".join(statuses[indicator])


def parse_d2(file: PublishedFile) -> Iterator[Row]:
    """Yield one row per comment indicator.

    Raises:
        PublisherFileError: an indicator has another shape, or no meaning.
    """
    for record in records(file, layout.ADDENDUM_D2):
        indicator = record.shaped("COMMENT INDICATOR", _COMMENT_INDICATOR, "a comment indicator of two letters")
        yield indicator, record.shaped("DESCRIPTOR", re.compile(r".+"), "its meaning")


def _mended(text: str) -> str:
    """Return the cell with the characters that became `?` or U+FFFD put back where only one can have stood there."""
    text = re.sub(r"^\?\s+", "- ", text)
    text = re.sub(r"(?<=[a-z])\?(?=s\b)", "'", text)
    text = re.sub(r"(?<=[a-z])\?(?=[a-z])", "-", text)
    text = re.sub(r'[?"]([A-Z]\d?)[?"]+', r'"\1"', text)
    return " ".join(re.sub(r"[\ufffd\xa0]", " ", text).split())
