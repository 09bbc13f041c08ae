"""What an operation of the FHIR service is asked and answers, free of HTTP and of the syntax of bodies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from codewell.tasks.workplace import Workplace

Resource = dict[str, Any]
"""A FHIR resource as JSON reads it; XML is translated to the same form before an operation sees it, and back after."""


class FhirVersion(Enum):
    """Release of FHIR whose shapes the caller reads."""

    R4 = "4.0"
    R5 = "5.0"


@dataclass(frozen=True, slots=True)
class FhirRequest:
    """One interaction, out of a request or out of an entry of a Bundle.

    Args:
        method: "GET" or "POST".
        path: segments below the service's base address, as ("CodeSystem", "$lookup") or ("ValueSet", "id", "$expand").
        query: parameters of the address in their order, decoded.
        body: the resource that was sent, None where none was.
        workplace: over the releases that the caller may read.
        base: address of the service, without a slash at its end.
        version: shapes to answer in.
        headers: names in lower case; no credentials among them.
    """

    method: str
    path: tuple[str, ...]
    query: tuple[tuple[str, str], ...]
    body: Resource | None
    workplace: Workplace
    base: str
    version: FhirVersion = FhirVersion.R4
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FhirResponse:
    """What an interaction answers.

    Args:
        resource: the answer, an OperationOutcome where it failed.
        status: HTTP status.
        headers: further headers, such as `Last-Modified`.
    """

    resource: Resource
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue of an OperationOutcome.

    Args:
        code: of http://hl7.org/fhir/issue-type, such as "not-found" or "code-invalid".
        text: what is wrong, in words; never text of a note.
        severity: fatal, error, warning or information.
        detail: (system, code) of `details.coding`, such as the tx-issue-type "not-found"; None for none.
        expression: FHIRPath of what it concerns; empty for none.
        extensions: of the issue, as FHIR has them.
    """

    code: str
    text: str
    severity: str = "error"
    detail: tuple[str, str] | None = None
    expression: tuple[str, ...] = ()
    extensions: tuple[Resource, ...] = ()


class FhirFault(Exception):
    """An interaction that is answered by an OperationOutcome.

    Args:
        status: HTTP status, 4xx; 501 where the service does not do it.
        issues: at least one.
    """

    def __init__(self, status: int, *issues: Issue) -> None:
        super().__init__(issues[0].code)
        self.status = status
        self.issues = issues


Operation = Callable[[FhirRequest], FhirResponse]
"""Answers an interaction; raises `FhirFault` or one of our errors, which the service makes OperationOutcomes."""
