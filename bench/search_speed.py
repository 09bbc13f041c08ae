"""How long search takes in one process: opening, and p50, p95, p99 over a query file, one thread.

python bench/search_speed.py HOME bench/search/queries_dev.tsv [--rounds 3]
"""

from __future__ import annotations

import argparse
import resource
import time
from datetime import date
from pathlib import Path

import numpy as np
from search_quality import opened, read_queries

from codewell.search.index import open_index


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    parser.add_argument("queries", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--slowest", type=int, default=0, help="list this many of the slowest queries")
    options = parser.parse_args()
    opened(options.home)
    start = time.perf_counter()
    index = open_index(options.home / "search")
    print(f"open {1000 * (time.perf_counter() - start):.0f} ms")
    queries = [asked.query for asked in read_queries(options.queries)]
    index.search(queries[0], on=date(2026, 6, 2))
    taken: list[tuple[float, str]] = []
    worked: list[float] = []
    for _ in range(options.rounds):
        for query in queries:
            start, cpu = time.perf_counter(), time.thread_time()
            index.search(query, on=date(2026, 6, 2))
            worked.append(1000 * (time.thread_time() - cpu))
            taken.append((1000 * (time.perf_counter() - start), query))
    p50, p95, p99 = np.percentile([ms for ms, _ in taken], (50, 95, 99))
    print(f"{len(taken)} searches: p50 {p50:.2f} ms, p95 {p95:.2f} ms, p99 {p99:.2f} ms, slowest {max(taken)[0]:.2f} ms")
    p50, p95, p99 = np.percentile(worked, (50, 95, 99))
    print(f"processor time alone: p50 {p50:.2f} ms, p95 {p95:.2f} ms, p99 {p99:.2f} ms")
    print(f"largest resident set {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    for ms, query in sorted(taken, reverse=True)[: options.slowest]:
        print(f"{ms:8.2f}  {query}")


if __name__ == "__main__":
    main()
