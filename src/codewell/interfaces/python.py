"""Codewell as a Python program calls it: `from codewell import redact`."""

from __future__ import annotations

from pathlib import Path

from codewell.interfaces.policies import chosen_policy
from codewell.kernel.errors import InputError
from codewell.kernel.text import ClinicalText
from codewell.phi.finding import Engine
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
    engine: str = "full",
) -> RedactedText:
    """Return a text without the 18 Safe Harbor identifiers.

    Args:
        text: the note as received.
        policy: name of a policy that comes with Codewell, the path of a TOML file, or a policy.
        secret: 16 or more random bytes, for policies that make surrogates.
        patient: whose note it is, so that surrogates and shift of dates agree between notes; None for this note alone.
        verify: whether a second pass by other means must let it through.
        engine: "full", or "rules" for rules and lists without the learned tagger.

    Returns:
        The text as `.text`, what was taken out as `.found`, and the map of offsets as `.segments`.

    Raises:
        InputError: there is no such policy or engine, or the policy needs a secret.
        ConfigurationError: the policy's file is no policy.
        PhiBoundaryError: the second pass did not let it through.
    """
    chosen = policy if isinstance(policy, Policy) else chosen_policy(policy)
    request = RedactionRequest(ClinicalText(text), chosen, secret, patient, verify, engine=_engine(engine))
    return redact_note(request).redacted


def _engine(named: str) -> Engine:
    try:
        return Engine(named)
    except ValueError:
        raise InputError(f"There is no engine {named[:20]!r}.", next_step="Use full or rules.", slug="input.no-engine") from None
