"""How often search puts an accepted code first, or among the first ten.

    python bench/search_quality.py HOME bench/search/queries_dev.tsv [--on DATE] [--quiet]

HOME is a folder of releases; its index is built first where it is missing or stale. A query is a hit at k when one of its
codes is among the first k results of its system.
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from codewell.kernel.codes import CodeSystem
from codewell.releases.shelf import Shelf
from codewell.search.building import build_index, is_current
from codewell.search.index import SearchIndex, open_index
from codewell.tasks.texts_to_search import texts_to_search


@dataclass(frozen=True)
class Asked:
    query: str
    system: CodeSystem
    codes: tuple[str, ...]
    kind: str


def read_queries(path: Path) -> list[Asked]:
    with path.open(encoding="utf-8") as lines:
        return [
            Asked(row["query"], CodeSystem(row["system"]), tuple(row["codes"].split("|")), row["kind"])
            for row in csv.DictReader(lines, delimiter="\t")
        ]


def opened(home: Path) -> SearchIndex:
    shelf = Shelf(home)
    if not is_current(shelf, home / "search", texts_to_search()):
        build_index(shelf, home / "search", texts=texts_to_search())
    return open_index(home / "search")


def place(codes: tuple[str, ...], answers: list[str]) -> int | None:
    """Return the rank of the first accepted code, from 1."""
    return next((rank for rank, code in enumerate(answers, start=1) if code in codes), None)


def report(queries: list[Asked], answer: Callable[[Asked], list[str]], *, quiet: bool) -> None:
    places: dict[str, list[int | None]] = defaultdict(list)
    for asked in queries:
        answers = answer(asked)
        found = place(asked.codes, answers)
        places[asked.kind].append(found)
        places["all"].append(found)
        if found != 1 and not quiet:
            print(
                f"{found or '-':>3}  {asked.kind:13} {asked.query!r} wants {'|'.join(asked.codes)}, got {' '.join(answers[:4])}"
            )
    print(f"{'kind':14}{'n':>5}{'hit@1':>8}{'hit@10':>8}{'MRR':>8}")
    for kind, found in sorted(places.items(), key=lambda item: item[0] == "all"):
        first = sum(p == 1 for p in found) / len(found)
        ten = sum(p is not None for p in found) / len(found)
        mean = sum(1 / p for p in found if p) / len(found)
        print(f"{kind:14}{len(found):5}{first:8.3f}{ten:8.3f}{mean:8.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    parser.add_argument("queries", type=Path)
    parser.add_argument("--on", type=date.fromisoformat, default=date(2026, 6, 2))
    parser.add_argument("--quiet", action="store_true", help="no list of misses; for the held-out set")
    options = parser.parse_args()
    index = opened(options.home)

    def answer(asked: Asked) -> list[str]:
        found = index.search(asked.query, on=options.on, limit=10, systems=frozenset({asked.system}))
        return [hit.code for hit in found.hits]

    report(read_queries(options.queries), answer, quiet=options.quiet)


if __name__ == "__main__":
    main()
