"""Findings of the engine as issues, and answers as Parameters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from codewell.interfaces.fhir.exchange import FhirFault, Issue, Resource
from codewell.terminology.problem import Finding, TerminologyProblem

ISSUE_KINDS = "http://hl7.org/fhir/tools/CodeSystem/tx-issue-type"
MESSAGE_ID = "http://hl7.org/fhir/StructureDefinition/operationoutcome-message-id"


def issue_of(finding: Finding) -> Issue:
    """Return a finding as an issue of the service."""
    return Issue(
        finding.code,
        finding.text,
        finding.severity,
        (ISSUE_KINDS, finding.kind) if finding.kind else None,
        (finding.path,) if finding.path else (),
        ({"url": MESSAGE_ID, "valueString": finding.message_id},),
    )


def fault_of(problem: TerminologyProblem) -> FhirFault:
    """Return what cannot be answered as a fault of the service."""
    return FhirFault(problem.status, issue_of(problem.finding))


def outcome_of(issues: Iterable[Issue]) -> Resource:
    """Return issues as an OperationOutcome; `expression` says where, as `location` is no longer meant to be used."""
    found = []
    for issue in issues:
        element: Resource = {"extension": list(issue.extensions)} if issue.extensions else {}
        element |= {"severity": issue.severity, "code": issue.code, "details": {"text": issue.text}}
        if issue.detail:
            system, code = issue.detail
            element["details"] = {"coding": [{"system": system, "code": code}], "text": issue.text}
        if issue.expression:
            element["location"] = list(issue.expression)
            element["expression"] = list(issue.expression)
        found.append(element)
    return {"resourceType": "OperationOutcome", "issue": found}


def parameter(name: str, kind: str, value: Any) -> Resource:
    """Return one parameter, such as ("result", "Boolean", True)."""
    return {"name": name, f"value{kind}": value}


def parameters(*entries: Resource | None) -> Resource:
    """Return a Parameters resource of those entries that are not None."""
    return {"resourceType": "Parameters", "parameter": [entry for entry in entries if entry is not None]}
