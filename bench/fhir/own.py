"""Terminology operations over the releases, in process and in processor time: `python bench/fhir/own.py HOME [--requests N]`.

What a request costs without HTTP: an answer is made and written as JSON. `bench/fhir/speed.py` measures the same over loopback.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from codewell.interfaces.fhir.exchange import FhirRequest
from codewell.interfaces.fhir.terminology import terminology_operation
from codewell.tasks.workplace import Workplace

ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
ICD9CM = "http://hl7.org/fhir/sid/icd-9-cm"
HCPCS = "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
DAY = "2026-06-02"
WORDS = ("neuropathy", "fracture of femur", "asthma", "diabetes kidney", "initial encounter", "lung")


class Asking:
    """Puts requests to the operations of a home folder.

    Args:
        home: with the built reference.
    """

    def __init__(self, home: Path) -> None:
        self.workplace = Workplace(home, lambda: datetime(2026, 6, 2, 12, tzinfo=UTC))

    def ask(self, path: str, **given: str | int) -> bytes:
        """Return the answer as it is sent."""
        query = tuple((name, str(value)) for name, value in given.items())
        request = FhirRequest("GET", tuple(path.split("/")), query, None, self.workplace, "http://localhost/fhir")
        response = terminology_operation(request)
        if response is None:
            raise LookupError(path)
        return json.dumps(response.resource, ensure_ascii=False, separators=(",", ":")).encode()


def questions(asking: Asking, codes: list[str]) -> dict[str, Callable[[random.Random], bytes]]:
    """Return what is asked, by what it is called; each with another code, page or word every time."""
    every = f"{ICD10CM}?fhir_vs"
    return {
        "$lookup": lambda dice: asking.ask("CodeSystem/$lookup", system=ICD10CM, code=dice.choice(codes), date=DAY),
        "$validate-code, code system": lambda dice: asking.ask(
            "CodeSystem/$validate-code", url=ICD10CM, code=dice.choice(codes), date=DAY
        ),
        "$validate-code, value set": lambda dice: asking.ask(
            "ValueSet/$validate-code", url=f"{every}=isa/E11", system=ICD10CM, code=dice.choice(codes), date=DAY
        ),
        "$subsumes": lambda dice: asking.ask(
            "CodeSystem/$subsumes", system=ICD10CM, codeA="S72", codeB=dice.choice(codes), date=DAY
        ),
        "$translate": lambda dice: asking.ask("ConceptMap/$translate", system=ICD10CM, code=dice.choice(codes)),
        "$expand, 20 by words": lambda dice: asking.ask(
            "ValueSet/$expand", url=every, filter=dice.choice(WORDS), count=20, date=DAY
        ),
        "$expand, a page of 1,000": lambda dice: asking.ask(
            "ValueSet/$expand", url=every, count=1_000, offset=1_000 * dice.randrange(98), date=DAY
        ),
        "$expand, HCPCS, a page of 1,000": lambda dice: asking.ask(
            "ValueSet/$expand", url=f"{HCPCS}?fhir_vs", count=1_000, offset=1_000 * dice.randrange(8)
        ),
    }


def spent(ask: Callable[[], object]) -> float:
    """Return the milliseconds of processor time that a question takes."""
    began = time.process_time()
    ask()
    return 1_000 * (time.process_time() - began)


def peak() -> float:
    """Return the most memory that the process took, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--requests", type=int, default=300)
    given = parser.parse_args()
    asking, dice = Asking(given.home), random.Random(7)
    first = spent(lambda: asking.ask("CodeSystem/$lookup", system=ICD10CM, code="E11.22", date=DAY))
    print(f"first question, the release is read: {first:.0f} ms, {peak():.0f} MB")
    page = json.loads(asking.ask("ValueSet/$expand", url=f"{ICD10CM}?fhir_vs", count=98_000, date=DAY))
    codes = [item["code"] for item in page["expansion"]["contains"]]
    asked = questions(asking, codes)
    print(f"{'':34}{'median':>10}{'95 %':>10}{'worst':>10}   ms of processor time, {given.requests} requests")
    for name, ask in asked.items():
        ask(dice)
        times = sorted(spent(lambda ask=ask: ask(dice)) for _ in range(given.requests))
        print(f"{name:34}{statistics.median(times):10.2f}{times[int(len(times) * 0.95)]:10.2f}{times[-1]:10.2f}")
    small = [ask for name, ask in asked.items() if "page" not in name]
    mixed = spent(lambda: [ask(dice) for _ in range(given.requests) for ask in small])
    print(f"mixed without pages: {1_000 * given.requests * len(small) / mixed:,.0f} requests for each second of one core")
    for name, nested in (("nested", "false"), ("flat", "true")):
        took = spent(
            lambda nested=nested: asking.ask("ValueSet/$expand", url=f"{ICD10CM}?fhir_vs", excludeNested=nested, date=DAY)
        )
        print(f"all of ICD-10-CM, {name}: {took / 1_000:.2f} s, peak {peak():.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
