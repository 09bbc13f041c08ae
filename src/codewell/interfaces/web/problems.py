"""Errors as a program reads them (RFC 9457 problem+json) and as a page says them."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi.responses import JSONResponse

from codewell.interfaces.outcomes import DEFECT, outcome_of
from codewell.kernel.errors import CodewellError


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong, for either kind of reader.

    Args:
        status: of HTTP.
        slug: stable id of the case.
        title: the family in words.
        detail: this case in words, with what to do next.
        suggestions: codes that the reader may have meant.
    """

    status: int
    slug: str
    title: str
    detail: str
    suggestions: tuple[str, ...] = ()

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
        return JSONResponse(body, self.status, media_type="application/problem+json")


TOO_LARGE = Problem(413, "input.too-large", "That is too large.", "Send at most one million characters; split a longer document.")
BUSY = Problem(
    503, "service.busy", "Too much is being read at once.", "Other documents are still being read; send it again in a minute."
)
DEFECTIVE = Problem(
    DEFECT.http_status,
    "codewell.defect",
    DEFECT.sentence,
    "Nothing of the request was kept. `codewell doctor` checks the installation.",
)


def problem_of(error: CodewellError) -> Problem:
    """Return an error of Codewell as a problem."""
    outcome = outcome_of(error)
    suggestions: tuple[str, ...] = getattr(error, "suggestions", ())
    return Problem(outcome.http_status, error.slug, outcome.sentence, str(error), suggestions)


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
