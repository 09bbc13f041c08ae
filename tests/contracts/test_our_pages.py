"""The pages that come with Codewell: without fault against the bundled reference, in our own words, counted in the docs."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from codewell.codebook.published import FACT_IDS
from codewell.codebook.written.library import our_pages
from codewell.codebook.written.page import PageFile
from codewell.kernel.codes import Icd10CmCode, possible_codes
from codewell.tasks.check_pages import CheckedPages, check_pages
from codewell.tasks.workplace import Workplace

ROOT = Path(__file__).parents[2]
STARTER_PACK = ROOT / "src/codewell/sources/cpt/starter_pack"
LONGEST_SHARED_RUN = 11
"""Words; the names of rules and manuals make runs of ten."""


@pytest.fixture(scope="module")
def checked(reference_home: Path) -> CheckedPages:
    return check_pages(Workplace(reference_home, lambda: datetime(2026, 11, 30, 12, tzinfo=UTC)), None)


def pages() -> list[PageFile]:
    folder = our_pages()
    return [page for page in map(folder.read, folder.names) if isinstance(page, PageFile)]


def test_no_page_has_a_fault(checked):
    assert [str(fault) for fault in checked.faults] == []


def test_every_stated_fact_is_compared(checked):
    assert checked.not_compared == ()
    assert checked.compared > 800


def test_no_page_is_due_on_the_day_of_its_review(checked):
    assert checked.due == ()


def test_the_exemplary_pages_are_there():
    covered = {str(code) for page in pages() for code in page.codes}
    assert {"77385", "77386", "77402", "77407", "77412"} <= covered


def test_the_docs_state_how_many_codes_are_covered(checked):
    text = (ROOT / "docs/pages.md").read_text(encoding="utf-8")
    stated = re.search(r"\*\*(\d+) pages on (\d+) codes\*\*, (\d+) of them among the starter pack's (\d+)", text)
    assert stated is not None
    starter = {code for file in STARTER_PACK.glob("*.toml") for code in tomllib.loads(file.read_text("utf-8")).get("codes", {})}
    covered = {str(code) for page in pages() for code in page.codes}
    counted = (checked.files, checked.codes, len(covered & starter), len(starter))
    assert tuple(map(int, stated.groups())) == counted


def test_every_published_fact_of_the_covered_codes_has_a_known_id(reference_home: Path):
    book = Workplace(reference_home, lambda: datetime(2026, 11, 30, 12, tzinfo=UTC)).book
    covered = {code for page in pages() for code in page.codes} | {Icd10CmCode("E1122"), Icd10CmCode("Z7901")}
    ids = {fact.id for code in covered for fact in book.entry(code, on=date(2025, 12, 31)).facts}
    assert ids - FACT_IDS == set()
    assert {"mpfs.status", "opps.apc", "mue.outpatient", "asc.payment_indicator", "poa.exempt"} <= ids


LIMIT_OF_ALL = re.compile(r"^MUE of 2024(?: for practitioners)?: (\d+)(?: a day)?(?: for each)?\.$")
LIMIT_OF_CODES = re.compile(r"\b(?<!of )(\d{1,3})(?: units)? (?:for|of) ((?:[0-9A-V][0-9]{4}(?:, | and )?)+)")


def limits_in(line: str, codes: list[str]) -> list[tuple[str, str]]:
    """Return the units for practitioners that a line states, by code; a line that names no code speaks of all of its page."""
    _, found, tail = line.partition("MUE")
    if not found:
        return []
    if whole := LIMIT_OF_ALL.match(line):
        return [(code, whole[1]) for code in codes]
    return [(code, units) for units, named in LIMIT_OF_CODES.findall(tail) for code in re.findall(r"[0-9A-V][0-9]{4}", named)]


def test_the_units_that_a_text_names_are_those_of_the_release(reference_home: Path):
    book = Workplace(reference_home, lambda: datetime(2026, 11, 30, 12, tzinfo=UTC)).book
    stated = {
        (page.name, *limit)
        for page in pages()
        for part in page.parts
        for block in part.blocks
        for line in block.lines
        for limit in limits_in(line, [str(code) for code in page.codes])
    }
    wrong = []
    for name, code, units in sorted(stated):
        facts = book.entry(possible_codes(code)[0], on=date(2024, 8, 1)).facts
        loaded = [fact.value for fact in facts if fact.id == "mue.practitioner" and fact.holds_on_day]
        if loaded != [units]:
            wrong.append((name, code, units, loaded))
    assert len(stated) > 150
    assert wrong == []


@pytest.mark.parametrize(
    ("right", "wrong", "words"),
    [
        ('code = "77385", last_day = 2025-12-31', 'code = "77385", last_day = 2026-12-31', "loaded: 2025-12-31"),
        ('"mpfs.pctc", value = "3"', '"mpfs.pctc", value = "1"', "mpfs.pctc = 1 of 77385 on 2025-12-31; loaded: 3."),
        ('"opps.apc", value = "5623"', '"opps.apc", value = "5622"', "loaded: 5623."),
        ('"replaced_by", other = "77407"', '"replaced_by", other = "77402"', "loaded: 77407, 77412"),
        ('other = "77387", detail = "indicator 0"', 'other = "77387", detail = "indicator 1"', "(indicator 0)"),
        (
            "- A target with a hollow shape",
            "- G6999 is for a hollow shape",
            "The text names G6999, which no loaded release holds.",
        ),
        ("- A target with a hollow shape", "- We leverage a hollow shape", "The words 'leverage' say nothing here"),
        ("- A physical compensator", "- PC/TC indicator 9. A compensator", "the PC/TC indicator 9, which no fact states"),
        ("- Field-in-field", "- It ended on 2026-03-31. Field-in-field", "The text names 2026-03-31"),
    ],
)
def test_a_planted_mistake_is_found_with_file_and_line(reference_home: Path, tmp_path: Path, right, wrong, words):
    name = "imrt-delivery-2015-2025.md"
    text = (our_pages().place / name).read_text(encoding="utf-8")
    assert right in text
    text = text.replace(right, wrong, 1)
    (tmp_path / name).write_text(text, encoding="utf-8")
    checked = check_pages(Workplace(reference_home, lambda: datetime(2026, 11, 30, 12, tzinfo=UTC)), tmp_path / name)
    number = text[: text.index(wrong)].count("\n") + 1
    assert [(fault.file, fault.line) for fault in checked.faults] == [(name, number)]
    assert words in checked.faults[0].sentence


def test_no_text_of_the_shared_folder_is_copied():
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the standards and the peers' texts are not beside the repository (../shared)")
    runs = {run for text in _texts_of(folder) for run in _runs(text)}
    copied = [
        (page.name, " ".join(run))
        for page in pages()
        for part in page.parts
        for block in part.blocks
        for line in block.lines
        for run in _runs(line)
        if run in runs
    ]
    assert copied == []


def _texts_of(folder: Path) -> list[str]:
    found = []
    for path in sorted((*(folder / "standards").glob("*.json"), *(folder / "peers").glob("*.jsonl"), folder / "radonc")):
        if path.is_dir():
            found += [inner.read_text(encoding="utf-8", errors="replace") for inner in sorted(path.glob("*.md"))]
        elif path.suffix == ".jsonl":
            found += [json.dumps(json.loads(line), ensure_ascii=False) for line in path.read_text(encoding="utf-8").splitlines()]
        else:
            found.append(path.read_text(encoding="utf-8", errors="replace"))
    return found


def _runs(text: str) -> list[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9]+", text.lower())
    return [tuple(words[start : start + LONGEST_SHARED_RUN]) for start in range(len(words) - LONGEST_SHARED_RUN + 1)]
