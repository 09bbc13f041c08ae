"""Resources written as FHIR XML: elements in the order that their type has them in, each value as an attribute."""

from __future__ import annotations

from decimal import Decimal
from itertools import zip_longest
from typing import Any, Final

from codewell.interfaces.fhir.exchange import FhirFault, FhirVersion, Resource
from codewell.interfaces.fhir.outcomes import not_supported
from codewell.interfaces.fhir.xml.nodes import FHIR, XHTML, in_attribute, in_text, read_nodes, written_xhtml
from codewell.interfaces.fhir.xml.shapes import Element, Kind, Shape, resource_shape, shape_of

_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>'


def written_xml(resource: Resource, version: FhirVersion, *, pretty: bool = False) -> bytes:
    """Return a resource as XML in UTF-8; what its type does not have is left out, for XML has no place for it.

    Raises:
        FhirFault: 406, where the release of FHIR has no resource of that name.
        ConfigurationError: the extra with the models is not installed.
    """
    writing = _Writing(version, pretty)
    writing.resource(resource, 0, is_root=True)
    return ("\n" if pretty else "").join([_DECLARATION, *writing.pieces]).encode("utf-8", "replace")


class _Writing:
    """Writes one document.

    Args:
        version: of FHIR.
        pretty: whether each element begins a line.
    """

    def __init__(self, version: FhirVersion, pretty: bool) -> None:
        self._version = version
        self._step = "  " if pretty else ""
        self.pieces: list[str] = []

    def resource(self, resource: Resource, depth: int, *, is_root: bool = False) -> None:
        """Write a resource as an element of its name."""
        kind = str(resource.get("resourceType", ""))
        shape = resource_shape(kind, self._version)
        if shape is None:
            raise not_supported("The answer holds a resource that this release of FHIR does not have; ask for JSON.", 406)
        space = f' xmlns="{FHIR}"' if is_root else ""
        self._complex(kind, resource, shape, depth, space)

    def _complex(self, name: str, value: dict[str, Any], shape: Shape, depth: int, said: str = "") -> None:
        if not shape.is_resource and isinstance(value.get("id"), str):
            said += f' id="{in_attribute(value["id"])}"'
        if shape.is_extension and isinstance(value.get("url"), str):
            said += f' url="{in_attribute(value["url"])}"'
        at = len(self.pieces)
        for element in shape.elements.values():
            if (element.name == "id" and not shape.is_resource) or (element.name == "url" and shape.is_extension):
                continue
            self._element(element, value.get(element.name), value.get(f"_{element.name}"), depth + 1)
        self._around(at, name, said, depth)

    def _around(self, at: int, name: str, said: str, depth: int) -> None:
        """Put the tags of an element around what was written since `at`."""
        indent = self._step * depth
        if len(self.pieces) == at:
            self.pieces.append(f"{indent}<{name}{said}/>")
            return
        self.pieces.insert(at, f"{indent}<{name}{said}>")
        self.pieces.append(f"{indent}</{name}>")

    def _element(self, element: Element, value: Any, more: Any, depth: int) -> None:
        if value is None and more is None:
            return
        values = value if isinstance(value, list) else [value]
        if not element.kind.is_primitive:
            for one in values:
                self._held(element, one, depth)
            return
        for one, beside in zip_longest(values, more if isinstance(more, list) else [more]):
            self._primitive(element.name, one, beside if isinstance(beside, dict) else {}, depth)

    def _held(self, element: Element, value: Any, depth: int) -> None:
        if element.kind is Kind.XHTML:
            self.pieces.append(self._step * depth + _narrative(str(value)))
        elif isinstance(value, dict) and element.kind is Kind.RESOURCE:
            at = len(self.pieces)
            self.resource(value, depth + 1)
            self._around(at, element.name, "", depth)
        elif isinstance(value, dict):
            assert element.type is not None
            self._complex(element.name, value, shape_of(element.type), depth)

    def _primitive(self, name: str, value: Any, more: dict[str, Any], depth: int) -> None:
        said = f' id="{in_attribute(str(more["id"]))}"' if "id" in more else ""
        said += f' value="{in_attribute(_text(value))}"' if value is not None else ""
        at = len(self.pieces)
        shape = resource_shape("Patient", self._version)
        assert shape is not None
        self._element(shape.elements["extension"], more.get("extension"), None, depth + 1)
        if said or len(self.pieces) > at:
            self._around(at, name, said, depth)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(value, "f") if isinstance(value, Decimal) and abs(value.adjusted()) < 30 else str(value)


def _narrative(written: str) -> str:
    """Return a narrative as well-formed XHTML; one that is not is written as the text that it is."""
    try:
        root = read_nodes(written.encode("utf-8", "replace"))
    except FhirFault:
        root = None
    if root is None or root.space != XHTML or root.name != "div":
        return f'<div xmlns="{XHTML}">{in_text(written)}</div>'
    return written_xhtml(root)
