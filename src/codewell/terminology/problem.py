"""What a terminology operation finds wrong, in the terms of FHIR's OperationOutcome."""

from __future__ import annotations

from dataclasses import dataclass, replace

_UNSAID = frozenset(
    {
        "CODE_CASE_DIFFERENCE",
        "CONCEPT_DEPRECATED_IN_VALUESET",
        "INACTIVE_DISPLAY_FOUND",
        "MSG_DEPRECATED",
        "MSG_DRAFT",
        "MSG_EXPERIMENTAL",
        "MSG_WITHDRAWN",
        "UNKNOWN_CODE_IN_FRAGMENT",
        "VALUESET_VALUE_MISMATCH_DEFAULT",
    }
)
"""Remarks that change nothing about the verdict, so its one-line message leaves them out."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One issue.

    Args:
        message_id: stable name of the message.
        text: the message.
        code: of http://hl7.org/fhir/issue-type.
        kind: of the code system tx-issue-type; empty for none.
        severity: error, warning or information.
        path: FHIRPath of what it concerns in the request; empty for none.
    """

    message_id: str
    text: str
    code: str
    kind: str = ""
    severity: str = "error"
    path: str = ""

    @property
    def is_error(self) -> bool:
        """Whether it makes the answer false."""
        return self.severity == "error"

    @property
    def is_said(self) -> bool:
        """Whether the message of the verdict repeats it."""
        return self.message_id not in _UNSAID and self.kind != "this-code-not-in-vs"

    def as_warning(self) -> Finding:
        """Return the same issue where it does not make the answer false."""
        return replace(self, severity="warning")


class TerminologyProblem(Exception):
    """The question cannot be answered.

    Args:
        status: HTTP status that suits it, 4xx.
        finding: why.
    """

    def __init__(self, status: int, finding: Finding) -> None:
        super().__init__(finding.message_id)
        self.status = status
        self.finding = finding
