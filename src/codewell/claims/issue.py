"""What a reader says of a file besides its claims."""

from __future__ import annotations

from dataclasses import dataclass

from codewell.kernel.claims import Position


@dataclass(frozen=True, slots=True)
class Issue:
    """Something in a file that is not as the standard has it; what could be read around it was read.

    Args:
        slug: stable id, `x12.segment-count`.
        message: one sentence: expected and found, without names, numbers of people or other text of the claim.
        position: where.
        claim: id of the claim that it concerns; empty where the file or a transaction is meant.
        lost: True where a claim or a transaction could not be read because of it.
    """

    slug: str
    message: str
    position: Position
    claim: str = ""
    lost: bool = False
