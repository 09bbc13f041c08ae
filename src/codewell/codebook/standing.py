"""How a code stands on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from codewell.codebook.provenance import Origin
from codewell.kernel.codes import Code


class Standing(Enum):
    """How a known code stands on a day of service."""

    IN_FORCE = "in_force"
    NOT_YET = "not_yet_in_force"
    NO_LONGER = "no_longer_in_force"
    NOT_LOADED = "not_loaded"
    """No release on this machine answers for that day; what is shown comes from the nearest one and says so."""


@dataclass(frozen=True, slots=True)
class CodeStanding:
    """The short answer about a code on a day: what a loop over many codes needs.

    Args:
        code: the code.
        on: the day asked about.
        standing: how it stands.
        billable: valid for submission; None where the system has no headers.
        display: the best words for one line.
        origin: the release that answers; None where none does.
    """

    code: Code
    on: date
    standing: Standing
    billable: bool | None
    display: str
    origin: Origin | None
