"""The parameters of an operation, out of a Parameters resource or of an address, as the operations ask for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from codewell.interfaces.fhir.exchange import FhirFault, FhirRequest, Issue, Resource

_ANSWERS = {"true": True, "false": False}


class Parameters:
    """What an operation was asked with; of a parameter that was given twice the first counts, where one is wanted.

    Args:
        entries: names with the parameter elements.
    """

    def __init__(self, entries: list[tuple[str, Resource]]) -> None:
        self.entries = entries

    @classmethod
    def of(cls, request: FhirRequest) -> Parameters:
        """Read a request.

        Raises:
            FhirFault: the body is no Parameters resource.
        """
        entries = [(name, {"name": name, "valueString": value}) for name, value in request.query if not name.startswith("_")]
        if request.body is not None:
            if request.body.get("resourceType") != "Parameters":
                raise refused("The body of an operation is a Parameters resource.", "structure")
            entries = [*parameters_of(request.body), *entries]
        return cls(entries)

    def all(self, name: str) -> Iterator[Resource]:
        """Return the elements of a name."""
        return (element for held, element in self.entries if held == name)

    def value(self, name: str) -> Any:
        """Return the value of a name, None where it is not given."""
        element = next(self.all(name), None)
        return value_of(element) if element is not None else None

    def text(self, name: str) -> str:
        """Return a text, empty where it is not given.

        Raises:
            FhirFault: it is something else.
        """
        return _text(name, self.value(name))

    def texts(self, name: str) -> tuple[str, ...]:
        """Return all texts of a name.

        Raises:
            FhirFault: one is something else.
        """
        return tuple(_text(name, value_of(element)) for element in self.all(name))

    def boolean(self, name: str) -> bool | None:
        """Return true or false, None where it is not given.

        Raises:
            FhirFault: it is something else.
        """
        value = self.value(name)
        if value is None or isinstance(value, bool):
            return value
        if not isinstance(value, str) or value not in _ANSWERS:
            raise refused(f"The parameter {name} is true or false.")
        return _ANSWERS[value]

    def whole(self, name: str) -> int | None:
        """Return a number that is not below zero, None where it is not given.

        Raises:
            FhirFault: it is something else.
        """
        value = self.value(name)
        if value is None:
            return None
        text = str(value)
        if isinstance(value, bool) or not (text.isascii() and text.isdigit()) or len(text) > 9:
            raise refused(f"The parameter {name} is a whole number that is not below zero.")
        return int(text)

    def element(self, name: str) -> Resource | None:
        """Return a complex value, None where it is not given.

        Raises:
            FhirFault: it is something else.
        """
        value = self.value(name)
        if value is not None and not isinstance(value, dict):
            raise refused(f"The parameter {name} does not have the type that the operation defines.")
        return value

    def resources(self, name: str) -> list[Resource]:
        """Return the resources of a name."""
        return [element["resource"] for element in self.all(name) if isinstance(element.get("resource"), dict)]

    def __contains__(self, name: str) -> bool:
        return next(self.all(name), None) is not None


def parameters_of(body: Resource) -> list[tuple[str, Resource]]:
    """Return names and elements of a Parameters resource.

    Raises:
        FhirFault: it does not have their form.
    """
    held = body.get("parameter", [])
    if not isinstance(held, list) or not all(isinstance(item, dict) and isinstance(item.get("name"), str) for item in held):
        raise refused("Parameters.parameter is a list of objects, each with a name.", "structure")
    return [(item["name"], item) for item in held]


def value_of(element: Resource) -> Any:
    """Return the value of a parameter, None where it has none."""
    return next((value for key, value in element.items() if key.startswith("value")), None)


def refused(text: str, code: str = "invalid", status: int = 400) -> FhirFault:
    """Return the fault of a request that is not as the operation has it."""
    return FhirFault(status, Issue(code, text))


def _text(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict | list):
        raise refused(f"The parameter {name} is a text.")
    return ("true" if value else "false") if isinstance(value, bool) else str(value)
