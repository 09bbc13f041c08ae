"""A plain full-text search for comparison: SQLite FTS5 with the porter stemmer over the descriptors, ranked by BM25.

    python bench/search_baseline.py HOME bench/search/queries_dev.tsv [--quiet]

Any word of the query may match; headers are left out, as a hit has to be billable.
"""

from __future__ import annotations

import argparse
import re
import sqlite3
from datetime import date
from pathlib import Path

from search_quality import Asked, read_queries, report

from codewell.kernel.codes import CodeSystem, parse_code
from codewell.releases.shelf import Shelf


def index_of(shelf: Shelf, day: date) -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE descriptors USING fts5(system UNINDEXED, code UNINDEXED, words, tokenize='porter')")
    for source, where in (("icd10cm", "WHERE billable"), ("hcpcs", "")):
        release = shelf.nearest(source, day)
        if release is not None:
            for code, words in release.database.all(f"SELECT code, long_descriptor FROM codes {where}"):
                shown = str(parse_code(code, CodeSystem(source)))
                database.execute("INSERT INTO descriptors VALUES (?, ?, ?)", (source, shown, words))
    return database


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    parser.add_argument("queries", type=Path)
    parser.add_argument("--on", type=date.fromisoformat, default=date(2026, 6, 2))
    parser.add_argument("--quiet", action="store_true")
    options = parser.parse_args()
    database = index_of(Shelf(options.home), options.on)

    def answer(asked: Asked) -> list[str]:
        words = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", asked.query))
        rows = database.execute(
            "SELECT code FROM descriptors WHERE descriptors MATCH ? AND system = ? ORDER BY rank LIMIT 10",
            (words, asked.system.value),
        )
        return [code for (code,) in rows]

    report(read_queries(options.queries), answer, quiet=options.quiet)


if __name__ == "__main__":
    main()
