"""From published rows to terms, and back from the compiled file."""

from __future__ import annotations

from pathlib import Path

from codewell.clinical.compiled import Compiled, load, save
from codewell.clinical.dictionary import Meaning, anchor_blocks, chosen_terms
from codewell.clinical.excludes import Excludes, exclude_blocks, excluded_ranges
from codewell.clinical.terms import IndexRow, TermMaker, title_forms
from codewell.clinical.words import WordForms

MAKER = TermMaker(WordForms({}))
ROWS = [
    IndexRow(1, None, "Ulcer", "Ulcer", "L98499", None),
    IndexRow(2, 1, "stomach", "Ulcer > stomach", "K259", None),
    IndexRow(3, 1, "gastric", "Ulcer > gastric", None, "Ulcer, stomach"),
    IndexRow(4, 1, "specified NEC", "Ulcer > specified NEC", "K9999", None),
    IndexRow(5, 1, "with", "Ulcer > with", None, None),
    IndexRow(6, 5, "bleeding", "Ulcer > with > bleeding", "K2500", None),
]


def test_index_paths_become_word_sets() -> None:
    terms = {term.words: term.code for term in MAKER.index(ROWS)}
    assert terms[frozenset({"ulcer", "stomach"})] == "K259"
    assert terms[frozenset({"ulcer", "bleeding"})] == "K2500"


def test_see_reference_leads_to_the_entry_it_names() -> None:
    found = next(term for term in MAKER.index(ROWS) if "gastric" in term.words)
    assert found.code == "K259"
    assert "see Ulcer > stomach" in found.path


def test_what_is_left_when_nothing_else_fits_is_no_wording() -> None:
    assert all(term.code != "K9999" for term in MAKER.index(ROWS))
    assert list(MAKER.fixed("Other specified ulcer", "K25", "descriptor")) == []


def test_index_decides_over_other_wordings() -> None:
    both = [*MAKER.fixed("stomach ulcer", "K250", "lay"), *MAKER.index(ROWS)]
    chosen = {term.words: term.code for term in chosen_terms(both, {"K250", "K259", "L98499", "K2500"}, WordForms({}))}
    assert chosen[frozenset({"ulcer", "stomach"})] == "K259"


def test_forms_come_from_main_terms_that_are_one_word() -> None:
    assert title_forms(["Infarct, infarction", "Pain, acute"]) == {"infarction": "infarct"}


def test_term_is_kept_below_its_rarest_word() -> None:
    blocks = anchor_blocks(MAKER.index(ROWS))
    assert set(blocks) == {"ulcer", "stomach", "gastric", "bleeding"}


def test_compiled_file_comes_back_as_it_was(tmp_path: Path) -> None:
    made = Compiled(
        anchor_blocks(MAKER.index(ROWS)),
        {"K25": "K259\t1\tK25\tGastric ulcer"},
        {"renal": "kidney"},
        {"MI": (Meaning(("myocardial", "infarction"), "I219"), Meaning(("mitral", "insufficiency"), ""))},
        {"K25": "K27 K27"},
        {"K25": "Use additional code: to identify alcohol abuse (F10.-)"},
    )
    path = tmp_path / "home" / "dictionary.txt"
    save(made, path)
    assert load(path) == made


def test_damaged_or_absent_file_is_none(tmp_path: Path) -> None:
    path = tmp_path / "dictionary.txt"
    assert load(path) is None
    path.write_bytes(b"\xff\xfe")
    assert load(path) is None
    path.write_text("half of it", encoding="utf-8")
    assert load(path) is None


def test_excludes_ranges_are_read_from_the_note() -> None:
    assert excluded_ranges("gestational diabetes (O24.4-)") == (("O244", "O244"),)
    assert excluded_ranges("hypertensive disease complicating pregnancy (O10-O11, O13-O16)") == (("O10", "O11"), ("O13", "O16"))
    assert excluded_ranges("certain localized infections - see chapters") == ()


def test_excludes_reach_what_stands_below() -> None:
    excludes = Excludes(exclude_blocks([("E11", "type 1 diabetes mellitus (E10.-)"), ("I10", "in pregnancy (O10-O11)")]))
    assert excludes.bars("E1122", "E1065")
    assert excludes.bars("I10", "O1102")
    assert not excludes.bars("E1122", "E119")
    assert not excludes.bars("O1102", "I10")


def test_oldest_compiled_files_are_dropped(tmp_path: Path) -> None:
    made = Compiled({}, {}, {}, {}, {}, {})
    for number in range(7):
        save(made, tmp_path / f"dictionary-{number}.txt")
    assert len(list(tmp_path.glob("dictionary-*.txt"))) == 4
    assert (tmp_path / "dictionary-6.txt").exists()
