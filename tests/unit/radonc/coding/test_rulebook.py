"""Rule tables are checked as they are read: keys, basis, gaps and overlaps of periods."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import codewell.radonc.coding
from codewell.kernel.errors import ConfigurationError, InputError
from codewell.radonc.coding.payers import PAYER_IDS, SWITCHES, payer_named, read_payer
from codewell.radonc.coding.rulebook import TABLES, read_book, rule_book


def _rule(**changed):
    rule = {
        "id": "rt.made",
        "first_day": date(2015, 1, 1),
        "last_day": date(2025, 12, 31),
        "basis": "published",
        "cites": "a page",
        "says": "a rule",
    }
    return {key: value for key, value in {**rule, **changed}.items() if value is not None}


def _book(*rules):
    return read_book({"made": {"reviewed_through": date(2026, 11, 23), "rule": list(rules)}})


@pytest.mark.parametrize(
    ("day", "found"),
    [
        pytest.param(date(2014, 12, 31), None, id="day-before"),
        pytest.param(date(2015, 1, 1), "old", id="first-day"),
        pytest.param(date(2025, 12, 31), "old", id="last-day"),
        pytest.param(date(2026, 1, 1), "new", id="day-after"),
    ],
)
def test_a_rule_follows_the_date_of_service(day, found):
    book = _book(_rule(values={"name": "old"}), _rule(first_day=date(2026, 1, 1), last_day=None, values={"name": "new"}))
    rule = book.find("rt.made", day)
    assert (rule.text("name") if rule else None) == found


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        pytest.param([_rule(frist_day=date(2015, 1, 1))], "unknown keys", id="unknown-key"),
        pytest.param([_rule(cites=None)], "missing keys", id="no-source"),
        pytest.param([_rule(says="")], "not empty", id="says-nothing"),
        pytest.param([_rule(id="made")], "begins with rt.", id="id"),
        pytest.param([_rule(basis="rumour")], "expected one of published, derived, house", id="basis"),
        pytest.param([_rule(last_day=date(2014, 1, 1))], "before 2015", id="ends-before-it-begins"),
        pytest.param([_rule(), _rule(first_day=date(2025, 12, 31), last_day=None)], "overlap", id="overlap"),
        pytest.param(
            [_rule(last_day=None), _rule(first_day=date(2026, 1, 1), last_day=None)], "overlap", id="open-end-then-more"
        ),
        pytest.param([_rule(), _rule(first_day=date(2026, 1, 2), last_day=None)], "no period", id="gap"),
    ],
)
def test_a_table_at_fault_is_named(rules, words):
    with pytest.raises(ConfigurationError, match=words) as raised:
        _book(*rules)
    assert "made.toml" in str(raised.value)


def test_a_rule_stands_in_one_table_only():
    table = {"reviewed_through": date(2026, 11, 23), "rule": [_rule()]}
    with pytest.raises(ConfigurationError, match="stands in one and other"):
        read_book({"one": table, "other": table})


def test_every_packaged_rule_is_sourced_and_says_something():
    rules = [rule for periods in rule_book().rules.values() for rule in periods]
    assert {rule.table for rule in rules} == set(TABLES)
    assert all(rule.ruling.cites and rule.ruling.says.endswith(".") for rule in rules)
    assert all("0040" in rule.ruling.cites for rule in rules if rule.ruling.basis == "house")


def test_every_profile_sets_every_switch_on_the_days_of_the_tables():
    for id in PAYER_IDS:
        payer = payer_named(id)
        for name in SWITCHES:
            for day in (date(2015, 1, 1), date(2025, 12, 31), date(2026, 1, 1)):
                assert payer.switch(name, day).ruling.cites


@pytest.mark.parametrize(
    ("day", "word"),
    [
        pytest.param(date(2026, 2, 28), "varies", id="day-before"),
        pytest.param(date(2026, 3, 1), "required", id="first-day"),
    ],
)
def test_unitedhealthcare_requires_26_from_march(day, word):
    assert payer_named("uhc").says("guidance-modifier-26", day) == word


def test_an_unknown_payer_is_told_the_known_ones():
    with pytest.raises(InputError, match="medicare"):
        payer_named("aetna-of-nowhere")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        pytest.param({"name": "colour"}, "no switch", id="unknown-switch"),
        pytest.param({"value": "perhaps"}, "not allowed", id="value"),
        pytest.param({"basis": "rumour"}, "not allowed", id="basis"),
        pytest.param({"note": "x"}, "expected the keys", id="key"),
        pytest.param({"last_day": date(2014, 1, 1)}, "before 2015", id="ends-before-it-begins"),
    ],
)
def test_a_profile_at_fault_is_named(changed, words):
    switch = {
        "name": "guidance",
        "value": "cpt",
        "first_day": date(2015, 1, 1),
        "basis": "published",
        "cites": "a page",
        "says": "a rule",
    }
    stated = {"title": "Made", "cites": "a page", "reviewed_through": date(2026, 1, 1), "switch": [{**switch, **changed}]}
    with pytest.raises(ConfigurationError, match=words):
        read_payer("made", stated, payer_named("medicare"))


def test_every_packaged_rule_is_asked_for_by_name():
    folder = Path(codewell.radonc.coding.__file__).parent
    code = "".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.py")))
    assert [id for id in rule_book().rules if id not in code] == []
