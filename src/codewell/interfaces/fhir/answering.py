"""Which part of the service answers an interaction, and how what it cannot answer is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from codewell.accounts.roles import Permission
from codewell.interfaces.fhir.batch import batch
from codewell.interfaces.fhir.capability import metadata
from codewell.interfaces.fhir.exchange import FhirFault, FhirRequest, FhirResponse, Operation
from codewell.interfaces.fhir.outcomes import not_supported, outcome_of_defect, outcome_of_error, outcome_of_fault
from codewell.interfaces.fhir.parameters import see_parameters
from codewell.interfaces.fhir.subsets import subset_of
from codewell.kernel.errors import CodewellError

Door = Callable[[Permission], None]
"""Lets whoever asks do what needs a permission, or raises `NotAllowedError` or `SignInNeededError`."""
MOST_SEGMENTS: Final = 6


@dataclass(frozen=True, slots=True)
class Parts:
    """What the service is made of.

    Args:
        reads: answers what is read: terminology and definitions; None where an interaction is none of its own.
        tools: returns the operation of a tool that an interaction names; None where it names none.
    """

    reads: tuple[Callable[[FhirRequest], FhirResponse | None], ...]
    tools: Callable[[FhirRequest], Operation | None]


class Answering:
    """Answers interactions.

    Args:
        parts: of the service.
        door: of whoever asks.
    """

    def __init__(self, parts: Parts, door: Door) -> None:
        self._parts = parts
        self._door = door

    def answer(self, request: FhirRequest) -> FhirResponse:
        """Return the answer; a refusal is an OperationOutcome and never an exception."""
        return _told(self._whole, request)

    def _whole(self, request: FhirRequest) -> FhirResponse:
        return self._one(request) if request.path else batch(request, lambda entry: _told(self._one, entry))

    def _one(self, request: FhirRequest) -> FhirResponse:
        if len(request.path) > MOST_SEGMENTS:
            raise not_supported("There is no such address; /fhir/metadata lists what is here.")
        asked = _search_as_get(request)
        see_parameters(asked)
        answered = self._answered(asked)
        return replace(answered, resource=subset_of(answered.resource, asked.query))

    def _answered(self, asked: FhirRequest) -> FhirResponse:
        if asked.path == ("metadata",) and asked.method == "GET":
            return metadata(asked)
        tool = self._parts.tools(asked)
        if tool is not None:
            self._door(Permission.USE_TOOLS)
            return tool(asked)
        for part in self._parts.reads:
            answered = part(asked)
            if answered is not None:
                return answered
        raise _unknown(asked)


def _told(operation: Operation, request: FhirRequest) -> FhirResponse:
    try:
        return operation(request)
    except FhirFault as fault:
        return outcome_of_fault(fault)
    except CodewellError as error:
        return outcome_of_error(error)
    except Exception as defect:  # noqa: BLE001 - told without its words, which may hold a note; an entry must not cost the others
        return outcome_of_defect(defect)


def _search_as_get(request: FhirRequest) -> FhirRequest:
    """Return a search by POST as the same search by GET; its form's fields stand in the query already."""
    if request.method == "POST" and len(request.path) == 2 and request.path[1] == "_search":
        return replace(request, method="GET", path=request.path[:1], body=None)
    return request


def _unknown(asked: FhirRequest) -> FhirFault:
    named = next((one for one in asked.path if one.startswith("$")), "")
    if named:
        return not_supported("There is no such operation here; /fhir/metadata lists what is.")
    if asked.method == "POST":
        return not_supported("Nothing is stored here, so nothing can be created; /fhir/metadata lists the operations.", 405)
    return not_supported("There is no such resource here; /fhir/metadata lists what is.")
