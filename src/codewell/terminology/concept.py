"""A concept of a code system with its names and properties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

JsonObject = dict[str, Any]
"""An element or resource of FHIR, as JSON reads it."""

STANDARDS_STATUS = "http://hl7.org/fhir/StructureDefinition/structuredefinition-standards-status"
PROPERTIES = "http://hl7.org/fhir/concept-properties#"

_INACTIVE = frozenset({"retired", "inactive", "withdrawn"})


@dataclass(frozen=True, slots=True)
class Designation:
    """Another name of a concept.

    Args:
        value: the name.
        language: BCP 47; empty where the source does not say.
        use: Coding of what the name is for; None where the source does not say.
        extensions: of the designation.
        source: canonical address of the supplement that gave it; empty for the code system itself.
    """

    value: str
    language: str = ""
    use: JsonObject | None = None
    extensions: tuple[JsonObject, ...] = ()
    source: str = ""

    @property
    def is_withdrawn(self) -> bool:
        """Whether the name is no longer meant to be used."""
        return extension_code(self.extensions, STANDARDS_STATUS) in ("deprecated", "withdrawn")


@dataclass(frozen=True, slots=True)
class Property:
    """One property value.

    Args:
        code: of the property, as the code system names it.
        kind: end of the FHIR element, such as "Code", "String" or "Boolean".
        value: the value as JSON has it.
    """

    code: str
    kind: str
    value: Any


@dataclass(frozen=True, slots=True)
class PropertyDefinition:
    """A property that a code system declares: its code, its address and its FHIR type."""

    code: str
    uri: str = ""
    kind: str = "code"


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept on one version of its code system.

    Args:
        code: as the code system writes it.
        display: its preferred name; empty where it has none.
        definition: in words; empty where it has none.
        designations: further names.
        properties: values, in the order of the source.
        extensions: of the concept.
        status: of http://hl7.org/fhir/concept-properties#status; empty where the source does not say.
        inactive: no longer meant to be used.
        abstract: only a heading of others.
    """

    code: str
    display: str = ""
    definition: str = ""
    designations: tuple[Designation, ...] = ()
    properties: tuple[Property, ...] = ()
    extensions: tuple[JsonObject, ...] = ()
    status: str = ""
    inactive: bool = False
    abstract: bool = False

    @property
    def is_deprecated(self) -> bool:
        """Whether it is still valid but on its way out."""
        return self.status == "deprecated"


def is_inactive_status(status: str) -> bool:
    """Say whether a concept of that status is no longer meant to be used."""
    return status in _INACTIVE


def extension_value(extensions: tuple[JsonObject, ...] | list[JsonObject], url: str) -> Any:
    """Return the value of the first extension with an address, None where there is none."""
    for extension in extensions:
        if extension.get("url") == url:
            return next((value for key, value in extension.items() if key.startswith("value")), None)
    return None


def extension_code(extensions: tuple[JsonObject, ...] | list[JsonObject], url: str) -> str:
    """Return the value of an extension as text, empty where there is none."""
    value = extension_value(extensions, url)
    return value if isinstance(value, str) else ""
