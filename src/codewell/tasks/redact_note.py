"""Take the identifiers out of a note, or say where they lie."""

from __future__ import annotations

from dataclasses import dataclass

from codewell.kernel.errors import InputError
from codewell.kernel.text import ClinicalText
from codewell.phi.finding import find_identifiers
from codewell.phi.phi_types import Found
from codewell.phi.policy import POLICIES, Policy, policy_named
from codewell.phi.redaction import RedactedText, redact
from codewell.phi.report import RedactionReport, report_of

__all__ = ["POLICIES", "RedactedNote", "RedactionRequest", "find_in_note", "redact_note"]

LONGEST_DOCUMENT = 100_000_000
"""Characters; more is refused before it is read."""


@dataclass(frozen=True, slots=True)
class RedactionRequest:
    """A note to redact.

    Args:
        text: the note as received.
        policy: name of a policy that comes with Codewell.
        secret: key of surrogates; None where the policy makes none.
        patient: whose note it is; None for this note alone.
    """

    text: ClinicalText
    policy: str = "tags"
    secret: bytes | None = None
    patient: str | None = None


@dataclass(frozen=True, slots=True)
class RedactedNote:
    """A note without identifiers, with its audit.

    Args:
        redacted: the text.
        report: what was taken out, without text.
    """

    redacted: RedactedText
    report: RedactionReport


def redact_note(request: RedactionRequest) -> RedactedNote:
    """Return the note without its identifiers.

    Raises:
        InputError: there is no such policy, it needs a secret, or the note is too long or holds no text.
    """
    _check(request.text)
    policy: Policy = policy_named(request.policy)
    redacted = redact(request.text, policy, secret=request.secret, patient=request.patient)
    return RedactedNote(redacted, report_of(redacted))


def find_in_note(text: ClinicalText) -> tuple[Found, ...]:
    """Return where the identifiers of a note lie, in order.

    Raises:
        InputError: the note is too long.
    """
    _check(text)
    return find_identifiers(text.reveal())


def _check(text: ClinicalText) -> None:
    if len(text) > LONGEST_DOCUMENT:
        raise InputError(
            f"The document has {len(text)} characters; at most {LONGEST_DOCUMENT} are read.",
            next_step="Split it into its notes.",
            slug="input.note-too-long",
        )
