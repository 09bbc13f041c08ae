"""What an operation was given: parameters of a Parameters resource or of the address."""

from __future__ import annotations

from datetime import date
from typing import Any

from codewell.interfaces.fhir.exchange import FhirFault, FhirRequest, Issue, Resource
from codewell.interfaces.fhir.json_bodies import see_resource


class Asked:
    """The parameters of a request; those of its body go before those of its address.

    Args:
        request: as it came.
        name: of the parameter that holds the resource which the operation is about.
    """

    def __init__(self, request: FhirRequest, name: str) -> None:
        body = request.body
        if request.method != "POST" or body is None:
            raise FhirFault(400, Issue("required", "Send the resource as the body, by POST."))
        self._query = dict(request.query)
        self._held = _parameters(body)
        own = next((one for one in self._held if one.get("name") == name), None)
        if own is None:
            self._held = []
        inner = body if own is None else own.get("resource")
        if not isinstance(inner, dict):
            place = f"Parameters.parameter.where(name='{name}').resource"
            raise FhirFault(400, Issue("required", "The parameter holds no resource.", expression=(place,)))
        self.resource: Resource = see_resource(inner)
        """What the operation is about."""

    def text(self, name: str) -> str:
        """Return a parameter as text; empty where it is not given."""
        for one in self._held:
            if one.get("name") == name:
                value = next((value for key, value in one.items() if key.startswith("value")), "")
                return ("true" if value else "false") if isinstance(value, bool) else value if isinstance(value, str) else ""
        return self._query.get(name, "")

    def flag(self, name: str) -> bool:
        """Say whether a parameter is true."""
        return self.text(name) == "true"

    def day(self, name: str) -> date | None:
        """Return a parameter that is a day; None where it is not given.

        Raises:
            FhirFault: it is no day.
        """
        written = self.text(name)
        if not written:
            return None
        found = day_of(written)
        if found is None:
            raise FhirFault(400, Issue("value", f"The parameter {name} is a day, YYYY-MM-DD."))
        return found


def day_of(written: object) -> date | None:
    """Return the day that a date or an instant begins with; None for a year or a month alone, and for what is none."""
    try:
        return date.fromisoformat(written[:10]) if isinstance(written, str) and len(written) >= 10 else None
    except ValueError:
        return None


def several(resource: Resource, name: str) -> list[dict[str, Any]]:
    """Return the objects of a repeating element."""
    found = resource.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def one(resource: Resource, name: str) -> dict[str, Any]:
    """Return an element that is an object; an empty one where it is not there."""
    found = resource.get(name)
    return found if isinstance(found, dict) else {}


def _parameters(body: Resource) -> list[dict[str, Any]]:
    return several(body, "parameter") if body.get("resourceType") == "Parameters" else []
