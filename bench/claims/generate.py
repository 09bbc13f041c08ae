"""Synthetic claims: `python bench/claims/generate.py HOME COUNT OUT.csv [even]` writes claims of five lines.

Codes are drawn at random from the fee schedule (status A) and from billable ICD-10-CM codes, over the days of a year, with
ordinary frequencies: few codes make most lines; with `even` every code is as frequent as any other, so that little repeats.
Charges differ from claim to claim. Nobody is in them. One home, count and seed give one file.
"""

from __future__ import annotations

import random
import sys
from datetime import date, timedelta
from pathlib import Path

from codewell.releases.shelf import Shelf

DAY = date(2024, 7, 1)
HEADER = (
    "claim,line,date_of_service,place_of_service,procedure,modifiers,units,charge,diagnosis_pointers,diagnoses,sex,birth_date"
)
LINES = 5
SEED = 20_261_125


def main(home: Path, count: int, out: Path, *, even: bool = False, seed: int = SEED) -> None:
    """Write the claims."""
    shelf, dice = Shelf(home), random.Random(seed)
    fees, codes = shelf.in_force("mpfs", DAY), shelf.in_force("icd10cm", DAY)
    assert fees is not None
    assert codes is not None
    procedures = [row[0] for row in fees.database.all("SELECT DISTINCT code FROM fees WHERE status = 'A' ORDER BY code")]
    billable = [row[0] for row in codes.database.all("SELECT code FROM codes WHERE billable = 1 ORDER BY code")]
    dice.shuffle(procedures)
    dice.shuffle(billable)
    common = [1.0 if even else 1 / (rank + 5) for rank in range(len(billable))]
    days = [(DAY + timedelta(days=n)).isoformat() for n in range(365)]
    with out.open("w", encoding="utf-8") as file:
        file.write(HEADER + "\n")
        for number in range(count):
            day, cents = dice.choice(days), f"{dice.randrange(100):02d}"
            sex, born = dice.choice("FM"), f"{dice.randrange(1930, 2006)}-{dice.randrange(1, 13):02d}-{dice.randrange(1, 29):02d}"
            if number % 4_096 == 0:
                drawn = iter(dice.choices(billable, common, k=4_096 * 3))
                services = iter(dice.choices(procedures, common[: len(procedures)], k=4_096 * LINES))
            diagnoses = f"{next(drawn)} {next(drawn)} {next(drawn)}"
            for line in range(1, LINES + 1):
                units = 1 if dice.random() < 0.93 else dice.randrange(2, 6)
                modifier = dice.choice(("25", "59", "26", "RT", "50")) if dice.random() < 0.1 else ""
                file.write(
                    f"C{number},{line},{day},11,{next(services)},{modifier},{units},{units * dice.randrange(15, 900)}.{cents},"
                    f"{dice.choice('ABC')},{diagnoses},{sex},{born}\n"
                )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]), even="even" in sys.argv[4:])
