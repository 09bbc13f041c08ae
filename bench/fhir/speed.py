"""The FHIR service on loopback: single answers, a mixed load by wrk, and all of ICD-10-CM page by page and at once.

PYTHONPATH=bench:bench/web python bench/fhir/speed.py [--port 8110] [--seconds 10] [--requests 300]
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Sequence
from http.client import HTTPConnection
from urllib.parse import urlencode

from machine import machine
from serving import DAY, HERE, Served, served, wrk

ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
ALL = f"{ICD10CM}?fhir_vs"
PAGE = 1_000


def addresses(codes: Sequence[str]) -> dict[str, list[str]]:
    """Return what is asked, by what it is called."""
    asked = [{"system": ICD10CM, "code": code, "date": DAY} for code in codes]
    checked = [{"url": ICD10CM, "code": code, "date": DAY} for code in codes]
    pages = [{"url": ALL, "count": PAGE, "offset": PAGE * at, "date": DAY} for at in range(70)]
    filtered = [
        {"url": ALL, "count": 20, "filter": words, "date": DAY} for words in ("neuropathy", "fracture of femur", "asthma")
    ]
    return {
        "$lookup": [f"/fhir/CodeSystem/$lookup?{urlencode(one)}" for one in asked],
        "$validate-code": [f"/fhir/CodeSystem/$validate-code?{urlencode(one)}" for one in checked],
        f"$expand, a page of {PAGE:,}": [f"/fhir/ValueSet/$expand?{urlencode(one)}" for one in pages],
        "$expand, 20 by words": [f"/fhir/ValueSet/$expand?{urlencode(one)}" for one in filtered],
    }


def latencies(port: int, asked: Sequence[str], requests: int) -> list[float]:
    """Return milliseconds from request to the answer's last byte, one after the other on one connection."""
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    found = []
    for at in range(requests):
        began = time.perf_counter()
        connection.request("GET", asked[at % len(asked)], headers={"Accept": "application/fhir+json"})
        answer = connection.getresponse()
        content = answer.read()
        found.append(1000 * (time.perf_counter() - began))
        assert answer.status == 200, (asked[at % len(asked)], answer.status, content[:300])
    connection.close()
    return found


def single(running: Served, name: str, asked: Sequence[str], requests: int) -> None:
    """Print the latencies of one kind of answer."""
    latencies(running.port, asked[:2], 4)
    before = running.processor_seconds()
    found = latencies(running.port, asked, requests)
    used = 1000 * (running.processor_seconds() - before) / len(found)
    cuts = statistics.quantiles(found, n=100)
    print(f"  {name}: p50 {cuts[49]:.1f}, p95 {cuts[94]:.1f} ms over {len(found)}; {used:.2f} ms of processor each")


def whole(running: Served) -> None:
    """Print how long all of ICD-10-CM takes, page by page and in one answer, and the memory it leaves behind."""
    before, processor, memory = time.perf_counter(), running.processor_seconds(), running.memory()
    total, seen, most = 1, 0, memory
    while seen < total:
        page = {"url": ALL, "count": PAGE, "offset": seen, "date": DAY}
        status, _, body = running.ask(f"/fhir/ValueSet/$expand?{urlencode(page)}")
        assert status == 200, body[:300]
        expansion = json.loads(body)["expansion"]
        total, seen = expansion["total"], seen + len(expansion["contains"])
        most = max(most, running.memory())
    seconds, used = time.perf_counter() - before, running.processor_seconds() - processor
    print(f"  {seen:,} of {total:,} codes in pages of {PAGE:,}: {seconds:.1f} s, {used:.1f} s of processor, {most:.0f} MB")
    before, processor = time.perf_counter(), running.processor_seconds()
    status, _, body = running.ask(f"/fhir/ValueSet/$expand?{urlencode({'url': ALL, 'date': DAY})}")
    seconds, used = time.perf_counter() - before, running.processor_seconds() - processor
    said = f"{len(body):,} bytes" if status == 200 else json.loads(body)["issue"][0]["details"]["text"]
    print(f"  in one answer: status {status}, {said}, {seconds:.1f} s, {used:.1f} s of processor, {running.memory():.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8110)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--requests", type=int, default=300)
    options = parser.parse_args()
    listed = (line.split("/") for line in (HERE / "codes.txt").read_text().split())
    codes = [code for system, code in listed if system == "icd10cm"]
    asked = addresses(codes)
    with served(options.port) as running:
        running.ask("/fhir/metadata")
        print(f"FHIR service, single answers ({machine()}), {len(codes)} codes, memory {running.memory():.0f} MB")
        for name, kind in asked.items():
            single(running, name, kind, options.requests)
        mixed = [*asked["$lookup"], *asked["$validate-code"], *asked["$expand, 20 by words"]]
        print(f"mixed load: {wrk(running, mixed, seconds=options.seconds, connections=20)}")
        print("all of ICD-10-CM")
        whole(running)


if __name__ == "__main__":
    main()
