"""Reading elements of a DICOM data set that may be missing, empty, of the wrong type or not as documented."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from datetime import date, time

import numpy as np
import numpy.typing as npt
from pydicom.datadict import tag_for_keyword
from pydicom.dataset import Dataset
from pydicom.errors import BytesLengthException
from pydicom.sequence import Sequence

from codewell.radonc.facts import Proof

FloatArray = npt.NDArray[np.float64]

# A date may head a date with time (DT); what is not written as the standard does is no date, and is never shown as proof.
_DAY = re.compile(r"(\d{4})([.-]?)(\d{2})\2(\d{2})(?:\d{2,6}(?:\.\d{1,6})?(?:[-+]\d{4})?)?", re.ASCII)
_TIME = re.compile(r"(\d{2}):?(?:(\d{2}):?(?:(\d{2})(?:\.\d{1,6})?)?)?", re.ASCII)

# What pydicom raises while it turns a malformed raw element into a value.
_MALFORMED = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    NotImplementedError,
    ArithmeticError,
    OSError,
    EOFError,
    RecursionError,
    struct.error,
    BytesLengthException,
)


def value_of(item: Dataset, keyword: str) -> object:
    """Return an element's value; None where it is missing, empty or cannot be read."""
    try:
        found: object = item.get(keyword)
    except _MALFORMED:
        return None
    return None if found == "" else found


def text_of(item: Dataset, keyword: str) -> str:
    """Return an element as text without padding; empty where there is none. Of several values the first counts."""
    found = value_of(item, keyword)
    if found is None or isinstance(found, Sequence):
        return ""
    if not isinstance(found, str | bytes) and hasattr(found, "__iter__"):
        found = next(iter(found), "")
    if isinstance(found, bytes):
        found = found.decode("latin-1")
    return str(found).replace("\0", "").strip()


def number_of(item: Dataset, keyword: str) -> float | None:
    """Return an element as a finite number; None where it is none."""
    try:
        number = float(text_of(item, keyword))
    except ValueError:
        return None
    return number if np.isfinite(number) else None


def whole_of(item: Dataset, keyword: str) -> int | None:
    """Return an element as a whole number; None where it is none."""
    number = number_of(item, keyword)
    return None if number is None or number != int(number) else int(number)


def numbers_of(item: Dataset, keyword: str) -> FloatArray | None:
    """Return an element's values as finite numbers; None where one of them is none."""
    found = value_of(item, keyword)
    if found is None or isinstance(found, Sequence):
        return None
    try:
        if isinstance(found, str):
            found = found.split("\\")
        numbers = np.atleast_1d(np.asarray(found, dtype=np.float64))
    except _MALFORMED:
        return None
    return numbers if numbers.size and bool(np.isfinite(numbers).all()) else None


def items_of(item: Dataset, keyword: str) -> tuple[Dataset, ...]:
    """Return the items of a sequence; empty where there is none."""
    found = value_of(item, keyword)
    return tuple(found) if isinstance(found, Sequence) else ()


def day_of(item: Dataset, keyword: str) -> date | None:
    """Return a DICOM date (`20260105`, or `2026.01.05` of the old standard); None where it is none."""
    match = _DAY.fullmatch(text_of(item, keyword))
    try:
        return None if match is None else date(int(match[1]), int(match[3]), int(match[4]))
    except ValueError:
        return None


def time_of(item: Dataset, keyword: str) -> time | None:
    """Return a DICOM time to the second; None where it is none."""
    match = _TIME.fullmatch(text_of(item, keyword))
    try:
        return None if match is None else time(int(match[1]), int(match[2] or 0), int(match[3] or 0))
    except ValueError:
        return None


def proof_of(item: Dataset, keyword: str, file: str, path: str = "") -> Proof:
    """Return where an element stands and what stands there.

    Args:
        item: innermost data set.
        keyword: of the element; never one that names a patient.
        file: name inside the folder or archive.
        path: keywords that lead to the item, `BeamSequence[2]`; empty at the top.
    """
    found = value_of(item, keyword)
    shown = f"{len(found)} items" if isinstance(found, Sequence) else _shown(found)
    return Proof(file, tag_text(keyword), f"{path}.{keyword}" if path else keyword, shown[:60])


def tag_text(keyword: str) -> str:
    """Return `(300A,00C6)` for a keyword of the data dictionary; empty where it has none."""
    tag = tag_for_keyword(keyword)
    return "" if tag is None else f"({tag >> 16:04X},{tag & 0xFFFF:04X})"


def _shown(found: object) -> str:
    if found is None:
        return ""
    if not isinstance(found, str | bytes) and hasattr(found, "__iter__"):
        return "\\".join(str(one) for one in found)
    return str(found).strip()


def numbered(item: Dataset, keyword: str, path: str = "") -> Iterator[tuple[Dataset, str]]:
    """Yield each item of a sequence with its path, `BeamSequence[1]`."""
    for index, one in enumerate(items_of(item, keyword), start=1):
        yield one, f"{path}.{keyword}[{index}]" if path else f"{keyword}[{index}]"
