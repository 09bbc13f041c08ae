"""Opening a DICOM object within bounds."""

from __future__ import annotations

import io
import logging
import math
import re
import struct
import warnings
import zlib

import pydicom
from pydicom import config
from pydicom.dataset import FileDataset
from pydicom.errors import InvalidDicomError

from codewell.documents.dicom.taken_out import pixels_may_show_text, take_out
from codewell.kernel.errors import InputError

MOST_INFLATED = 200_000_000
_DEFLATED = (b"1.2.840.10008.1.2.1.99", b"1.2.840.10008.1.2.8.1")
_META = 132
_ITEM = re.compile(rb"\xfe\xff(?:\x00|\x0d)\xe0")
_ITEM_ENDS = b"\xfe\xff\x0d\xe0"
_DEEPEST = 100
_DAMAGED = (
    InvalidDicomError,
    RecursionError,
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    NotImplementedError,
    EOFError,
    OSError,
    struct.error,
    zlib.error,
)
"""What pydicom raises, depending on where a damaged file breaks off."""


def opened(content: bytes, *, keep_pixels: bool | None) -> tuple[FileDataset, FileDataset]:
    """Return a data set as it is (for what it says of itself) and the same without what no table decides about.

    Args:
        content: the file.
        keep_pixels: None keeps them where the object says that they show no text.

    Raises:
        InputError: it is no DICOM object, damaged, nested too deep, or unpacks to too much.
    """
    original, cleaned = _parsed(content), _parsed(content)
    kept = not pixels_may_show_text(original) if keep_pixels is None else keep_pixels
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            cleaned.decode()
            take_out(cleaned, keep_pixels=kept)
    except InputError:
        raise
    except _DAMAGED:
        raise _malformed() from None
    return original, cleaned


def _parsed(content: bytes) -> FileDataset:
    # pydicom's warnings and log lines quote values; nobody may see them.
    logging.getLogger("pydicom").setLevel(logging.CRITICAL)
    config.settings.reading_validation_mode = config.IGNORE
    config.settings.writing_validation_mode = config.IGNORE
    _check_inflated(content)
    _check_depth(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            dataset = pydicom.dcmread(io.BytesIO(content), force=content[128:132] != b"DICM")
    except _DAMAGED:
        raise _malformed() from None
    if "SOPClassUID" not in dataset:
        raise _malformed()
    return dataset


def _check_inflated(content: bytes) -> None:
    """Refuse a deflated data set that inflates beyond what is read, before pydicom inflates all of it."""
    header = content[_META : _META + 2000]
    if not any(uid in header for uid in _DEFLATED):
        return
    length = int.from_bytes(header[8:12], "little") if header[:4] == b"\x02\x00\x00\x00" else -1
    if not 0 <= length < len(content):
        raise _malformed()
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    data, done = content[_META + 12 + length :], 0
    try:
        while data and not inflater.eof:
            done += len(inflater.decompress(data, 1_000_000))
            data = inflater.unconsumed_tail
            if done > MOST_INFLATED:
                raise InputError(
                    "The DICOM object unpacks to more than Codewell reads.", next_step="Export it uncompressed.",
                    slug="input.dicom-too-large",
                )  # fmt: skip
    except zlib.error:
        raise _malformed() from None


def _check_depth(content: bytes) -> None:
    """Refuse sequences far deeper than any object has: pydicom calls itself for each, and takes minutes to give up.

    Big-endian objects are not looked at; they are retired from the standard.
    """
    ends: list[float] = []
    for mark in _ITEM.finditer(content):
        at = mark.start()
        while ends and ends[-1] <= at:
            ends.pop()
        if mark[0] == _ITEM_ENDS:
            if ends:
                ends.pop()
            continue
        length = int.from_bytes(content[at + 4 : at + 8], "little")
        ends.append(math.inf if length == 0xFFFFFFFF else at + 8 + length)
        if len(ends) > _DEEPEST:
            raise InputError(
                "The DICOM object nests its sequences too deep.", next_step="Export it again.", slug="input.dicom-too-deep"
            )


def _malformed() -> InputError:
    return InputError("The file is no DICOM object or is damaged.", next_step="Export it again.", slug="input.dicom-malformed")
