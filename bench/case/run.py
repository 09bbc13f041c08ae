"""Measures case search on `cases.tsv` against plain search of the same words, system by system.

    python bench/case/run.py --home build/reference [--half dev|heldout|all] [--misses]

"first" is the share of cases whose best candidate of a system is one of the expected codes; "among five" is the share of
expected codes that stand among the five best. Plain search is asked for one system at a time, which flatters it: a person
who asks all systems at once sees fewer of each.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from codewell.kernel.clock import system_clock
from codewell.kernel.codes import CodeSystem
from codewell.kernel.text import ClinicalText
from codewell.tasks.case.candidate import Answers
from codewell.tasks.find_codes_for_case import CaseRequest, find_codes_for_case
from codewell.tasks.search_codes import SearchRequest, search_codes
from codewell.tasks.workplace import Workplace

CASES = Path(__file__).with_name("cases.tsv")
SYSTEMS = ("icd10cm", "cpt", "hcpcs")


@dataclass
class Tally:
    """Counts of one way of asking, for one system."""

    cases: int = 0
    first: int = 0
    expected: int = 0
    among_five: int = 0
    missed: list[str] = field(default_factory=list)

    def add(self, wanted: list[str], found: list[str], number: str) -> None:
        self.cases += 1
        self.first += bool(found) and found[0] in wanted
        self.expected += len(wanted)
        self.among_five += sum(code in found[:5] for code in wanted)
        if any(code not in found[:5] for code in wanted):
            self.missed.append(f"{number}: wanted {' '.join(wanted)}, found {' '.join(found[:5])}")


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--home", type=Path, required=True)
    options.add_argument("--half", choices=("dev", "heldout", "all"), default="all")
    options.add_argument("--misses", action="store_true")
    asked = options.parse_args()
    desk = Workplace(asked.home, system_clock)
    tallies = {(way, system): Tally() for way in ("case", "search") for system in SYSTEMS}
    seconds: list[float] = []
    worked: list[float] = []
    units = [0, 0]
    for number, on, text, *expected in cases(asked.half):
        day = date.fromisoformat(on)
        begun, begun_work = time.perf_counter(), time.process_time()
        answer = find_codes_for_case(desk, CaseRequest(ClinicalText(text), day))
        seconds.append(time.perf_counter() - begun)
        worked.append(time.process_time() - begun_work)
        services = answer.group(Answers.SERVICES).candidates
        drugs = answer.group(Answers.DRUGS).candidates
        units[0] += sum(one.units is not None for one in drugs[:1])
        units[1] += bool(drugs)
        found = {
            "icd10cm": [str(one.code) for one in answer.group(Answers.DIAGNOSES).candidates],
            "cpt": [one.code.value for one in services if one.code.system is CodeSystem.CPT],
            "hcpcs": [one.code.value for one in (*drugs, *services) if one.code.system is CodeSystem.HCPCS],
        }
        for system, codes in zip(SYSTEMS, expected, strict=True):
            if codes:
                plain = search_codes(desk, SearchRequest(text[:400], day, 5, frozenset({CodeSystem(system)})))
                tallies["case", system].add(codes.split(), found[system], number)
                tallies["search", system].add(codes.split(), [hit.code for hit in plain.results], number)
    for (way, system), tally in tallies.items():
        print(
            f"{way:7}{system:9}{tally.cases:4} cases  first {tally.first / tally.cases:.3f}  "
            f"among five {tally.among_five / tally.expected:.3f} of {tally.expected}"
        )
        if asked.misses and way == "case":
            print("   " + "\n   ".join(tally.missed))
    for what, taken in (("latency", seconds), ("processor time", worked)):
        ordered = sorted(taken[1:])
        median, late = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
        print(f"{what} after the first: median {1000 * median:.0f} ms, 95th of 100 {1000 * late:.0f} ms")
    print(f"drug candidates with units: {units[0]} of {units[1]}")


def cases(half: str) -> list[list[str]]:
    """Return the rows of a half: odd numbers are for development, even ones are held out."""
    lines = [line.split("\t") for line in CASES.read_text(encoding="utf-8").splitlines() if not line.startswith("#")][1:]
    return [row for row in lines if half == "all" or (int(row[0]) % 2 == 1) is (half == "dev")]


if __name__ == "__main__":
    main()
