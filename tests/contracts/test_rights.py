"""No CPT or CDT descriptor in the repository: what is bundled holds codes and indicators only."""

from __future__ import annotations

import csv
import lzma
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BUNDLED = ROOT / "src/codewell/bundled"
AMA_OR_ADA_CODE = re.compile(r"(?:[0-9]{4}[0-9FTUM]|D[0-9]{4})")
DESCRIPTOR_COLUMNS = re.compile(r"descript|title", re.IGNORECASE)
WITHOUT_PROCEDURES = (
    "icd10cm",
    "hcc",
    "gems",  # diagnoses, and no words at all
    "gpci",
    "anesthesia",
    "mpfs-localities",
    "guidelines",
    "opps-addendum-a",
    "opps-addendum-d",
    "starter-pack",  # our own words; its own tests look at them
)


def _procedure_files() -> list[Path]:
    manifest = tomllib.loads((BUNDLED / "MANIFEST.toml").read_text(encoding="utf-8"))
    return [BUNDLED / entry["path"] for entry in manifest["file"] if not entry["source"].startswith(WITHOUT_PROCEDURES)]


def _descriptors(path: Path) -> list[tuple[str, str]]:
    """Return (code, descriptor) of the rows of a bundled file whose code is the AMA's or the ADA's."""
    text = lzma.decompress(path.read_bytes()).decode("latin-1").replace("\r\n", "\n").replace("\r", "\n")
    rows = list(csv.reader(text.splitlines(), delimiter="\t" if text.count("\t") > text.count(",") else ","))
    column = None
    found = []
    for row in rows:
        is_code = bool(row) and AMA_OR_ADA_CODE.fullmatch(row[0].strip()) is not None
        if column is None and is_code:
            return []  # the file has no column of words
        if column is None:
            column = next((i for i, cell in enumerate(row) if DESCRIPTOR_COLUMNS.search(cell) and len(cell) < 40), None)
            continue
        if is_code and column < len(row):
            found.append((row[0], row[column].strip()))
    return found


@pytest.mark.parametrize("path", _procedure_files(), ids=lambda path: f"{path.parent.name}-{path.name}")
def test_no_row_of_a_licensed_code_carries_words(path):
    assert [(code, words) for code, words in _descriptors(path) if words not in ("", "REDACTED")] == []


def test_the_check_finds_a_descriptor_when_there_is_one(tmp_path):
    planted = tmp_path / "planted.csv.xz"
    planted.write_bytes(lzma.compress(b"HCPCS,MOD,DESCRIPTION\n77385,,Invented words\nJ1100,,Public words\n"))
    assert _descriptors(planted) == [("77385", "Invented words")]
