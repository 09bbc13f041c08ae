"""Look over a redacted document a second time, and refuse it where that tells of something."""

from __future__ import annotations

from collections.abc import Sequence

from codewell.kernel.errors import PhiBoundaryError
from codewell.kernel.text import ClinicalText
from codewell.phi.policy import Policy
from codewell.phi.redaction import RedactedText
from codewell.phi.verification import Verification, verify

_MOST_NAMED = 5


def looked_over(parts: Sequence[tuple[ClinicalText, RedactedText]], content: bytes, policy: Policy) -> Verification:
    """Return what the second pass says of a redacted document.

    Args:
        parts: each part as received, and without identifiers.
        content: the bytes that are about to be written.
        policy: what it lets stand is no fault.
    """
    values = [
        text.reveal()[one.start : one.end]
        for text, redacted in parts
        for one in redacted.found
        if one.start < one.end <= len(text)
    ]
    return verify([redacted for _, redacted in parts], values, content, policy)


def refuse_unless_passed(verification: Verification) -> Verification:
    """Return the verification where the document may be written.

    Raises:
        PhiBoundaryError: it may not; the message names rules and offsets, never text.
    """
    if verification.passed:
        return verification
    failing = [one for one in verification.suspects if one.fails]
    places = [f"{one.rule} at characters {one.from_start}-{one.from_end}" for one in failing[:_MOST_NAMED]]
    if len(failing) > _MOST_NAMED:
        places.append(f"{len(failing) - _MOST_NAMED} more")
    places += [f"a value that was taken out stands in the output as {encoding}" for encoding in verification.leaked]
    raise PhiBoundaryError(
        f"The second pass did not let the document through ({'; '.join(places)}). Nothing was written.",
        next_step="Decide on these places at /redact of `codewell serve`, or give --keep or --take with their offsets.",
        slug="phi.not-verified",
    )
