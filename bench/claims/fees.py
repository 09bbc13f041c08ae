"""Compare worked-out fees with the amounts that CMS publishes by locality (OPPSCAP), row by row, to the cent.

    python bench/claims/fees.py ../shared/data

The published file holds the price of every capped imaging service in some localities, after the cap. The files are imported
into a folder that is thrown away. National amounts of all payable rows are worked out too and counted; the relative value file
publishes RVUs and factors, no amounts, so for those there is nothing to compare with.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from codewell.fees.payment import Payment
from codewell.fees.physician import Service, base_amount, cap_amount, price
from codewell.fees.schedule import FeeSchedule, Locality, PlaceRate
from codewell.kernel.clock import system_clock
from codewell.releases.shelf import Shelf
from codewell.tasks.import_release import ReleaseImport, import_release
from codewell.tasks.price_service import procedure_code

JANUARY_2024 = Decimal("32.7442")
"""The cap file of July 2024 was worked out with the factor that had ended on 8 March; RVU24C itself states 33.2875."""

PERIODS = (
    (date(2025, 10, 1), "PPRRVU2025_Oct.redacted.csv.gz", "GPCI2025.csv", "OPPSCAP_2025_Oct.csv.gz"),
    (date(2024, 7, 1), "pprrvu_rvu24c_jul.csv.gz", "gpci_rvu24c.csv.gz", "oppscap_rvu24c_jul.csv.gz"),
)


def main(data: Path) -> None:
    for day, fees, gpci, caps in PERIODS:
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            for source, name in (("mpfs", fees), ("gpci", gpci), ("opps-cap", caps)):
                import_release(
                    home, system_clock, ReleaseImport(source, (data / "mpfs" / name,), licence_accepted_by="measurement")
                )
            shelf = Shelf(home)
            report(day, shelf)


def report(day: date, shelf: Shelf) -> None:
    schedule = FeeSchedule(shelf, day)
    counts: Counter[str] = Counter()
    places = {(one.mac, one.number): one for one in schedule.localities()}
    by_state_number = {(one.mac[:3], one.number): one for one in schedule.localities()}
    opened = shelf.in_force("opps-cap", day)
    assert opened is not None
    for code, modifier, status, mac, number, facility, nonfacility in opened.database.all("SELECT * FROM caps"):
        locality = places.get((mac, number)) or by_state_number.get((mac[:3], number))
        if locality is None:
            counts["no such locality in GPCI"] += 2
            continue
        for place, published in ((PlaceRate.FACILITY, facility), (PlaceRate.NONFACILITY, nonfacility)):
            worked = amount(schedule, code, modifier, status, place, locality)
            if worked != Decimal(published) and (
                amount(schedule, code, modifier, status, place, locality, JANUARY_2024) == Decimal(published)
            ):
                counts[f"equal with the factor of January 2024, {JANUARY_2024}"] += 1
                continue
            counts[
                "equal to the cent" if worked == Decimal(published) else f"differs (status {status}, modifier {modifier or '-'})"
            ] += 1
    print(
        f"{opened.release.title}: {sum(counts.values()):,} published prices; "
        + "; ".join(f"{k} {v:,}" for k, v in counts.most_common())
    )
    national(schedule, shelf, day)


def amount(
    schedule: FeeSchedule, code: str, modifier: str, status: str, place: PlaceRate, at: Locality, factor: Decimal | None = None
) -> Decimal | None:
    """Return the amount of a row; with `factor` in place of the row's own conversion factor."""
    written = procedure_code(code)
    row = schedule.row(written, modifier)
    if row is None:
        return None
    priced = replace(row, factor=factor or row.factor)
    if status == "C":
        return cap_amount(priced, None if modifier else schedule.row(written, "26"), place, at)
    return base_amount(priced, Service(written, (modifier,) if modifier else (), place), schedule, at)


def national(schedule: FeeSchedule, shelf: Shelf, day: date) -> None:
    opened = shelf.in_force("mpfs", day)
    assert opened is not None
    priced = absent = 0
    for code, modifier in opened.database.all("SELECT code, modifier FROM fees WHERE status IN ('A', 'R', 'T')"):
        for place in PlaceRate:
            told = price(Service(procedure_code(code), (modifier,) if modifier else (), place), schedule)
            priced, absent = priced + isinstance(told, Payment), absent + (not isinstance(told, Payment))
    print(f"{opened.release.title}: national amounts of payable rows worked out {priced:,}; without RVUs {absent:,}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
