"""Check claims: what would be denied, why, by which release, and what would mend it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from codewell.edits.checking import CheckedClaim, ClaimChecker
from codewell.edits.reference import Missing, PtpEdit
from codewell.kernel.claims import Claim, Setting
from codewell.tasks.claim_reference import ShelfClaimReference
from codewell.tasks.ptp_table import ShelfPtpTable
from codewell.tasks.workplace import Workplace


def check_claims(workplace: Workplace, claims: Iterable[Claim]) -> Iterator[CheckedClaim]:
    """Yield each claim with its findings, in order; memory holds one batch.

    Raises:
        InputError: a claim's payer has no profile.
    """
    return ClaimChecker(ShelfClaimReference(workplace.shelf)).check_all(claims)


@dataclass(frozen=True, slots=True)
class PtpAnswer:
    """What the PTP edits say of two codes on a day.

    Args:
        on: day of service.
        setting: whose table answers.
        edits: edits that hold, in either order of the codes.
        others: edits of the two codes that do not hold on the day: ended, not begun, or deleted on their first day (9).
        release: title of the release that answers; empty where none does.
        whole: False where only an excerpt is loaded, in which absence proves nothing.
        missing: why no release answers; empty where one does.
    """

    on: date
    setting: Setting
    edits: tuple[PtpEdit, ...]
    release: str
    whole: bool
    missing: str
    others: tuple[PtpEdit, ...] = ()


def look_up_ptp(workplace: Workplace, first: str, second: str, on: date, setting: Setting) -> PtpAnswer:
    """Return the PTP edits between two codes, whichever of them is column 1."""
    table = ShelfClaimReference(workplace.shelf).ptp(setting, on)
    if isinstance(table, Missing):
        return PtpAnswer(on, setting, (), "", False, table.reason)
    assert isinstance(table, ShelfPtpTable)
    pairs = ((first, second), (second, first))
    edits = tuple(edit for a, b in pairs if (edit := table.edit_on(a, b, on)) is not None)
    others = tuple(edit for a, b in pairs for edit in table.edits_ever(a, b) if edit not in edits)
    return PtpAnswer(on, setting, edits, table.release, table.whole, "", others)
