"""The table of visual impairment below H54.8, one sentence a category: the only table inside the tabular list."""

from __future__ import annotations

from collections.abc import Iterator

from codewell.sources.icd10cm.xml_document import Element


def sentences(table: Element) -> Iterator[str]:
    """Yield one line per category: its number and the limits of visual acuity in the three notations of the table."""
    for category in table.all("visCategory"):
        number = category.text_of("value")
        if number is None:
            continue
        ranges = [words for words in map(_range, category.all("visRange")) if words]
        if ranges:
            yield f"Category {number} of visual impairment, visual acuity with best possible correction: {'; or '.join(ranges)}"


def _range(limits: Element) -> str:
    upper, lower = (_value(limits, name) for name in ("visMax", "visMin"))
    if upper and not lower and not upper[0].isdigit():
        return upper
    words = []
    if upper:
        words.append(f"less than {upper}")
    if lower:
        words.append(f"equal to or better than {lower}")
    return " and ".join(words)


def _value(limits: Element, name: str) -> str | None:
    limit = limits.first(name)
    return limit.text_of("value") if limit is not None else None
