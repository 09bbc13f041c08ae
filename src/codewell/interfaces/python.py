"""Codewell as a Python program calls it: `from codewell import redact`."""

from __future__ import annotations

from pathlib import Path

from codewell.interfaces.policies import chosen_policy
from codewell.kernel.text import ClinicalText
from codewell.phi.policy import Policy
from codewell.phi.redaction import RedactedText
from codewell.tasks.redact_note import RedactionRequest, redact_note

__all__ = ["Policy", "RedactedText", "redact"]


def redact(
    text: str,
    policy: str | Path | Policy = "tags",
    *,
    secret: bytes | None = None,
    patient: str | None = None,
    verify: bool = False,
) -> RedactedText:
    """Return a text without the 18 Safe Harbor identifiers.

    Args:
        text: the note as received.
        policy: name of a policy that comes with Codewell, the path of a TOML file, or a policy.
        secret: 16 or more random bytes, for policies that make surrogates.
        patient: whose note it is, so that surrogates and shift of dates agree between notes; None for this note alone.
        verify: whether a second pass by other means must let it through.

    Returns:
        The text as `.text`, what was taken out as `.found`, and the map of offsets as `.segments`.

    Raises:
        InputError: there is no such policy, or it needs a secret.
        ConfigurationError: the policy's file is no policy.
        PhiBoundaryError: the second pass did not let it through.
    """
    chosen = policy if isinstance(policy, Policy) else chosen_policy(policy)
    return redact_note(RedactionRequest(ClinicalText(text), chosen, secret, patient, verify)).redacted
