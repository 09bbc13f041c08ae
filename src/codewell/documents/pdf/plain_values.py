"""Values of PDF objects as Python's own, whatever stands in a damaged file."""

from __future__ import annotations

from typing import Any

import pikepdf

from codewell.documents.pdf.refusals import too_large

MOST_STREAM_BYTES = 64_000_000
"""Bytes that one stream may have once decompressed."""
_MOST_LZW_BYTES = 100_000
_MOST_FILTERS = 3


def number(value: Any, otherwise: float = 0.0) -> float:
    """Return a number, `otherwise` where the object is none."""
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return otherwise


def whole(value: Any, otherwise: int) -> int:
    """Return a whole number, `otherwise` where the object is none."""
    return int(number(value, float(otherwise)))


def decoded(stream: pikepdf.Stream) -> bytes:
    """Return the bytes of a stream without its filters; empty where they cannot be undone.

    Raises:
        InputError: it grows beyond what Codewell reads.
    """
    check_filters(stream)
    try:
        data = bytes(stream.read_bytes())
    except (pikepdf.PdfError, RuntimeError) as error:
        if "limit" in str(error):
            raise too_large() from None
        return b""
    return data


def check_filters(stream: pikepdf.Stream) -> None:
    """Refuse a stream whose filters could make far more of it than a page needs.

    Flate and run length are held by qpdf's own limits (`opening`); LZW has none there, so its input is.

    Raises:
        InputError: too many filters one after another, or a large LZW stream.
    """
    filters = stream.get("/Filter")
    names = [str(one) for one in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    if len(names) > _MOST_FILTERS:
        raise too_large()
    if any(name in ("/LZWDecode", "/LZW") for name in names) and len(bytes(stream.read_raw_bytes())) > _MOST_LZW_BYTES:
        raise too_large()
