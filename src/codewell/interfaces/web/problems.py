"""Errors as a program reads them (RFC 9457 problem+json) and as a page says them."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from fastapi.responses import JSONResponse

from codewell.accounts.allowances import Allowance, QuotaUsedUpError
from codewell.interfaces.fhir.outcomes import outcome_of_status
from codewell.interfaces.outcomes import DEFECT, outcome_of
from codewell.interfaces.web.pace import TooFastError
from codewell.kernel.errors import CodewellError, ConfigurationError, OutOfReachError, SignInNeededError, UsedUpError

_LOG = logging.getLogger(__name__)
_AGAIN_SOON = (
    "Nothing was confirmed. Send it again in {seconds} seconds; "
    "where it changed something, look first whether the change is there."
)
_FOR_THE_OWNER = "Nothing of the request was kept. Whoever runs the service finds the reason in its log; `codewell doctor` helps."


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong, for either kind of reader.

    Args:
        status: of HTTP.
        slug: stable id of the case.
        title: the family in words.
        detail: this case in words, with what to do next.
        suggestions: codes that the reader may have meant.
        headers: that go with the answer.
    """

    status: int
    slug: str
    title: str
    detail: str
    suggestions: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> JSONResponse:
        """Return the answer of the API."""
        body: dict[str, object] = {
            "type": f"urn:codewell:{self.slug}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "slug": self.slug,
        }
        if self.suggestions:
            body["suggestions"] = list(self.suggestions)
        return JSONResponse(body, self.status, dict(self.headers), media_type="application/problem+json")

    def as_operation_outcome(self) -> JSONResponse:
        """Return the answer of the FHIR service."""
        told = outcome_of_status(self.status, self.detail, self.slug)
        return JSONResponse(told, self.status, dict(self.headers), media_type="application/fhir+json")


TOO_LARGE = Problem(413, "input.too-large", "That is too large.", "Send at most one million characters; split a longer document.")
BUSY = Problem(
    503,
    "service.busy",
    "Too much is being read at once.",
    "Other documents are still being read; send it again in a minute.",
    headers={"Retry-After": "60"},
)
DEFECTIVE = Problem(
    DEFECT.http_status,
    "codewell.defect",
    DEFECT.sentence,
    "Nothing of the request was kept. `codewell doctor` checks the installation.",
)


def problem_of(error: CodewellError) -> Problem:
    """Return an error of Codewell as a problem.

    What is wrong with the server names its folders and settings, which are for the log and not for whoever asks.
    """
    outcome = outcome_of(error)
    if isinstance(error, OutOfReachError):
        _LOG.error("%s: %s", error.slug, error)
        told = _AGAIN_SOON.format(seconds=error.retry_after)
        return Problem(outcome.http_status, error.slug, outcome.sentence, told, headers={"Retry-After": str(error.retry_after)})
    if isinstance(error, ConfigurationError):
        _LOG.error("%s: %s", error.slug, error)
        return Problem(outcome.http_status, error.slug, outcome.sentence, _FOR_THE_OWNER)
    suggestions: tuple[str, ...] = getattr(error, "suggestions", ())
    return Problem(outcome.http_status, error.slug, outcome.sentence, str(error), suggestions, headers_of(error))


def headers_of(error: CodewellError) -> dict[str, str]:
    """Return what goes with the answer that tells of an error: when to ask again, how to say who asks."""
    if isinstance(error, SignInNeededError):
        wrong = ', error="invalid_token"' if error.slug == "access.api-key" else ""
        return {"WWW-Authenticate": f'Bearer realm="codewell"{wrong}'}
    if not isinstance(error, UsedUpError):
        return {}
    headers = {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
    if isinstance(error, TooFastError):
        return headers | error.pace.headers
    return headers | quota_headers(error.allowance) if isinstance(error, QuotaUsedUpError) else headers


def quota_headers(allowance: Allowance) -> dict[str, str]:
    """Return how many of what a plan gives are left, as draft-ietf-httpapi-ratelimit-headers-10 writes it."""
    name = allowance.meter.value
    return {
        "RateLimit-Policy": f'"{name}";q={allowance.allowed};w={allowance.seconds}',
        "RateLimit": f'"{name}";r={allowance.left};t={allowance.seconds_left}',
    }


def problem_of_status(status: int) -> Problem:
    """Return what a route's own refusal means: no such address, no such method."""
    if status == 404:
        return Problem(
            404, "input.no-such-address", "There is no such page.", "Search for a code or words, or go back to the start."
        )
    if status == 405:
        return Problem(
            405, "input.no-such-method", "That address does not take this request.", "Go back to the page and try again."
        )
    return Problem(
        status, "input.invalid", "The request cannot be answered as it is written.", "Go back to the page and try again."
    )
