"""Check the search query sets against the official ICD-10-CM order file and, if given, the HCPCS Level II file.

    python bench/search/check_queries.py cms_2026_code_descriptions_order.zip [--hcpcs HCPCS.csv.gz]

Exit status: 0 nothing to report, 1 something reported, 2 an input could not be read.
"""

import argparse
import csv
import gzip
import re
import sys
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
QUERY_FILES = ("queries_dev.tsv", "queries_heldout.tsv")
HEADER = ["query", "system", "codes", "kind"]
SYSTEMS = frozenset({"icd10cm", "hcpcs"})
ORDER_MEMBER = re.compile(r"(^|/)icd10cm[_-]order[_-]\d{4}\.txt$", re.IGNORECASE)


class UnreadableInput(Exception):
    """An input file is absent or not of the documented form; the message says which and what was expected."""


@dataclass(frozen=True, slots=True)
class Query:
    """One line of a query file, with the place it came from."""

    file: str
    line: int
    text: str
    system: str
    codes: tuple[str, ...]
    kind: str

    @property
    def key(self) -> str:
        """The text without regard to case and spacing, by which duplicates are found."""
        return " ".join(self.text.casefold().split())

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}"


def read_queries(path: Path) -> list[Query]:
    """Read one query file.

    Raises:
        UnreadableInput: the file is absent, its header differs, or a line does not have four columns.
    """
    if not path.is_file():
        raise UnreadableInput(f"{path.name}: no such file beside this script")
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    if not rows or rows[0] != HEADER:
        raise UnreadableInput(f"{path.name}:1: expected the header {HEADER}")
    queries = []
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(HEADER) or not all(cell.strip() for cell in row):
            raise UnreadableInput(f"{path.name}:{number}: expected four filled columns, found {row}")
        text, system, codes, kind = row
        queries.append(Query(path.name, number, text, system, tuple(codes.split("|")), kind))
    return queries


def billable_codes(order_zip: Path) -> frozenset[str]:
    """Codes, without the dot, that the order file marks valid for submission.

    Source: CMS order file layout: code in columns 7-13, column 15 is 1 for a billable code and 0 for a header.

    Raises:
        UnreadableInput: not a zip, or no order file of the expected name and layout in it.
    """
    try:
        with zipfile.ZipFile(order_zip) as archive:
            members = [name for name in archive.namelist() if ORDER_MEMBER.search(name)]
            if len(members) != 1:
                raise UnreadableInput(f"{order_zip}: expected one icd10cm_order_YYYY.txt, found {members or 'none'}")
            lines = archive.read(members[0]).decode("utf-8").splitlines()
    except (OSError, zipfile.BadZipFile, zlib.error, UnicodeDecodeError) as error:
        raise UnreadableInput(f"{order_zip}: {error}; give the CMS code descriptions zip") from error
    billable = frozenset(line[6:13].strip() for line in lines if line[14:15] == "1")
    if not billable:
        raise UnreadableInput(f"{order_zip}: no billable code in {members[0]}; expected the flag in column 15")
    return billable


def hcpcs_codes(path: Path) -> frozenset[str]:
    """Every code the HCPCS Level II file lists, in force or not.

    The file carries no termination date, so whether a code is still in force is not known from it.

    Raises:
        UnreadableInput: not a gzipped CSV with the column `hcpcs`.
    """
    try:
        with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as stream:
            codes = frozenset(row["hcpcs"] for row in csv.DictReader(stream))
    except (OSError, EOFError, zlib.error, UnicodeDecodeError, KeyError, csv.Error) as error:
        raise UnreadableInput(f"{path}: {error!r}; expected a gzipped CSV with the column 'hcpcs'") from error
    if not codes:
        raise UnreadableInput(f"{path}: no rows")
    return codes


def is_dotted(code: str) -> bool:
    """Whether an ICD-10-CM code is written with its dot where it belongs."""
    plain = code.replace(".", "")
    return code == (plain if len(plain) <= 3 else f"{plain[:3]}.{plain[3:]}")


def code_problems(query: Query, billable: frozenset[str], hcpcs: frozenset[str] | None) -> Iterator[str]:
    """Say what is wrong with the codes of one query; HCPCS codes are checked only when their file was given."""
    if query.system not in SYSTEMS:
        yield f"{query.place}: system {query.system!r} is none of {sorted(SYSTEMS)}"
    if len(set(query.codes)) != len(query.codes):
        yield f"{query.place}: a code is listed twice: {query.codes}"
    for code in query.codes:
        if query.system == "icd10cm":
            if not is_dotted(code):
                yield f"{query.place}: {code} is not written with its dot after the third character"
            if code.replace(".", "") not in billable:
                yield f"{query.place}: {code} is not billable ({query.text})"
        elif query.system == "hcpcs" and hcpcs is not None and code not in hcpcs:
            yield f"{query.place}: {code} is not in the HCPCS Level II file ({query.text})"


def repeated_queries(queries: list[Query]) -> Iterator[str]:
    """Name each query whose text stands more than once, within a file or across the two."""
    first: dict[str, Query] = {}
    for query in queries:
        earlier = first.setdefault(query.key, query)
        if earlier is not query:
            kind = "duplicate query" if earlier.file == query.file else "query in both files"
            yield f"{query.place}: {kind}, first at {earlier.place} ({query.text})"


def codes_in_both(queries: list[Query]) -> Iterator[str]:
    """Name each held-out query that shares an accepted code with development: perhaps a paraphrase of it."""
    development: dict[str, Query] = {}
    for query in queries:
        for code in query.codes:
            if query.file == QUERY_FILES[0]:
                development.setdefault(code, query)
            elif code in development:
                other = development[code]
                yield f"{query.place}: {code} also answers {other.place} ({query.text} / {other.text})"


def main() -> int:
    parser = argparse.ArgumentParser(description="Check the search query sets.")
    parser.add_argument("order_zip", type=Path, help="zip with the CMS order file icd10cm_order_YYYY.txt")
    parser.add_argument("--hcpcs", type=Path, help="gzipped CSV of HCPCS Level II codes, column 'hcpcs'")
    arguments = parser.parse_args()
    try:
        billable = billable_codes(arguments.order_zip)
        hcpcs = hcpcs_codes(arguments.hcpcs) if arguments.hcpcs else None
        queries = [query for name in QUERY_FILES for query in read_queries(HERE / name)]
    except UnreadableInput as error:
        print(error, file=sys.stderr)
        return 2
    problems = [problem for query in queries for problem in code_problems(query, billable, hcpcs)]
    problems += [*repeated_queries(queries), *codes_in_both(queries)]
    for problem in problems:
        print(problem)
    for name in QUERY_FILES:
        own = [query for query in queries if query.file == name]
        print(f"{name}: {len(own)} queries, {sum(query.system == 'hcpcs' for query in own)} of them HCPCS")
    if hcpcs is None:
        print("HCPCS codes not checked: give --hcpcs")
    print(f"{len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
