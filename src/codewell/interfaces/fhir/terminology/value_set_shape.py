"""Whether a value set that was sent says what it holds in the shape that FHIR has for it.

A condition that cannot be read must not read as no condition: a value set whose filter is damaged would hold the whole
code system.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from codewell.interfaces.fhir.exchange import Resource
from codewell.interfaces.fhir.terminology.parameters import refused

_OBJECTS = ("filter", "concept")
_TEXTS = ("system", "version")


def require_shape(value_set: Resource) -> None:
    """Pass a value set whose definition has FHIR's shape.

    Raises:
        FhirFault: an element of `compose` is no object, list or text where FHIR has one; the answer names the element.
    """
    compose = value_set.get("compose", {})
    if not isinstance(compose, Mapping):
        raise refused("ValueSet.compose is an object.", "structure")
    for part in ("include", "exclude"):
        for item in _objects(compose, part, f"ValueSet.compose.{part}"):
            _require_set(item, f"ValueSet.compose.{part}")


def _require_set(item: Mapping[str, object], path: str) -> None:
    for name in _TEXTS:
        if not isinstance(item.get(name, ""), str):
            raise refused(f"{path}.{name} is text.", "structure")
    for name in _OBJECTS:
        for _ in _objects(item, name, f"{path}.{name}"):
            pass
    addresses = item.get("valueSet", [])
    if not isinstance(addresses, list) or not all(isinstance(one, str) for one in addresses):
        raise refused(f"{path}.valueSet is a list of addresses.", "structure")


def _objects(element: Mapping[str, object], name: str, path: str) -> Iterator[Mapping[str, object]]:
    items = element.get(name, [])
    if not isinstance(items, list):
        raise refused(f"{path} is a list of objects.", "structure")
    for item in items:
        if not isinstance(item, Mapping):
            raise refused(f"{path} is a list of objects.", "structure")
        yield item
