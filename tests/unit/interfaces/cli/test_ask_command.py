"""An answer in the terminal, a conversation there, and the commands that stand in the place of links."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest

from asking_made import ONE, TWO, UNDERSTOOD
from codewell.interfaces.cli.ask_conversation import converse
from codewell.interfaces.cli.ask_sheet import write_asked
from codewell.interfaces.cli.command_of_link import command_of_link
from codewell.interfaces.cli.sheet import Sheet
from codewell.kernel.errors import InputError
from codewell.tasks.ask.conversation import Asked, AskRequest


@pytest.mark.parametrize(
    ("link", "command"),
    [
        ("/code/cpt/77385?on=2025-06-02#mue", "codewell lookup 77385 --on 2025-06-02"),
        ("/code/icd10cm/E11.22", "codewell lookup E11.22 --system icd10cm"),
        ("/ptp?codes=77301%2077014&setting=outpatient", "codewell ptp 77301 77014 --setting outpatient"),
        ("/ptp?codes=77301+77014", "codewell ptp 77301 77014"),
        ("/fee?code=77407&locality=1320201&on=2026-07-01", "codewell fee 77407 --on 2026-07-01 --locality 1320201"),
        ("/compare?first=77385&second=77386&second_on=2026-01-01", "codewell compare 77385 77386 --second-on 2026-01-01"),
        ("/browse/icd10cm/E08-E13", "codewell browse icd10cm E08-E13"),
        ("/search?q=heart+attack", "codewell search 'heart attack'"),
        ("/releases?on=2026-01-01", "codewell releases --on 2026-01-01"),
        ("/guidelines/I.C.4.a", ""),
        ("", ""),
    ],
)
def test_a_link_is_told_as_the_command_that_shows_the_same(link, command):
    assert command_of_link(link) == command


def written(asked: Asked) -> str:
    out = io.StringIO()
    write_asked(Sheet(out, colour=False), asked)
    return out.getvalue()


def test_sentences_carry_numbers_and_sources_say_release_place_and_command():
    text = written(ONE)
    assert "The practitioner MUE of 77385 is 1 on June 2, 2025. [1]" in text
    assert "[1, 2]" in text
    assert "[1]  ncci-mue-practitioner 2025-Q2, code 77385, 2025-04-01 to 2025-06-30" in text
    assert "codewell lookup 77385 --on 2025-06-02" in text
    assert "chapter I, section V, page I-20" in text
    assert "And in a hospital?" in text
    assert "! The day is not named; June 2, 2025 is used." in text
    assert "Practitioner  1    3    [1]" in text


def test_of_several_questions_each_stands_above_its_answer():
    text = written(TWO)
    assert text.index("Which code pays more") < text.index("The code follows from") < text.index("MUE of 77385?")


class Scripted:
    """Lines of a person, and what was asked with each."""

    def __init__(self, *lines: str) -> None:
        self._lines: Iterator[str] = iter(lines)
        self.asked: list[AskRequest] = []

    def read(self) -> str:
        """Return the next line."""
        try:
            return next(self._lines)
        except StopIteration:
            raise EOFError from None

    def ask(self, request: AskRequest) -> tuple[Asked, ...]:
        """Answer with what is made by hand; one question is refused."""
        self.asked.append(request)
        if request.text == "bad":
            raise InputError("The question cannot be read.")
        return (ONE,)


def test_a_follow_up_is_asked_with_what_was_understood_before():
    person, out = Scripted("MUE of 77385?", "", "bad", "and in 2026?", "Exit", "never"), io.StringIO()
    converse(Sheet(out, colour=False), AskRequest("", locality="1320201"), person.read, person.ask)
    assert [(one.text, one.before) for one in person.asked] == [
        ("MUE of 77385?", None),
        ("bad", UNDERSTOOD),
        ("and in 2026?", UNDERSTOOD),
    ]
    assert {one.locality for one in person.asked} == {"1320201"}
    assert "The question cannot be read." in out.getvalue()


def test_the_end_of_input_ends_a_conversation():
    person = Scripted()
    converse(Sheet(io.StringIO(), colour=False), AskRequest(""), person.read, person.ask)
    assert person.asked == []
