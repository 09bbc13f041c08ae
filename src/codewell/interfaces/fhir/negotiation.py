"""Which syntax and which release of FHIR a caller sends and reads (FHIR R4, RESTful API, 3.1.0.1.11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from codewell.interfaces.fhir.exchange import FhirFault, FhirVersion
from codewell.interfaces.fhir.outcomes import not_supported


class Syntax(Enum):
    """How a resource is written, by its MIME type."""

    JSON = "application/fhir+json"
    XML = "application/fhir+xml"


FORM: Final = "application/x-www-form-urlencoded"
_MIMES: Final[Mapping[str, Syntax]] = {
    "application/fhir+json": Syntax.JSON, "application/json": Syntax.JSON, "text/json": Syntax.JSON, "json": Syntax.JSON,
    "application/json+fhir": Syntax.JSON, "application/fhir+xml": Syntax.XML, "application/xml": Syntax.XML,
    "text/xml": Syntax.XML, "xml": Syntax.XML, "application/xml+fhir": Syntax.XML,
}  # fmt: skip
_ANY: Final = ("*/*", "application/*")
_BROWSER: Final = "text/html"
_VERSIONS: Final = {"4.0": FhirVersion.R4, "4.3": FhirVersion.R4, "5.0": FhirVersion.R5}
_MOST_RANGES: Final = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an answer is to look like.

    Args:
        syntax: of the answer.
        version: of FHIR.
        pretty: with line breaks.
    """

    syntax: Syntax
    version: FhirVersion
    pretty: bool = False

    @property
    def mime(self) -> str:
        """The answer's Content-Type."""
        return f"{self.syntax.value}; fhirVersion={self.version.value}; charset=utf-8"


def wanted(query: tuple[tuple[str, str], ...], headers: Mapping[str, str]) -> Wanted:
    """Return what an answer is to look like: `_format` goes before `Accept`; unsaid it is JSON and the body's release, else R4.

    Raises:
        FhirFault: 406, for what is not written here.
    """
    stated = dict(query)
    asked = stated.get("_format", "").replace(" ", "+") or headers.get("accept", "") or "*/*"
    pretty = stated.get("_pretty", "") == "true"
    unsaid = _split(headers.get("content-type", ""))[1].get("fhirversion", "4.0")
    chosen: tuple[float, Syntax, FhirVersion] | None = None
    for one in asked.split(",")[:_MOST_RANGES]:
        kind, said = _split(one)
        is_open = kind in _ANY or kind == _BROWSER
        syntax = Syntax.JSON if is_open else _MIMES.get(kind)
        version = _VERSIONS.get(said.get("fhirversion", unsaid))
        weight = _weight(said.get("q", "1"))
        if syntax is None or version is None or weight <= 0:
            continue
        if chosen is None or weight > chosen[0]:
            chosen = (weight, syntax, version)
    if chosen is None:
        raise not_supported(
            "Answers are written as application/fhir+json or application/fhir+xml, in FHIR 4.0 or 5.0; ask for one of them.", 406
        )
    return Wanted(chosen[1], chosen[2], pretty)


def written_as(headers: Mapping[str, str]) -> tuple[Syntax, FhirVersion] | None:
    """Return how a body is written, and in which release of FHIR; None for the fields of a form.

    Raises:
        FhirFault: 415, for what is not read here.
    """
    kind, said = _split(headers.get("content-type", ""))
    if kind == FORM:
        return None
    syntax = _MIMES.get(kind)
    if syntax is None or "/" not in kind:
        raise _unread("Bodies are read as application/fhir+json or application/fhir+xml; name one as Content-Type.")
    if said.get("charset", "utf-8").strip('"').lower() not in ("utf-8", "utf8", "us-ascii"):
        raise _unread("Bodies are read in UTF-8.")
    version = _VERSIONS.get(said.get("fhirversion", "4.0"))
    if version is None:
        raise _unread("Bodies are read in FHIR 4.0 or 5.0.")
    return syntax, version


def _unread(text: str) -> FhirFault:
    return not_supported(text, 415)


def _split(written: str) -> tuple[str, dict[str, str]]:
    kind, *parameters = written.split(";")
    said = (one.partition("=") for one in parameters)
    return kind.strip().lower(), {name.strip().lower(): value.strip().strip('"') for name, _, value in said}


def _weight(written: str) -> float:
    try:
        return float(written)
    except ValueError:
        return 0.0
