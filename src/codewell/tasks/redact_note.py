"""Take the identifiers out of a note, or say where they lie."""

from __future__ import annotations

from dataclasses import dataclass

from codewell.kernel.errors import InputError
from codewell.kernel.text import ClinicalText
from codewell.phi.finding import Engine, find_identifiers
from codewell.phi.phi_types import Found
from codewell.phi.policy import POLICIES, Policy, policy_named
from codewell.phi.redaction import RedactedText, redact
from codewell.phi.report import RedactionReport, report_of
from codewell.phi.verification import Verification
from codewell.tasks.second_pass import PartSeen, Written, looked_over, refuse_unless_passed

__all__ = ["POLICIES", "RedactedNote", "RedactionRequest", "find_in_note", "redact_note"]

LONGEST_DOCUMENT = 100_000_000
"""Characters; more is refused before it is read."""


@dataclass(frozen=True, slots=True)
class RedactionRequest:
    """A note to redact.

    Args:
        text: the note as received.
        policy: a policy, or the name of one that comes with Codewell.
        secret: key of surrogates; None where the policy makes none.
        patient: whose note it is; None for this note alone.
        verify: whether a second pass must let it through.
        extra: identifiers that a person pointed out.
        keep: findings that a person looked at and let stand.
        engine: whether the learned tagger helps the rules.
    """

    text: ClinicalText
    policy: str | Policy = "tags"
    secret: bytes | None = None
    patient: str | None = None
    verify: bool = False
    extra: tuple[Found, ...] = ()
    keep: tuple[Found, ...] = ()
    engine: Engine = Engine.FULL


@dataclass(frozen=True, slots=True)
class RedactedNote:
    """A note without identifiers, with its audit.

    Args:
        redacted: the text.
        report: what was taken out, without text.
        verification: what the second pass said; None where none was asked for.
    """

    redacted: RedactedText
    report: RedactionReport
    verification: Verification | None = None


def redact_note(request: RedactionRequest) -> RedactedNote:
    """Return the note without its identifiers.

    Raises:
        InputError: there is no such policy, it needs a secret, or the note is too long or holds no text.
        PhiBoundaryError: the second pass was asked for and did not let it through.
    """
    _check(request.text)
    policy = policy_named(request.policy) if isinstance(request.policy, str) else request.policy
    redacted = redact(
        request.text,
        policy,
        secret=request.secret,
        patient=request.patient,
        find=lambda text: find_identifiers(text, request.engine),
        extra=request.extra,
        keep=request.keep,
    )
    verification = None
    if request.verify:
        content = redacted.text.encode("utf-8", "surrogatepass")
        verification = refuse_unless_passed(looked_over([PartSeen(0, request.text, redacted)], Written(content), policy))
    return RedactedNote(redacted, report_of(redacted), verification)


def find_in_note(text: ClinicalText, engine: Engine = Engine.FULL) -> tuple[Found, ...]:
    """Return where the identifiers of a note lie, in order.

    Raises:
        InputError: the note is too long.
    """
    _check(text)
    return find_identifiers(text.reveal(), engine)


def _check(text: ClinicalText) -> None:
    if len(text) > LONGEST_DOCUMENT:
        raise InputError(
            f"The document has {len(text)} characters; at most {LONGEST_DOCUMENT} are read.",
            next_step="Split it into its notes.",
            slug="input.note-too-long",
        )
