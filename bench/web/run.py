"""The web app under load on loopback, wrk on the same machine.

PYTHONPATH=bench python bench/web/run.py [--port 8100] [--seconds 20]
"""

from __future__ import annotations

import argparse
import random
from urllib.parse import urlencode

from machine import machine
from probe import Probe
from serving import DAY, Served, code_addresses, queries, served, typed, wrk


def suggestions() -> list[str]:
    """Return the addresses of as-you-type search, in an order in which no two beginnings of one query stand together."""
    asked = [f"/search/suggest?{urlencode({'q': beginning, 'on': DAY})}" for beginning in typed(queries())]
    random.Random(6).shuffle(asked)
    return asked


def first_time(running: Served) -> None:
    """Every code page of the list once, on one connection, before anything of it was asked."""
    before = running.processor_seconds()
    asked = code_addresses()
    sizes = []
    for address in asked:
        status, _, body = running.ask(address)
        assert status == 200, (address, status)
        sizes.append(len(body))
    used = 1000 * (running.processor_seconds() - before) / len(asked)
    print(f"  first time: {len(asked)} pages of {min(sizes):,} to {max(sizes):,} bytes, {used:.1f} ms of processor each")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8100)
    parser.add_argument("--seconds", type=int, default=20)
    options = parser.parse_args()
    codes, asked = code_addresses(), suggestions()
    with served(options.port) as running:
        print(f"code pages ({machine()})")
        first_time(running)
        wrk(running, codes, seconds=3)
        print(f"  50 connections: {wrk(running, codes, seconds=options.seconds)}")
        with Probe(running.port, codes) as probe:
            print(f"  compressed:     {wrk(running, codes, seconds=options.seconds, gzip=True)}")
        print(f"  server time under that load: {probe}")
        print(f"as-you-type search ({machine()})")
        if running.ask(asked[0])[0] == 404:
            print("  not there")
            return
        mixed = [address for pair in zip(asked, codes * (len(asked) // len(codes) + 1), strict=False) for address in pair]
        with Probe(running.port, asked) as probe, Probe(running.port, codes) as pages:
            print(f"  50 connections, half of it code pages: {wrk(running, mixed, seconds=options.seconds, gzip=True)}")
        print(f"  server time of suggestions under that load: {probe}")
        print(f"  server time of code pages under that load:  {pages}")
        print(f"memory of its own at the end: {running.memory():.0f} MB")


if __name__ == "__main__":
    main()
