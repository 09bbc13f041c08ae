"""Earlier claims of the patients of a file: kept in memory for one run, joined by a digest of the patient's number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import BinaryIO

from codewell.claims.issue import Issue
from codewell.kernel.claims import Claim, EarlierLine, Position
from codewell.kernel.errors import InputError
from codewell.tasks.read_claims import Read, open_claims, read_claims

MOST_LINES = 5_000_000
"""Lines of earlier claims that are held; about 1 KB each."""


class ClaimHistory:
    """Earlier lines by patient.

    Args:
        claims: earlier claims; those without a patient's number are passed over.

    Raises:
        InputError: there are more lines than `MOST_LINES`.
    """

    def __init__(self, claims: Iterable[Claim]) -> None:
        self._lines: dict[str, list[EarlierLine]] = defaultdict(list)
        count = 0
        for claim in claims:
            if not claim.patient.key:
                continue
            for line in claim.lines:
                earlier = EarlierLine(claim.id, line, claim.place_of(line), claim.renderer_of(line))
                self._lines[claim.patient.key].append(earlier)
            count += len(claim.lines)
            if count > MOST_LINES:
                raise InputError(
                    f"The file of earlier claims holds more than {MOST_LINES:,} lines.",
                    next_step="Give the earlier claims of these patients alone.",
                    slug="claims.history-too-large",
                )

    def __bool__(self) -> bool:
        return bool(self._lines)

    def joined(self, claim: Claim) -> Claim:
        """Return the claim with its patient's earlier lines; those of a claim of the same number are not earlier."""
        if not claim.patient.key:
            return claim
        earlier = tuple(one for one in self._lines.get(claim.patient.key, ()) if one.claim != claim.id)
        return replace(claim, earlier=earlier)


def read_history(stream: BinaryIO, payer: str) -> ClaimHistory:
    """Read a file of earlier claims, in any form in which claims are read.

    Raises:
        InputError: it holds no claim with a patient's number.
    """
    history = ClaimHistory(one for one in read_claims(open_claims(stream), payer) if isinstance(one, Claim))
    if not history:
        raise InputError(
            "The file of earlier claims holds no claim with a patient's number.",
            next_step="Give it in the column `patient` (JSON: patient.id; 837: NM109 of the subscriber or patient).",
            slug="claims.no-history",
        )
    return history


def with_history(read: Iterable[Read], history: ClaimHistory) -> Iterator[Read]:
    """Yield what is read, claims joined with their patient's earlier lines; say once where a claim names no patient."""
    said = False
    for one in read:
        if isinstance(one, Claim):
            if not one.patient.key and not said:
                said = True
                message = "A claim names no patient's number; such claims are not compared with earlier ones."
                yield Issue("claims.no-patient-number", message, one.position or Position(), one.id)
            one = history.joined(one)
        yield one
