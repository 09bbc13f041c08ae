"""The tools of the service: an operation's name to what does it, loaded when it is first asked for."""

from __future__ import annotations

from codewell.interfaces.fhir.exchange import FhirRequest, FhirResponse, Operation


def tool_of(request: FhirRequest) -> Operation | None:
    """Return the operation on notes, claims or records that an interaction names; None where it names none."""
    match request.path:
        case ("DocumentReference", "$code-note"):
            return _code_note
        case ("Claim", "$submit"):
            return _submit
        case ("$redact",) | (_, "$redact"):
            return _redact
    return None


def _code_note(request: FhirRequest) -> FhirResponse:
    from codewell.interfaces.fhir.clinical.code_note_operation import code_note_operation

    return code_note_operation(request)


def _submit(request: FhirRequest) -> FhirResponse:
    from codewell.interfaces.fhir.clinical.submit_operation import submit_operation

    return submit_operation(request)


def _redact(request: FhirRequest) -> FhirResponse:
    from codewell.interfaces.fhir.clinical.redact_operation import redact_operation

    return redact_operation(request)
