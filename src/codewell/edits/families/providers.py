"""Providers: identifiers that cannot be right."""

from __future__ import annotations

from collections.abc import Iterator

from codewell.edits.finding import Because, Found, Verdict
from codewell.edits.providers import is_npi
from codewell.edits.registry import Trigger, claim_edit
from codewell.edits.views import ClaimView
from codewell.kernel.claims import Provider

_RULE = "45 CFR 162.406 and 162.410; CMS, NPI check digit (Luhn formula with prefix 80840)"


@claim_edit("providers.npi-malformed", mends="Correct the NPI.", cites=_RULE, trigger=Trigger.ODD_PROVIDER)
def npi_malformed(claim: ClaimView) -> Iterator[Found]:
    """Deny a National Provider Identifier that is not ten digits beginning with 1 or 2, or whose check digit is wrong."""
    whole: list[tuple[str, Provider | None]] = [("billing", claim.claim.billing), ("rendering", claim.claim.rendering)]
    for role, provider in whole:
        if provider is not None and not is_npi(provider.npi):
            yield _found(role, provider.npi, ())
    for line in claim.claim.lines:
        if line.rendering is not None and not is_npi(line.rendering.npi):
            yield _found("rendering", line.rendering.npi, (line.number,))


def _found(role: str, npi: str, lines: tuple[int, ...]) -> Found:
    shown = npi[:20] or "missing"
    message = f"The {role} provider's NPI ({shown}) is not ten digits with a right check digit."
    return Found(Verdict.FAIL, message, (Because("npi", shown),), "Correct the NPI.", lines)
