"""Rows of the fee schedule, its localities and its imaging cap, as the releases in force on a day hold them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from codewell.kernel.codes import Code
from codewell.kernel.errors import InputError
from codewell.releases.shelf import OpenRelease, Shelf


class Track(Enum):
    """Which conversion factor applies from 2026 on."""

    NON_QPP = "nonqpp"
    QPP = "qpp"
    """The clinician is a qualifying participant of an advanced alternative payment model."""


class PlaceRate(Enum):
    """Which practice expense is paid; the place of service decides (Medicare Claims Processing Manual, ch. 12, sec. 20.4.2)."""

    NONFACILITY = "nonfacility"
    FACILITY = "facility"


@dataclass(frozen=True, slots=True)
class FeeRow:
    """One row of the relative value file.

    Args:
        code, modifier: which; the modifier is 26, TC, 53 or empty.
        status: one letter.
        work, mp: RVUs.
        pe: RVUs of practice expense by place.
        not_applicable: places at which the service is not paid, or rarely.
        factor: conversion factor, US dollars.
        opps_pe, opps_mp: RVUs at the hospital outpatient rate, for the imaging cap; 0 where there is none.
        pctc, global_days, multiple, bilateral, assistant, co_surgeon, team: policy indicators.
        imaging_family: diagnostic imaging family, 99 for none.
        endoscopic_base: base code of the family; empty for none.
        preoperative, intraoperative, postoperative: parts of the global package, 0 to 1.
    """

    code: str
    modifier: str
    status: str
    work: Decimal
    pe: dict[PlaceRate, Decimal]
    mp: Decimal
    not_applicable: frozenset[PlaceRate]
    factor: Decimal
    opps_pe: dict[PlaceRate, Decimal]
    opps_mp: Decimal
    pctc: str
    global_days: str
    multiple: str
    bilateral: str
    assistant: str
    co_surgeon: str
    team: str
    imaging_family: str
    endoscopic_base: str
    preoperative: Decimal
    intraoperative: Decimal
    postoperative: Decimal


@dataclass(frozen=True, slots=True)
class Locality:
    """A Medicare payment locality and its indices.

    Args:
        mac: contractor, five digits; empty for the nation.
        number: two digits; empty for the nation.
        state: two letters.
        name: as published.
        work, pe, mp: geographic practice cost indices.
    """

    mac: str
    number: str
    state: str
    name: str
    work: Decimal
    pe: Decimal
    mp: Decimal


NATION = Locality("", "", "", "before geographic adjustment", Decimal(1), Decimal(1), Decimal(1))

_COLUMNS = (
    "code, modifier, status, work_rvu, nonfacility_pe_rvu, facility_pe_rvu, mp_rvu, nonfacility_na, facility_na, "
    "conversion_factor, opps_nonfacility_pe, opps_facility_pe, opps_mp, pctc, global_days, multiple_procedure, bilateral, "
    "assistant, co_surgeon, team, imaging_family, endoscopic_base, preoperative, intraoperative, postoperative"
)


class FeeSchedule:
    """The releases that answer on one day.

    Args:
        shelf: all releases.
        on: date of service.
        track: which conversion factor.
    """

    def __init__(self, shelf: Shelf, on: date, track: Track = Track.NON_QPP) -> None:
        self.on = on
        self._fees = shelf.in_force("mpfs-qpp" if track is Track.QPP and on.year >= 2026 else "mpfs", on)
        self._gpci = shelf.in_force("gpci", on)
        self._rows: dict[tuple[str, str], FeeRow | None] = {}

    @property
    def release(self) -> str:
        """Title of the relative value file in force; empty where none is loaded for the day."""
        return self._fees.release.title if self._fees else ""

    @property
    def gpci_release(self) -> str:
        """Title of the locality file in force; empty where none is loaded for the day."""
        return self._gpci.release.title if self._gpci else ""

    @property
    def is_excerpt(self) -> bool:
        """Say whether only a part of the relative value file is loaded, so that absence from it proves nothing."""
        return bool(self._fees and self._fees.release.excerpt)

    def row(self, code: Code, modifier: str = "") -> FeeRow | None:
        """Return the row of a code and modifier; None where the file has none."""
        key = (code.value, modifier)
        if key not in self._rows:
            self._rows[key] = self._read(*key)
        return self._rows[key]

    def _read(self, code: str, modifier: str) -> FeeRow | None:
        if self._fees is None:
            return None
        row = self._fees.database.one(f"SELECT {_COLUMNS} FROM fees WHERE code = ? AND modifier = ?", code, modifier)
        return _row(row) if row else None

    def locality(self, written: str) -> Locality:
        """Return a locality by its seven digits, contractor and number: `1320201` or `13202-01`.

        Raises:
            InputError: it is not written so, or the file has no such locality.
        """
        digits = "".join(letter for letter in written if letter.isdigit())
        if len(digits) != 7:
            raise InputError(
                f"{written[:20]!r} is no locality.",
                next_step="Write contractor and locality, as in 1320201; `codewell fee --localities` lists them.",
                slug="input.locality",
            )
        found = next((one for one in self.localities() if (one.mac, one.number) == (digits[:5], digits[5:])), None)
        if found is None:
            raise InputError(
                f"There is no locality {digits} in {self.gpci_release or 'any loaded GPCI file'} on {self.on}.",
                next_step="`codewell fee --localities` lists those of the day.",
                slug="input.locality",
            )
        return found

    def localities(self) -> list[Locality]:
        """Return every locality of the day, by state and name."""
        if self._gpci is None:
            return []
        return sorted(_localities(self._gpci), key=lambda one: (one.state, one.name))


def _localities(opened: OpenRelease) -> list[Locality]:
    rows = opened.database.all("SELECT mac, locality, state, name, work_gpci, pe_gpci, mp_gpci FROM localities")
    return [Locality(*row[:4], *(Decimal(index) for index in row[4:])) for row in rows]


def _row(row: tuple[object, ...]) -> FeeRow:
    texts = ["" if value is None else str(value).strip() for value in row]
    figures = {place: _figure(texts[index]) for place, index in ((PlaceRate.NONFACILITY, 4), (PlaceRate.FACILITY, 5))}
    capped = {place: _figure(texts[index]) for place, index in ((PlaceRate.NONFACILITY, 10), (PlaceRate.FACILITY, 11))}
    absent = frozenset(
        place for place, index in ((PlaceRate.NONFACILITY, 7), (PlaceRate.FACILITY, 8)) if texts[index] in ("1", "NA")
    )
    return FeeRow(
        code=texts[0],
        modifier=texts[1],
        status=texts[2],
        work=_figure(texts[3]),
        pe=figures,
        mp=_figure(texts[6]),
        not_applicable=absent,
        factor=_figure(texts[9]),
        opps_pe=capped,
        opps_mp=_figure(texts[12]),
        pctc=texts[13],
        global_days=texts[14],
        multiple=texts[15],
        bilateral=texts[16],
        assistant=texts[17],
        co_surgeon=texts[18],
        team=texts[19],
        imaging_family=texts[20],
        endoscopic_base=texts[21],
        preoperative=_figure(texts[22]),
        intraoperative=_figure(texts[23]),
        postoperative=_figure(texts[24]),
    )


def _figure(text: str) -> Decimal:
    return Decimal(text or 0)
