"""Compare a code on two days, or two codes, each on its day: what differs, from the typed entries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from codewell.codebook.comparing import compare_entries
from codewell.codebook.comparison import ComparedSection, Days, RowKey, Stated, compared
from codewell.codebook.entry import CodeEntry
from codewell.codebook.provenance import Origin
from codewell.codebook.ptp_pairs import PtpNarrowing, ptp_pairs
from codewell.codebook.standing import Standing
from codewell.fees.payment import NotPriced, Payment, dollars
from codewell.fees.schedule import PlaceRate
from codewell.kernel.codes import Code, CodeSystem
from codewell.kernel.errors import InputError
from codewell.tasks.look_up_code import LookUp, LookUpRequest, look_up_code
from codewell.tasks.price_service import FeeRequest, price_service
from codewell.tasks.workplace import Workplace

_PROCEDURES = (CodeSystem.CPT, CodeSystem.HCPCS)
_PLACES = {PlaceRate.NONFACILITY: "non-facility", PlaceRate.FACILITY: "facility"}
_RELEASE = {0: "no modifier releases the pair", 1: "an NCCI-associated modifier releases the pair"}
"""Modifier indicators of edits that hold."""
_FEES_STAND_BEHIND = ("standing", "words", "place")


@dataclass(frozen=True, slots=True)
class CompareRequest:
    """What stands side by side.

    Args:
        first: a code as the person wrote it, its day and its system; no day asks about today.
        second: likewise.
        locality: Medicare locality of the fees, seven digits; empty for amounts before geographic adjustment.
    """

    first: LookUpRequest
    second: LookUpRequest
    locality: str = ""


@dataclass(frozen=True, slots=True)
class ComparedSide:
    """One of the two.

    Args:
        code: the code.
        on: the day that it is shown on.
        standing: how it stands on that day.
        statement: the standing in sentences.
        display: the best words for one line.
        origin: the release that answers.
        notices: about the day.
    """

    code: Code
    on: date
    standing: Standing
    statement: str
    display: str
    origin: Origin | None
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two codes, or two days of one, side by side.

    Args:
        first, second: the two.
        locality: of the fees; empty for amounts before geographic adjustment.
        differences: rows that differ, over all sections.
        sections: what each states, by subject.
    """

    first: ComparedSide
    second: ComparedSide
    locality: str
    differences: int
    sections: tuple[ComparedSection, ...]

    @property
    def of_one_code(self) -> bool:
        """Say whether both sides are one code."""
        return self.first.code == self.second.code


def compare_codes(workplace: Workplace, request: CompareRequest) -> Comparison:
    """Return what the code book, the PTP edits and the fee schedules state of two codes, or of one on two days.

    Of a text that can stand for several codes the likeliest is taken, for the second side one of the first side's system.

    Raises:
        InputError: a text is no code, the two are of procedures and of diagnoses, or the locality is none.
        UnknownCodeError: no loaded release holds one of the codes.
    """
    found = look_up_code(workplace, request.first)
    other = _second(workplace, request.second, found.likeliest.code.system)
    first, second = found.likeliest, other.likeliest
    if _is_procedure(first) != _is_procedure(second):
        raise InputError(
            f"{first.code} is {first.code.system.title} and {second.code} is {second.code.system.title}: too little compares.",
            next_step="Compare two procedure codes, or two diagnosis codes.",
            slug="input.not-comparable",
        )
    days = Days(first.on, second.on, lambda source, day: _answers(workplace, source, day))
    sections = list(compare_entries(first, second, days))
    behind = sum(section.id in _FEES_STAND_BEHIND for section in sections)
    sections[behind:behind] = [one for one in (_fees(workplace, first, second, request.locality, days),) if one]
    sections += [one for one in (_ptp(workplace, first, second, days),) if one]
    differing = sum(len(section.differing) for section in sections)
    return Comparison(_side(first, found), _side(second, other), request.locality, differing, tuple(sections))


def _second(workplace: Workplace, request: LookUpRequest, system: CodeSystem) -> LookUp:
    """Look the second code up; where it can be of the first one's system, it is meant so."""
    found = look_up_code(workplace, request)
    alike = [entry for entry in found.entries if entry.code.system is system]
    return LookUp(found.text, (alike[0],), found.notices) if alike else found


def _side(entry: CodeEntry, found: LookUp) -> ComparedSide:
    words = entry.descriptors.display
    return ComparedSide(entry.code, entry.on, entry.standing, entry.statement, words, entry.origin, found.notices)


def _is_procedure(entry: CodeEntry) -> bool:
    return entry.code.system in _PROCEDURES


def _answers(workplace: Workplace, source: str, day: date) -> bool:
    opened = workplace.shelf.in_force(source, day)
    return opened is not None and not opened.release.excerpt


def _fees(workplace: Workplace, first: CodeEntry, second: CodeEntry, locality: str, days: Days) -> ComparedSection | None:
    if not _is_procedure(first):
        return None
    return compared("fees", _amounts(workplace, first, locality), _amounts(workplace, second, locality), days)


def _amounts(workplace: Workplace, entry: CodeEntry, locality: str) -> dict[RowKey, Stated]:
    """Return what Medicare allows for a code on its day, by place; where there is no amount, the reason."""
    answer = price_service(workplace, FeeRequest(entry.code.value, entry.on, locality=locality))
    prices = (
        *((f"Physician fee schedule, {_PLACES[one.place]}", one.price) for one in answer.physician),
        ("Hospital outpatient (OPPS)", answer.hospital),
        ("Surgical center (ASC)", answer.surgical_center),
    )
    return {RowKey("fees.allowed", title): _amount(price) for title, price in prices}


def _amount(price: Payment | NotPriced) -> Stated:
    if isinstance(price, NotPriced):
        return Stated("none", holds_on_day=bool(price.releases), beside=price.reason)
    return Stated(dollars(price.amount), beside=", ".join(price.releases))


def _ptp(workplace: Workplace, first: CodeEntry, second: CodeEntry, days: Days) -> ComparedSection | None:
    if not _is_procedure(first):
        return None
    return compared("ptp", _edits(workplace, first), _edits(workplace, second), days)


def _edits(workplace: Workplace, entry: CodeEntry) -> dict[RowKey, Stated]:
    """Return the PTP edits of a code: partner, the code's own column and the setting make an edit, its indicator the value."""
    _, pairs = ptp_pairs(workplace.shelf, entry.code, entry.on, PtpNarrowing())
    return {
        RowKey(f"ptp.column_{pair.column}_of", pair.partner, pair.setting): Stated(
            str(pair.modifier_indicator), _RELEASE[pair.modifier_indicator], pair.origin, pair.holds_on_day, pair.label
        )
        for pair in pairs
    }
