"""List the PTP edits that a code stands in on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from codewell.codebook.origins import absence, answering
from codewell.codebook.provenance import Absence
from codewell.codebook.ptp_pairs import SETTINGS, PtpCount, PtpNarrowing, PtpPair, ptp_counts, ptp_pairs
from codewell.kernel.codes import Code
from codewell.kernel.errors import InputError
from codewell.tasks.look_up_code import LookUpRequest, look_up_code
from codewell.tasks.price_service import procedure_code
from codewell.tasks.workplace import Workplace

PAIRS_ON_A_PAGE = 25
_EVERY_EDIT = PtpNarrowing()
_LAST_PAGE = 100_000


@dataclass(frozen=True, slots=True)
class PtpOfCodeRequest:
    """Which edits of which code are wanted.

    Args:
        code: as the person wrote it.
        on: day of service; None where the person named none.
        narrowing: which of its edits.
        page: 1 for the first.
        a_page: edits on a page.
    """

    code: str
    on: date | None = None
    narrowing: PtpNarrowing = _EVERY_EDIT
    page: int = 1
    a_page: int = PAIRS_ON_A_PAGE


@dataclass(frozen=True, slots=True)
class PtpOfCode:
    """A page of a code's edits.

    Args:
        code: whose.
        on: the day they hold on.
        counts: of all its edits, whatever was asked for.
        narrowing: what was asked for.
        total: how many edits that are.
        page, pages: of them.
        pairs: those of the page.
        excerpts: settings of which only a part of the table is loaded, so that a missing pair proves nothing.
        absences: settings without a release for the day, each with the command that loads one.
    """

    code: Code
    on: date
    counts: tuple[PtpCount, ...]
    narrowing: PtpNarrowing
    total: int
    page: int
    pages: int
    pairs: tuple[PtpPair, ...]
    excerpts: tuple[str, ...]
    absences: tuple[Absence, ...]

    @property
    def all(self) -> int:
        """How many edits the code stands in altogether."""
        return sum(one.count for one in self.counts)


def ptp_of_code(workplace: Workplace, request: PtpOfCodeRequest) -> PtpOfCode:
    """Return a page of the edits that hold on the day.

    Raises:
        InputError: it is no procedure code, the setting is none, or the beginning or the page is none.
        UnknownCodeError: no loaded release holds the code.
    """
    code = procedure_code(request.code)
    on = look_up_code(workplace, LookUpRequest(code.value, request.on, code.system)).likeliest.on
    return edits_of(workplace, code, on, request)


def edits_of(workplace: Workplace, code: Code, on: date, request: PtpOfCodeRequest) -> PtpOfCode:
    """Return a page of the edits of a code that is known, on the day that its page answers for.

    Raises:
        InputError: the setting is none, or the beginning or the page is none.
    """
    wanted = _checked(request.narrowing)
    if not 1 <= request.page <= _LAST_PAGE:
        raise InputError("There is no such page.", next_step="Pages begin with 1.", slug="input.page")
    shelf = workplace.shelf
    counts = ptp_counts(shelf, code, on)
    skip = (request.page - 1) * request.a_page
    total, pairs = ptp_pairs(shelf, code, on, wanted, skip=skip, most=request.a_page, counts=counts)
    found = {source: answering(shelf, source, on) for source in SETTINGS}
    absences = (absence(source, f"PTP edits, {SETTINGS[source]},", one, on) for source, one in found.items())
    return PtpOfCode(
        code,
        on,
        counts,
        wanted,
        total,
        request.page,
        max(1, -(-total // request.a_page)),
        pairs,
        tuple(SETTINGS[source] for source, one in found.items() if one.opened and one.opened.release.excerpt),
        tuple(one for one in absences if one is not None),
    )


def _checked(wanted: PtpNarrowing) -> PtpNarrowing:
    beginning = wanted.beginning.strip().upper()
    if beginning and not (beginning.isascii() and beginning.isalnum() and len(beginning) <= 5):
        raise InputError(
            "A partner is found by the beginning of its code.",
            next_step="Write up to five letters or digits, as in 7700.",
            slug="input.ptp-partner",
        )
    if wanted.setting and wanted.setting not in SETTINGS.values():
        known = ", ".join(SETTINGS.values())
        raise InputError("There is no such setting.", next_step=f"Known settings: {known}.", slug="input.unknown-setting")
    return PtpNarrowing(wanted.setting, wanted.column, wanted.modifier_indicator, beginning)
