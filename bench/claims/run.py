"""Claim edits measured: `python bench/claims/run.py HOME_OF_THE_REFERENCE PTP_FILE` prints import, look-ups, claims a second."""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np

from codewell.edits.checking import ClaimChecker
from codewell.kernel.claims import Claim, ClaimLine, Diagnosis, DiagnosisRole, Setting
from codewell.releases.importing import ImportRequest, import_release
from codewell.releases.shelf import Shelf
from codewell.sources.files import open_published
from codewell.sources.registry import source
from codewell.tasks.claim_reference import ShelfClaimReference
from codewell.tasks.ptp_table import ShelfPtpTable

DAY = date(2024, 7, 2)
PAIRS, SINGLES, CLAIMS = 1_000_000, 3_000, 10_000


class WithWholePtp(ShelfClaimReference):
    """The bundled reference with the whole PTP file in the excerpt's place."""

    def __init__(self, shelf: Shelf, table: ShelfPtpTable) -> None:
        super().__init__(shelf)
        self._whole = table

    def ptp(self, setting: Setting, day: date) -> ShelfPtpTable:
        """Return the whole file's edits."""
        return self._whole


def imported(path: Path, home: Path) -> ShelfPtpTable:
    """Import the whole file, print what it took, and open it."""
    began = time.perf_counter()
    request = ImportRequest(source("ncci-ptp-practitioner"), open_published(path), accepted_by="measurement")
    release = import_release(home, request)
    size = (home / "releases" / release.file_name).stat().st_size / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  import: {release.row_count:,} rows, {time.perf_counter() - began:.1f} s, {size:.0f} MB, peak {peak:.0f} MB")
    return ShelfPtpTable(Shelf(home).all("ncci-ptp-practitioner")[0])


def look_ups(table: ShelfPtpTable) -> None:
    """Print microseconds a random pair, in bulk and one by one."""
    dice = np.random.default_rng(1)
    first, second = (dice.integers(0, len(table.numbers), PAIRS) for _ in range(2))
    began = time.perf_counter()
    table.edits_of(first, second, np.full(PAIRS, DAY.toordinal()))
    bulk = (time.perf_counter() - began) / PAIRS * 1e6
    codes = list(table.numbers)
    began = time.perf_counter()
    for _ in range(SINGLES):
        table.edit_on(random.choice(codes), random.choice(codes), DAY)
    single = (time.perf_counter() - began) / SINGLES * 1e6
    print(f"  pair look-up: {bulk:.2f} us in bulk (goal 2), {single:.0f} us single (goal 50)")


def claims(shelf: Shelf, table: ShelfPtpTable) -> None:
    """Print claims a second of five random lines and three diagnoses, first and warm, and the 99th percentile of single ones.

    Processor time is what is told: it says less of other work on the machine than seconds do, though not nothing.
    """
    dice = random.Random(2)
    fees, codes = shelf.in_force("mpfs", DAY), shelf.in_force("icd10cm", DAY)
    assert fees is not None
    assert codes is not None
    procedures = [row[0] for row in fees.database.all("SELECT DISTINCT code FROM fees WHERE status = 'A'")]
    billable = [row[0] for row in codes.database.all("SELECT code FROM codes WHERE billable = 1 LIMIT 2000")]
    roles = (DiagnosisRole.FIRST_LISTED, DiagnosisRole.OTHER, DiagnosisRole.OTHER)
    made = []
    for number in range(CLAIMS):
        day = date(2024, 7, 1 + dice.randrange(28))
        lines = tuple(ClaimLine(n, dice.choice(procedures), day, charge=Decimal(90)) for n in range(1, 6))
        diagnoses = tuple(Diagnosis(dice.choice(billable), role) for role in roles)
        made.append(Claim(str(number), Setting.PROFESSIONAL, lines, diagnoses, place_of_service="11"))
    checker = ClaimChecker(WithWholePtp(shelf, table))
    for what in ("first", "warm", "warm again"):
        began = time.process_time()
        found = sum(len(checked.findings) for checked in checker.check_all(made))
        rate = CLAIMS / (time.process_time() - began)
        print(f"  claims in bulk, {what}: {rate:,.0f}/s of processor time (goal 20,000/s), {found / CLAIMS:.1f} findings a claim")
    seconds = []
    for claim in made[:1500]:
        began = time.process_time()
        checker.check(claim)
        seconds.append(time.process_time() - began)
    print(f"  single claim: 99th percentile {sorted(seconds)[1485] * 1e3:.2f} ms of processor time (goal 5 ms)")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        print("claim edits")
        whole = imported(Path(sys.argv[2]), Path(folder))
        look_ups(whole)
        claims(Shelf(Path(sys.argv[1])), whole)
