"""A long run: every kind of page a coder opens, asked over and over on loopback, with the server's memory watched.

A day of eight hours is simulated by its requests (at least 500,000), not by its hours. Nothing but 127.0.0.1 is asked, and
the run ends at a number of requests or of minutes, whichever comes first.

PYTHONPATH=bench python bench/web/soak.py [--port 8102] [--requests 500000] [--minutes 60]
"""

from __future__ import annotations

import argparse
import random
import time
from datetime import date
from urllib.parse import urlencode

from machine import home, machine
from serving import DAY, code_addresses, queries, served, typed, wrk

from codewell.kernel.codes import CodeSystem, parse_code
from codewell.releases.shelf import Shelf

ROUND = 30
"""Seconds between two looks at the memory."""
WARM_UP = 0.1
"""Share of the requests after which memory is expected to be flat."""
ADDRESSES = 6000
WEIGHTS = {"code": 52, "any code": 5, "suggest": 22, "search": 4, "browse": 3, "start": 4, "reference": 2, "api": 3, "static": 5}


def _any_codes(chance: random.Random) -> list[str]:
    """Return pages of codes from the whole of ICD-10-CM and HCPCS, more than are kept in memory."""
    shelf, found = Shelf(home()), []
    for system, count in ((CodeSystem.ICD10CM, 3000), (CodeSystem.HCPCS, 1000)):
        opened = shelf.nearest(system.value, date.fromisoformat(DAY))
        assert opened is not None, "build the reference first: codewell build"
        codes = chance.sample([row[0] for row in opened.database.all("SELECT code FROM codes")], count)
        found += [f"/code/{system.value}/{parse_code(code, system)}?on={DAY}" for code in codes]
    return found


def addresses(chance: random.Random) -> list[str]:
    """Return a mixture of pages, each kind as often as its weight says."""
    asked = queries()
    kinds = {
        "code": code_addresses(),
        "any code": _any_codes(chance),
        "suggest": [f"/search/suggest?{urlencode({'q': text, 'on': DAY})}" for text in typed(asked)],
        "search": [f"/search?{urlencode({'q': text, 'on': DAY})}" for text in asked],
        "browse": [
            f"/browse?on={DAY}",
            f"/index?letter=D&on={DAY}",
            *(f"/browse/{tree}?on={DAY}" for tree in ("icd10cm", "hcpcs")),
        ],
        "start": ["/", f"/?on={DAY}", "/releases", "/keys"],
        "reference": [f"{page}?on={DAY}" for page in ("/guidelines", "/guidelines/I.C.4.a", "/index/Diabetes%2C%20diabetic")],
        "api": [f"/v1{page}" for page in code_addresses()[:40] for page in [page.replace("/code/", "/codes/")]],
        "static": ["/static/codewell.css", "/static/codewell.js", "/static/finder.js", "/static/mark.svg"],
    }
    mixed = [one for kind, weight in WEIGHTS.items() for one in chance.choices(kinds[kind], k=ADDRESSES * weight // 100)]
    chance.shuffle(mixed)
    return mixed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8102)
    parser.add_argument("--requests", type=int, default=500_000)
    parser.add_argument("--minutes", type=float, default=60.0)
    options = parser.parse_args()
    chance = random.Random(8)
    began, done, failed, seen = time.monotonic(), 0, 0, []
    print(f"long run ({machine()}): {WEIGHTS}")
    with served(options.port) as running:
        for kind in dict.fromkeys(address.split("?")[0] for address in addresses(chance) if not address.startswith("/code/")):
            status = running.ask(kind if kind.startswith(("/static", "/v1")) else f"{kind}?on={DAY}&q=copd")[0]
            assert status < 400, (kind, status)
        while done < options.requests and time.monotonic() - began < 60 * options.minutes:
            load = wrk(running, addresses(chance), seconds=ROUND, connections=20, gzip=True)
            done, failed = done + load.requests, failed + load.refused + load.broken
            seen.append((done, running.memory()))
            print(f"  {done:9,} requests, {seen[-1][1]:5.0f} MB of its own, {failed} errors, p95 {load.p95:.0f} ms", flush=True)
    flat = [memory for at, memory in seen if at >= WARM_UP * options.requests] or [seen[-1][1]]
    middle = (max(flat) + min(flat)) / 2
    print(
        f"{done:,} requests in {(time.monotonic() - began) / 60:.0f} min, {failed} errors; memory after warm-up "
        f"{min(flat):.0f} to {max(flat):.0f} MB (+-{100 * (max(flat) - middle) / middle:.1f} %), last {flat[-1]:.0f} MB"
    )


if __name__ == "__main__":
    main()
