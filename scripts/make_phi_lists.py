"""Make `src/codewell/phi/lists/`: names, words, places and facilities, cut to what the recognizers ask of them.

Usage: python scripts/make_phi_lists.py GAZETTEERS SCOWL OUT

GAZETTEERS holds the Census Bureau's name files (dist.all.last, dist.female.first, dist.male.first), `us_places.tsv`
(GeoNames) and the CMS hospital list; SCOWL the word lists of the package of that name. Medical words come from the bundled
ICD-10-CM and HCPCS files. The same input gives the same bytes.
"""

from __future__ import annotations

import csv
import gzip
import io
import lzma
import re
import sys
from pathlib import Path

BUNDLED = Path(__file__).parent.parent / "src/codewell/bundled"
VOCABULARY = Path(__file__).parent.parent / "src/codewell/search/vocabulary"
WORD = re.compile(r"[^\W\d_]+")
FREQUENT_LEVELS, WORD_LEVELS = (10, 20), (35, 40, 50, 55)
FREQUENT_LAST_NAME, USUAL_LAST_NAME = 2_000, 20_000
LARGE_PLACE = 30_000


def main(gazetteers: Path, scowl: Path, out: Path) -> None:
    """Write each list as sorted lines, compressed without a time stamp."""
    frequent = set().union(*(_scowl(scowl, level) for level in FREQUENT_LEVELS))
    words = set().union(*(_scowl(scowl, level) for level in WORD_LEVELS)) - frequent
    medical = _medical_words() - frequent - words
    _write(out / "words.txt.gz", ["#frequent", *sorted(frequent), "#word", *sorted(words), "#medical", *sorted(medical)])
    _write(out / "names.txt.gz", _names(gazetteers))
    _write(out / "given_names.txt.gz", _given_names(gazetteers))
    _write(out / "places.txt.gz", _places(gazetteers / "us_places.tsv"))
    _write(out / "facilities.txt.gz", sorted(_facilities(gazetteers / "cms_hospital_general_information.csv")))


def _scowl(folder: Path, level: int) -> set[str]:
    found: set[str] = set()
    for english in ("english", "american"):
        path = folder / f"{english}-words.{level}"
        if path.exists():
            lines = path.read_text(encoding="utf-8").split()
            found.update(line for line in lines if line.isalpha() and line.islower() and len(line) > 1)
            found.update(line[:-2] for line in lines if line.endswith("'s") and line[:-2].isalpha() and len(line) > 3)
    return found


def _medical_words() -> set[str]:
    """Return words that the published files write in lower case, and every drug of the drug table."""
    found: set[str] = set()
    for path in sorted((*BUNDLED.glob("icd10cm*/*.xz"), *BUNDLED.glob("hcpcs/*.xz"), *BUNDLED.glob("guidelines/*.xz"))):
        text = lzma.decompress(path.read_bytes()).decode("utf-8", "replace")
        drugs = path.parent.name == "icd10cm-drugs"
        text = re.sub(r"<[^>]*>", " ", text)
        found.update(word.lower() for word in WORD.findall(text) if drugs or word.islower())
    for path in sorted(VOCABULARY.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line.startswith("#"):
                found.update(word.lower() for word in WORD.findall(line) if word.islower())
    return {word for word in found if len(word) > 2}


def _names(folder: Path) -> list[str]:
    """Return lines "name first last": 2 frequent, 1 usual, 0 rare or none; a last name's 3 marks the 2,000 most frequent."""
    first: dict[str, int] = {}
    for name in ("dist.female.first", "dist.male.first"):
        for line in (folder / name).read_text(encoding="ascii").splitlines():
            word, share, *_ = line.split()
            first[word.lower()] = max(first.get(word.lower(), 0), 2 if float(share) >= 0.01 else 1)
    last: dict[str, int] = {}
    for line in (folder / "dist.all.last").read_text(encoding="ascii").splitlines():
        word, _, _, rank = line.split()
        last[word.lower()] = 3 if int(rank) <= FREQUENT_LAST_NAME else 2 if int(rank) <= USUAL_LAST_NAME else 1
    return [f"{name} {first.get(name, 0)}{last.get(name, 0)}" for name in sorted(first | last)]


def _given_names(folder: Path) -> list[str]:
    """Return lines "name mark": f or m as the name is mostly given to women or men, in capitals where it is frequent."""
    shares: dict[str, dict[str, float]] = {}
    for mark, name in (("f", "dist.female.first"), ("m", "dist.male.first")):
        for line in (folder / name).read_text(encoding="ascii").splitlines():
            word, share, *_ = line.split()
            shares.setdefault(word.lower(), {})[mark] = float(share)
    lines = []
    for name, by_mark in sorted(shares.items()):
        mark = max(by_mark, key=lambda one: by_mark[one])
        lines.append(f"{name} {mark.upper() if by_mark[mark] >= 0.01 else mark}")
    return lines


def _places(path: Path) -> list[str]:
    """Return lines "name STATE size", size 1 for the large ones, and "county NAME" lines."""
    lines: set[str] = set()
    counties: set[str] = set()
    for row in csv.reader(path.open(encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE):
        lines.add(f"{row[0].lower()}\t{row[1]}\t{int(int(row[2] or 0) >= LARGE_PLACE)}")
        if row[4]:
            counties.add(row[4].lower())
    return [*sorted(lines), *sorted(f"{county}\t\t" for county in counties)]


def _facilities(path: Path) -> set[str]:
    with path.open(encoding="utf-8") as rows:
        return {" ".join(re.findall(r"[a-z0-9]+", row["Facility Name"].lower())) for row in csv.DictReader(rows)}


def _write(path: Path, lines: list[str]) -> None:
    held = io.BytesIO()
    with gzip.GzipFile(fileobj=held, mode="wb", mtime=0, compresslevel=9) as packed:
        packed.write(("\n".join(lines) + "\n").encode())
    path.write_bytes(held.getvalue())


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
