"""OperationOutcomes: how a refusal is told in FHIR; the words never hold text of a note."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import Final

from codewell.interfaces.fhir.exchange import FhirFault, FhirResponse, Issue, Resource
from codewell.interfaces.outcomes import outcome_of
from codewell.kernel.errors import (
    ChangedMeanwhileError,
    CodewellError,
    ConfigurationError,
    InputError,
    LicenceError,
    NotAllowedError,
    NotLoadedError,
    SignInNeededError,
    TooLargeError,
    UnknownCodeError,
    UnknownEntryError,
    UnknownRecordError,
    UsedUpError,
)

_LOG = logging.getLogger(__name__)
ERRORS = "https://github.com/codewell/codewell/fhir/CodeSystem/error"
"""Names the stable ids of Codewell's errors, which stand in `issue.details.coding`."""
_DEFECT = Issue("exception", "Codewell failed; this is a defect of the program. Nothing of the request was kept.", "fatal")
_NOT_INSTALLED = "configuration.extra"

FAMILIES: Final[tuple[tuple[type[CodewellError], str, int | None], ...]] = (
    (UnknownCodeError, "not-found", None),
    (UnknownEntryError, "not-found", None),
    (UnknownRecordError, "not-found", None),
    (ChangedMeanwhileError, "conflict", None),
    (TooLargeError, "too-long", None),
    (InputError, "invalid", None),
    # What is not loaded is, to a terminology client, not there; 503 would have it ask again and again.
    (NotLoadedError, "not-found", 404),
    (SignInNeededError, "login", None),
    (NotAllowedError, "forbidden", None),
    (LicenceError, "forbidden", None),
    (UsedUpError, "throttled", None),
)
"""Family -> code of http://hl7.org/fhir/issue-type, and HTTP status where it differs from /v1; special families first."""

_OF_STATUS: Final[Mapping[int, str]] = {
    400: "invalid", 401: "login", 403: "forbidden", 404: "not-found", 405: "not-supported", 406: "not-supported",
    409: "conflict", 413: "too-long", 415: "not-supported", 422: "invalid", 429: "throttled", 503: "transient",
}  # fmt: skip


def operation_outcome(issues: Iterable[Issue]) -> Resource:
    """Return an OperationOutcome of the issues."""
    return {"resourceType": "OperationOutcome", "issue": [_issue(one) for one in issues]}


def outcome_of_fault(fault: FhirFault) -> FhirResponse:
    """Return what tells of a fault."""
    return FhirResponse(operation_outcome(fault.issues), fault.status)


def outcome_of_error(error: CodewellError) -> FhirResponse:
    """Return what tells of one of our errors; what is wrong with the server itself is for its log."""
    for family, code, status in FAMILIES:
        if isinstance(error, family):
            issue = Issue(code, str(error), detail=(ERRORS, error.slug))
            return FhirResponse(operation_outcome((issue,)), status or outcome_of(error).http_status)
    if error.slug == _NOT_INSTALLED:
        return FhirResponse(operation_outcome((Issue("not-supported", str(error), detail=(ERRORS, error.slug)),)), 501)
    if isinstance(error, ConfigurationError):
        _LOG.error("%s: %s", error.slug, error)
    words = "The server cannot do this now; whoever runs it finds the reason in its log."
    issue = Issue("exception", words, "fatal", detail=(ERRORS, error.slug))
    return FhirResponse(operation_outcome((issue,)), outcome_of(error).http_status)


def outcome_of_defect(defect: Exception) -> FhirResponse:
    """Return what tells of a defect; its words may hold a note, so the log gets its kind and place alone."""
    trace = defect.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "unknown"
    _LOG.error("defect: %s at %s", type(defect).__name__, place)
    return FhirResponse(operation_outcome((_DEFECT,)), 500)


def outcome_of_status(status: int, text: str, slug: str) -> Resource:
    """Return what tells of a refusal of the web app itself, which has a status and words."""
    code = _OF_STATUS.get(status, "exception" if status >= 500 else "invalid")
    return operation_outcome((Issue(code, text, "fatal" if status == 500 else "error", detail=(ERRORS, slug)),))


def malformed_query() -> FhirFault:
    """Return the fault of an address or a form whose fields cannot be read."""
    return FhirFault(400, Issue("structure", "The parameters cannot be read: they are percent-encoded UTF-8, at most 500."))


def not_supported(text: str, status: int = 404) -> FhirFault:
    """Return the fault of what this service does not do."""
    return FhirFault(status, Issue("not-supported", text))


def _issue(issue: Issue) -> Resource:
    told: Resource = {"extension": list(issue.extensions)} if issue.extensions else {}
    told |= {"severity": issue.severity, "code": issue.code}
    details: Resource = {"text": issue.text}
    if issue.detail is not None:
        system, code = issue.detail
        details = {"coding": [{"system": system, "code": code}], **details}
    told["details"] = details
    if issue.expression:
        told["expression"] = list(issue.expression)
        told["location"] = list(issue.expression)
    return told
