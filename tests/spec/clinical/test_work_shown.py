"""Which work a note shows on its conditions, from sentences in which the answer is marked."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from codewell.clinical.coder import Assignment
from codewell.clinical.drug_uses import DrugUses
from codewell.clinical.meat import work_shown
from codewell.kernel.codes import Icd10CmCode
from codewell.kernel.text import TextSpan
from codewell.releases.shelf import Shelf
from codewell.tasks.drug_names import drug_categories

MARK = re.compile(r"\{([^|}]+)\|([^}]+)\}|\[(\w+)>([^|\]]+)\|([^\]]+)\]")
LINES = [
    line
    for line in (Path(__file__).parent / "work.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.fixture(scope="module")
def drugs(reference_home) -> DrugUses:
    return DrugUses(drug_categories(Shelf(reference_home), date(2026, 6, 2)))


def unmarked(line: str) -> tuple[str, list[Assignment], set[tuple[str, str, str]]]:
    """Return the note of a marked line, its assigned codes and what is to be found: code, work, words."""
    text, last = "", 0
    assigned: list[Assignment] = []
    wanted: set[tuple[str, str, str]] = set()
    for match in MARK.finditer(line):
        text += line[last : match.start()].replace("//", "\n")
        last = match.end()
        code, words, work, codes, shown = match.groups()
        if code:
            assigned.append(Assignment(Icd10CmCode.parse(code), "", (TextSpan(len(text), len(text) + len(words)),), ()))
        else:
            wanted |= {(one, work, shown) for one in codes.split(",")}
        text += words or shown
    return text + line[last:].replace("//", "\n"), assigned, wanted


@pytest.mark.parametrize("line", LINES, ids=range(len(LINES)))
def test_work_is_found_where_it_is_marked(drugs, line):
    text, assigned, wanted = unmarked(line)
    shown = work_shown(text, assigned, drugs)
    found = {
        (str(one.code), place.work.value, text[place.span.start : place.span.end])
        for one, places in zip(assigned, shown, strict=True)
        for place in places
    }
    assert found == wanted
