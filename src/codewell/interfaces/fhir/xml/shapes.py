"""What elements a type of FHIR has, in which order, of which kind, once or many times: read off the models of fhir.resources.

XML does not say what JSON does: whether an element repeats, and whether a value is a text, a number or a truth value.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any, Final

from codewell.interfaces.fhir.exchange import FhirVersion
from codewell.kernel.errors import ConfigurationError

_MOST_SHAPES: Final = 4_000
"""More than all types of both releases together."""


class Kind(Enum):
    """What an element holds."""

    TEXT = "text"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    DECIMAL = "decimal"
    XHTML = "xhtml"
    COMPLEX = "complex"
    RESOURCE = "resource"

    @property
    def is_primitive(self) -> bool:
        """Say whether XML writes it as the attribute `value`."""
        return self in (Kind.TEXT, Kind.BOOLEAN, Kind.INTEGER, Kind.DECIMAL)


@dataclass(frozen=True, slots=True)
class Element:
    """An element of a type.

    Args:
        name: in JSON and in XML.
        kind: what it holds.
        repeats: whether JSON has it as an array, be it of one.
        type: its type's shape, where it is complex.
    """

    name: str
    kind: Kind
    repeats: bool
    type: type | None


@dataclass(frozen=True, slots=True)
class Shape:
    """The elements of a type, in the order that XML has them in.

    Args:
        elements: by name.
        is_resource: a resource has its `id` as an element, any other type as an attribute.
        is_extension: an Extension has its `url` as an attribute.
    """

    elements: Mapping[str, Element]
    is_resource: bool
    is_extension: bool


def resource_shape(name: str, version: FhirVersion) -> Shape | None:
    """Return the shape of a resource; None where the release has none of that name.

    Raises:
        ConfigurationError: the extra with the models is not installed.
    """
    if not (name.isascii() and name.isalpha() and name[:1].isupper() and len(name) < 60):
        return None
    return _resource_shape(name, version)


@lru_cache(maxsize=_MOST_SHAPES)
def _resource_shape(name: str, version: FhirVersion) -> Shape | None:
    try:
        from fhir.resources import get_fhir_model_class as of_r5
        from fhir.resources.R4B import get_fhir_model_class as of_r4
    except ImportError:
        raise ConfigurationError(
            "FHIR XML needs fhir.resources.", next_step="Install it: pip install 'codewell[fhir]'.", slug="configuration.extra"
        ) from None
    try:
        found = (of_r5 if version is FhirVersion.R5 else of_r4)(name)
    except (ValueError, ImportError):
        return None
    shape = shape_of(found)
    return shape if shape.is_resource else None


@lru_cache(maxsize=_MOST_SHAPES)
def shape_of(model: type) -> Shape:
    """Return the shape of a model of fhir.resources."""
    fields: Mapping[str, Any] = model.model_fields  # type: ignore[attr-defined]
    by_alias = {field.alias or name: field for name, field in fields.items()}
    kind = str(model.get_resource_type())  # type: ignore[attr-defined]
    ordered = {name: _element(kind, name, by_alias[name].annotation) for name in _names(model) if name in by_alias}
    if "id" in by_alias:
        ordered.setdefault("id", _element(kind, "id", by_alias["id"].annotation))
    return Shape(ordered, _is_resource(model), kind == "Extension")


def _names(model: type) -> list[str]:
    return list(model.elements_sequence())  # type: ignore[attr-defined]


def _is_resource(model: type) -> bool:
    return any(base.__name__ == "Resource" for base in model.__mro__)


def _element(holder: str, name: str, annotation: Any) -> Element:
    inner, repeats = _unwrapped(annotation)
    if holder == "Narrative" and name == "div":
        return Element(name, Kind.XHTML, False, None)
    if hasattr(inner, "get_model_klass"):
        model: type = inner.get_model_klass()
        return Element(name, Kind.RESOURCE if model.__name__ == "Resource" else Kind.COMPLEX, repeats, model)
    simple = {bool: Kind.BOOLEAN, int: Kind.INTEGER, Decimal: Kind.DECIMAL, float: Kind.DECIMAL}
    return Element(name, simple.get(inner, Kind.TEXT), repeats, None)


def _unwrapped(annotation: Any) -> tuple[Any, bool]:
    """Return the type within `Optional`, `List` and `Annotated`, and whether a list stands around it."""
    repeats = False
    while True:
        origin = typing.get_origin(annotation)
        if origin in (list, tuple):
            repeats = True
            annotation = typing.get_args(annotation)[0]
        elif origin in (typing.Union, types.UnionType):
            annotation = next(one for one in typing.get_args(annotation) if one is not type(None))
        elif origin is typing.Annotated:
            annotation = typing.get_args(annotation)[0]
        else:
            return annotation, repeats
