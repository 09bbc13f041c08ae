"""FHIR XML read into the form that resources have inside (FHIR R4, 2.6.1 and 2.6.2)."""

from __future__ import annotations

import re
from typing import Any, Final

from codewell.interfaces.fhir.exchange import FhirFault, FhirVersion, Issue, Resource
from codewell.interfaces.fhir.json_bodies import decimal_of, integer_of, malformed
from codewell.interfaces.fhir.xml.nodes import FHIR, XHTML, Node, read_nodes, written_xhtml
from codewell.interfaces.fhir.xml.shapes import Element, Kind, Shape, resource_shape, shape_of

_INTEGER: Final = re.compile(r"-?[0-9]{1,60}")
_DECIMAL: Final = re.compile(r"-?[0-9]{1,60}(?:\.[0-9]{1,60})?(?:[eE][+-]?[0-9]{1,4})?")


def read_xml(content: bytes, version: FhirVersion) -> Resource:
    """Return the resource that an XML body holds.

    Raises:
        FhirFault: it holds none; the issue says where, by FHIRPath.
        ConfigurationError: the extra with the models is not installed.
    """
    return _Reading(version).resource(read_nodes(content), "")


class _Reading:
    """Reads one document.

    Args:
        version: of FHIR.
    """

    def __init__(self, version: FhirVersion) -> None:
        self._version = version

    def resource(self, node: Node, where: str) -> Resource:
        """Return a resource by its element."""
        shape = resource_shape(node.name, self._version) if node.space == FHIR else None
        if shape is None:
            text = f"The element is no resource of FHIR {self._version.value} in the namespace {FHIR}."
            raise FhirFault(400, Issue("structure", text, expression=(where,) if where else ()))
        return {"resourceType": node.name, **self._members(node, shape, where or node.name)}

    def _members(self, node: Node, shape: Shape, where: str) -> dict[str, Any]:
        self._see_blank(node, where)
        found: dict[str, Any] = {}
        if not shape.is_resource and "id" in node.attributes:
            found["id"] = node.attributes["id"]
        if shape.is_extension and "url" in node.attributes:
            found["url"] = node.attributes["url"]
        for child in node.children:
            element = shape.elements.get(child.name)
            if element is None or child.space != (XHTML if element.kind is Kind.XHTML else FHIR):
                raise self._fault("An element stands there that FHIR does not have there", where)
            self._put(found, element, child, f"{where}.{element.name}")
        return found

    def _put(self, found: dict[str, Any], element: Element, child: Node, where: str) -> None:
        if element.kind.is_primitive:
            self._put_primitive(found, element, child, where)
            return
        value: object
        if element.kind is Kind.XHTML:
            value = written_xhtml(child)
        elif element.kind is Kind.RESOURCE:
            value = self._held(child, where)
        else:
            assert element.type is not None
            value = self._members(child, shape_of(element.type), where)
        if element.repeats:
            found.setdefault(element.name, []).append(value)
        elif element.name in found:
            raise self._fault("An element stands there twice", where)
        else:
            found[element.name] = value

    def _held(self, child: Node, where: str) -> Resource:
        if len(child.children) != 1:
            raise self._fault("One resource is asked for there", where)
        return self.resource(child.children[0], where)

    def _put_primitive(self, found: dict[str, Any], element: Element, child: Node, where: str) -> None:
        """Put a value and, below `_name`, its id and extensions; in arrays each list has a place for every element."""
        self._see_blank(child, where)
        value = self._value(element, child.attributes["value"], where) if "value" in child.attributes else None
        more = self._more(child, where)
        beside = f"_{element.name}"
        if not element.repeats:
            if element.name in found or beside in found:
                raise self._fault("An element stands there twice", where)
            found |= ({element.name: value} if value is not None else {}) | ({beside: more} if more else {})
            return
        values, others = found.setdefault(element.name, []), found.get(beside)
        values.append(value)
        if others is None and more:
            others = found[beside] = [None] * (len(values) - 1)
        if others is not None:
            others.append(more or None)

    def _more(self, child: Node, where: str) -> dict[str, Any]:
        more: dict[str, Any] = {"id": child.attributes["id"]} if "id" in child.attributes else {}
        extension = resource_shape("Patient", self._version)
        assert extension is not None
        element = extension.elements["extension"]
        for one in child.children:
            if one.name != "extension" or one.space != FHIR:
                raise self._fault("An element stands there that FHIR does not have there", where)
            self._put(more, element, one, f"{where}.extension")
        return more

    def _value(self, element: Element, written: str, where: str) -> object:
        match element.kind:
            case Kind.BOOLEAN if written in ("true", "false"):
                return written == "true"
            case Kind.INTEGER if _INTEGER.fullmatch(written):
                return integer_of(written)
            case Kind.DECIMAL if _DECIMAL.fullmatch(written):
                return decimal_of(written)
            case Kind.TEXT:
                return written
        raise self._fault(f"The value is no {element.kind.value}", where)

    def _see_blank(self, node: Node, where: str) -> None:
        if node.has_text:
            raise self._fault("Text stands between elements", where)

    def _fault(self, text: str, where: str) -> FhirFault:
        fault = malformed(f"{text}: {where}.")
        return FhirFault(fault.status, Issue("structure", fault.issues[0].text, expression=(where,)))
