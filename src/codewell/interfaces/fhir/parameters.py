"""Parameters that nobody knows: passed over, or refused where the caller asks for strict handling."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from codewell.interfaces.fhir.exchange import FhirFault, FhirRequest, Issue

_OF_EVERY_REQUEST: Final = frozenset({"_format", "_pretty", "_summary", "_elements"})


def see_parameters(request: FhirRequest) -> None:
    """Refuse parameters that an operation or a search does not know where `Prefer: handling=strict` asks for that.

    Raises:
        FhirFault: there is one; its name is not told, for only the sender knows what it holds.

    Source:
        HL7 FHIR R4, Search, 3.1.1.4.3 (lenient handling is what servers do where nothing is asked).
    """
    if "handling=strict" not in request.headers.get("prefer", "").replace(" ", "").lower():
        return
    known = _known_of(request)
    if known is None:
        return
    named = [name.partition(":")[0] for name, _ in request.query] + _in_body(request)
    strange = [name for name in named if name not in known | _OF_EVERY_REQUEST]
    if strange:
        count = f"{len(strange)} parameters are" if len(strange) > 1 else "A parameter is"
        text = f"{count} not known here. Known are: {', '.join(sorted(known))}."
        raise FhirFault(400, Issue("not-supported", text))


def _in_body(request: FhirRequest) -> list[str]:
    body = request.body or {}
    if body.get("resourceType") != "Parameters" or not isinstance(body.get("parameter"), list):
        return []
    return [str(one.get("name", "")) for one in body["parameter"] if isinstance(one, dict)]


def _known_of(request: FhirRequest) -> frozenset[str] | None:
    kind = request.path[0] if request.path else ""
    named = next((one for one in request.path if one.startswith("$")), "")
    if named:
        return _table()["operations"].get(f"{kind}/{named}")
    is_search = len(request.path) == 1 and request.method == "GET"
    return _table()["searches"].get(kind) if is_search else None


@cache
def _table() -> Mapping[str, Mapping[str, frozenset[str]]]:
    text = (files("codewell.interfaces.fhir") / "parameters.toml").read_text("utf-8")
    return {
        kind: {name: frozenset(one.split()) for name, one in held.items()}
        for kind, held in tomllib.loads(text).items()
        if kind != "cites"
    }
