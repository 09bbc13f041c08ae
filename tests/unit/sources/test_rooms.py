"""Every source room: it answers to its id, says its origin and rights, and its excerpts hold no licensed words."""

from __future__ import annotations

import csv
import re
import tomllib
from pathlib import Path

import pytest

from codewell.sources.registry import ROOMS, source

SOURCES = Path(__file__).parents[3] / "src/codewell/sources"
DATA = Path(__file__).parents[2] / "data"
LICENSED = re.compile(r"(?:[0-9]{4}[0-9A-Z]|D[0-9]{4})")
WITH_WORDS = {"mpfs": 2, "opps": 1, "asc": 2}


@pytest.mark.parametrize("source_id", sorted(ROOMS))
def test_a_source_answers_to_its_id(source_id):
    room = source(source_id)
    assert room.id == source_id
    assert room.title
    assert room.tables
    assert room.rights.licence
    assert room.rights.url.startswith("https://")


@pytest.mark.parametrize("room", sorted(set(ROOMS.values())))
def test_a_room_says_its_days_and_has_a_readme(room):
    folder = SOURCES / room.replace(".", "/")
    assert (folder / "README.md").is_file()
    assert tomllib.loads((folder / "SOURCE.toml").read_text(encoding="utf-8"))["days"]


@pytest.mark.parametrize("source_id", ["cpt", "mpfs", "mpfs-qpp", "opps-cap", "opps-addendum-b", "opps-addendum-e",
                                       "asc-addendum-aa", "asc-addendum-bb", "asc-addendum-ee", "asc-addendum-ff", "ncci-addon",
                                       "ncci-mue-practitioner", "ncci-ptp-practitioner", "anesthesia-base-units"])  # fmt: skip
def test_files_with_ama_codes_ask_for_the_licence(source_id):
    assert source(source_id).rights.carries_ama


@pytest.mark.parametrize("source_id", ["hcpcs", "opps-addendum-a", "opps-addendum-d1", "opps-addendum-d2", "gpci", "hcc"])
def test_files_without_ama_codes_do_not(source_id):
    assert not source(source_id).rights.carries_ama


@pytest.mark.parametrize(
    "path", sorted(path for folder in WITH_WORDS for path in (DATA / folder).iterdir()), ids=lambda path: path.name
)
def test_no_excerpt_holds_words_of_a_licensed_code(path):
    text = path.read_bytes().decode("latin-1").replace("\r\n", "\n").replace("\r", "\n")
    if path.parent.name == "mpfs" and path.suffix == ".txt":
        found = [line[7:57] for line in text.split("\n") if LICENSED.fullmatch(line[:5])]
    else:
        column = 1 if "_EE_" in path.name else WITH_WORDS[path.parent.name]
        rows = csv.reader(text.split("\n"), delimiter="\t" if path.suffix == ".txt" else ",")
        found = [row[column] for row in rows if len(row) > column and LICENSED.fullmatch(row[0].strip())]
    assert found or "_D" in path.name or "Addendum_A" in path.name
    assert [words for words in found if words.strip() not in ("", "REDACTED")] == []
