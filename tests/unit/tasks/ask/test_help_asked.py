"""Questions on the app are told from questions on codes and rules."""

import tomllib
from importlib.resources import files

import pytest

from codewell.tasks.ask.help_asked import asks_for_help, item_asked
from codewell.tasks.ask.help_passages import help_passages


@pytest.mark.parametrize(
    ("question", "item"),
    [
        ("how do I log in?", "help/sign-in"),
        ("Can I use this offline?", "help/offline"),
        ("does my note leave my computer", "help/privacy"),
        ("how can we deidentify many files at once", "help/redact-folder"),
        ("where do I set my locality", "help/fee"),
    ],
)
def test_a_question_on_the_app_finds_its_item(question, item):
    found = item_asked(question)
    assert found is not None
    assert found.id == item


@pytest.mark.parametrize(
    "question",
    [
        "ICD-10 for left knee osteoarthritis",
        "how do I code sepsis due to pneumonia?",
        "can I use modifier 25 with a procedure of 0 global days",
        "change the diagnosis so that the MRI gets paid",
        "how do we bill a visit that was never made",
        "what does status indicator N mean?",
    ],
)
def test_a_question_on_codes_or_rules_is_none_on_the_app(question):
    assert not asks_for_help(question)


def test_every_wording_belongs_to_an_item():
    stated = tomllib.loads((files("codewell.assistant") / "help_wordings.toml").read_text(encoding="utf-8"))
    assert {f"help/{id}" for id in stated} == {one.id for one in help_passages()}
