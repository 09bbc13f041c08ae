"""Results as plain JSON values: the one form that the command line, the API and the web app give out."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date, time
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any

from codewell.codebook.entry import Descriptors
from codewell.kernel.codes import Code
from codewell.kernel.errors import CodewellError, PhiBoundaryError
from codewell.kernel.text import ClinicalText, TextSpan

Wire = None | bool | int | float | str | list["Wire"] | dict[str, "Wire"]


def to_wire(value: object) -> Wire:
    """Return `value` as JSON values: dataclasses as objects with their fields in order.

    Codes are shown with their dot, and a field named `code` brings its `system` with it; days are ISO text, enums their
    value, decimals their digits, spans `[start, end]`.

    Raises:
        PhiBoundaryError: a clinical text is inside; results hold offsets, never the note.
        TypeError: something is inside that has no form in JSON.
    """
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Code | Decimal):
        return str(value)
    if isinstance(value, Enum):
        return to_wire(value.value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, TextSpan):
        return [value.start, value.end]
    if isinstance(value, tuple | list):
        return [to_wire(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return _object(value)
    if isinstance(value, ClinicalText):
        raise PhiBoundaryError("A result was about to carry the text of a note.")
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def error_to_wire(error: CodewellError) -> dict[str, Wire]:
    """Return an error as the object that stands in a result's place."""
    wire: dict[str, Wire] = {"slug": error.slug, "message": str(error)}
    suggestions: tuple[str, ...] = getattr(error, "suggestions", ())
    if suggestions:
        wire["suggestions"] = list(suggestions)
    return wire


def _object(value: Any) -> dict[str, Wire]:
    wire: dict[str, Wire] = {"display": value.display} if isinstance(value, Descriptors) else {}
    for name in _names(value.__class__):
        held = getattr(value, name)
        if name == "code" and isinstance(held, Code):
            wire["system"] = held.system.value
        wire[name] = to_wire(held)
    return wire


@cache
def _names(kind: Any) -> tuple[str, ...]:
    """Return the fields of a result in order, or the parts that it names itself.

    A code's entry reads its parts on demand; a proof in a note holds a sentence, which a result does not carry.
    """
    parts: tuple[str, ...] | None = getattr(kind, "PARTS", None)
    return parts or tuple(field.name for field in fields(kind))
