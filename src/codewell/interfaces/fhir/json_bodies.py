"""FHIR JSON in and out: what is ambiguous, bottomless or no JSON is refused before anything reads it."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, Final

from codewell.interfaces.fhir.exchange import FhirFault, Issue, Resource

DEEPEST: Final = 64
"""Objects and arrays within one another; the deepest resource that is of use here has about twenty."""
_SURROGATES: Final = ("\\ud8", "\\ud9", "\\uda", "\\udb", "\\udc", "\\udd", "\\ude", "\\udf")
_LONGEST_NUMBER: Final = 60


def read_json(content: bytes) -> Resource:
    """Return the resource that a body holds.

    Raises:
        FhirFault: it holds none, or is not as `read_object` reads it.
    """
    return see_resource(read_object(content))


def read_object(content: bytes) -> Resource:
    """Return the object that a body holds.

    Numbers with a point are `Decimal`, for FHIR keeps their precision.

    Raises:
        FhirFault: it is not UTF-8 or not JSON, names an element twice, is nested too deep, or is no object.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        raise malformed(f"The body is not UTF-8 (byte {broken.start + 1}).") from None
    try:
        found = json.loads(
            text, object_pairs_hook=_unique, parse_constant=_no_constant, parse_float=decimal_of, parse_int=integer_of
        )
    except json.JSONDecodeError as broken:
        raise malformed(f"The body is not JSON (line {broken.lineno}, character {broken.colno}).") from None
    except RecursionError:
        raise too_deep() from None
    if not isinstance(found, dict):
        raise malformed("The body is JSON, but no object.")
    _see_depth(found)
    lowered = text.lower() if "\\u" in text.lower() else ""
    if any(half in lowered for half in _SURROGATES):
        _see_characters(found)
    return found


def see_resource(found: Resource) -> Resource:
    """Return it where it names its type.

    Raises:
        FhirFault: it does not.
    """
    kind = found.get("resourceType")
    if not (isinstance(kind, str) and kind.isascii() and kind.isalpha() and len(kind) < 60):
        raise FhirFault(400, Issue("structure", "The body names no resourceType.", expression=("resourceType",)))
    return found


def written_json(resource: Resource, *, pretty: bool = False) -> bytes:
    """Return a resource as UTF-8."""
    if pretty:
        return json.dumps(resource, ensure_ascii=False, indent=2, default=_number).encode()
    return json.dumps(resource, ensure_ascii=False, separators=(",", ":"), default=_number).encode()


def malformed(text: str) -> FhirFault:
    """Return the fault of a body that is not as its syntax has it."""
    return FhirFault(400, Issue("structure", text))


def too_deep() -> FhirFault:
    """Return the fault of a body that is nested too deep."""
    return malformed(f"The body is nested more than {DEEPEST} deep; it is damaged or hostile.")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise malformed("The body names an element twice in one object.")
    return found


def _no_constant(name: str) -> None:
    raise malformed(f"The body holds {name}, which is no JSON number.")


def decimal_of(written: str) -> Decimal:
    """Return a number with a point, in its precision.

    Raises:
        FhirFault: it is beyond any use.
    """
    if len(written) > _LONGEST_NUMBER or abs(Decimal(written).adjusted()) > 300:
        raise malformed("The body holds a number that is longer or larger than any that FHIR has a use for.")
    return Decimal(written)


def integer_of(written: str) -> int:
    """Return a whole number.

    Raises:
        FhirFault: it is beyond any use.
    """
    if len(written) > _LONGEST_NUMBER:
        raise malformed("The body holds a number that is longer or larger than any that FHIR has a use for.")
    return int(written)


def _see_depth(found: Resource) -> None:
    """Look at the levels one after the other, not one within the other, so that no depth can exhaust the stack."""
    level: list[Any] = [found]
    for _ in range(DEEPEST):
        below: list[Any] = []
        for holder in level:
            inner = holder.values() if isinstance(holder, dict) else holder
            below += [one for one in inner if isinstance(one, dict | list)]
        if not below:
            return
        level = below
    raise too_deep()


def _see_characters(found: Resource) -> None:
    try:
        json.dumps(found, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError:
        raise malformed("The body holds half of a surrogate pair, which is no character.") from None


def _number(value: object) -> int | float:
    if isinstance(value, Decimal):
        return float(value) if value.as_tuple().exponent else int(value)
    raise TypeError(type(value).__name__)
