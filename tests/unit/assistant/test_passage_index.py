"""Passages are found by words, titles and codes, and in the edition of the day."""

from __future__ import annotations

from datetime import date

import pytest

from codewell.assistant.passage import Passage, PassageSource
from codewell.assistant.retrieval.index import PassageIndex
from codewell.assistant.retrieval.naming import closeness


def passage(section: str, title: str, text: str, year: int = 2026, codes: tuple[str, ...] = ()) -> Passage:
    return Passage(
        f"guidelines/FY{year}/{section}",
        PassageSource.GUIDELINES,
        title,
        text,
        f"Guidelines FY{year}",
        f"section {section}, page 1",
        f"/guidelines/{section}",
        date(year - 1, 10, 1),
        date(year, 9, 30),
        codes,
    )


HELP = Passage("help/x", PassageSource.HELP, "Uncertain diagnosis", "uncertain diagnosis", "Help", "x", "/")
INDEX = PassageIndex(
    [
        passage("II.H", "Uncertain Diagnosis", "Code the condition as if it existed."),
        passage("IV.H", "Uncertain diagnosis", "Do not code diagnoses documented as probable or suspected."),
        passage("I.C.9.a", "Hypertension", "Heart and kidney involvement are presumed.", codes=("I10", "I11-I13")),
        passage("I.C.4.a", "Diabetes mellitus", "Combination codes.", codes=("E08-E13",)),
        passage("I.C.4.a", "Diabetes mellitus", "Combination codes, earlier.", 2024, ("E08-E13",)),
        HELP,
    ]
)
DAY = date(2026, 3, 2)


def first(question: str, on: date = DAY, codes: tuple[str, ...] = (), sources: tuple[PassageSource, ...] = ()) -> str:
    found = INDEX.retrieve(question, on, codes, sources or (PassageSource.GUIDELINES,))
    return found[0].passage.id if found else ""


@pytest.mark.parametrize(
    ("question", "section"),
    [
        ("uncertain dx in the clinic", "IV.H"),
        ("Uncertain diagnosis, inpatient?", "II.H"),
        ("HTN", "I.C.9.a"),
        ("rules for diabtes melitus", "I.C.4.a"),
        ("DM2", "I.C.4.a"),
    ],
)
def test_finds_the_section_in_a_coders_words(question: str, section: str) -> None:
    assert first(question) == f"guidelines/FY2026/{section}"


def test_a_code_finds_the_section_that_names_its_range() -> None:
    assert first("", codes=("E11.22",)) == "guidelines/FY2026/I.C.4.a"
    assert first("", codes=("I12.9",)) == "guidelines/FY2026/I.C.9.a"


@pytest.mark.parametrize(
    ("day", "edition", "is_other"),
    [
        pytest.param(date(2023, 9, 30), "FY2024", True, id="before-all"),
        pytest.param(date(2023, 10, 1), "FY2024", False, id="first-day"),
        pytest.param(date(2024, 9, 30), "FY2024", False, id="last-day"),
        pytest.param(date(2024, 10, 1), "FY2024", True, id="day-after"),
        pytest.param(date(2025, 10, 1), "FY2026", False, id="next-edition"),
        pytest.param(date(2027, 1, 1), "FY2026", True, id="after-all"),
    ],
)
def test_the_edition_of_the_day_answers_and_another_years_says_so(day: date, edition: str, is_other: bool) -> None:
    found = INDEX.retrieve("diabetes", day, sources=(PassageSource.GUIDELINES,))[0]
    assert (found.passage.id, found.of_another_year) == (f"guidelines/{edition}/I.C.4.a", is_other)


def test_only_the_named_sources_answer() -> None:
    assert first("uncertain diagnosis", sources=(PassageSource.HELP,)) == "help/x"


@pytest.mark.parametrize("question", ["", "???", "zzzzqqq", "\N{FIRE}", "' OR 1=1 --"])
def test_nothing_known_finds_nothing(question: str) -> None:
    assert first(question) == ""


def test_coverage_falls_with_words_that_no_passage_holds() -> None:
    found = INDEX.retrieve("diabetes", DAY)[0].passage
    assert INDEX.coverage("diabetes", found) == 1.0
    assert INDEX.coverage("diabetes zebra", found) < 0.8


@pytest.mark.parametrize(
    ("code", "named", "near"),
    [("E11.22", ("E11.22",), 1.0), ("E11.22", ("E08-E13",), 0.4), ("E11.22", ("A00-T88",), 0.0), ("E11", ("E11.2",), 0.6)],
)
def test_a_code_itself_is_nearer_than_its_range(code: str, named: tuple[str, ...], near: float) -> None:
    assert closeness(code, named) == pytest.approx(near)
