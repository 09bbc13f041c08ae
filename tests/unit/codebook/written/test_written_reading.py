"""A file of the documented format is read in full; each departure from it is told with its line."""

from __future__ import annotations

from datetime import date

import pytest

from codewell.codebook.written.faults import UnreadablePageError
from codewell.codebook.written.page import BlockKind, Section, page_of
from codewell.codebook.written.reading import read_page
from codewell.kernel.codes import CptCode

SIMPLE, COMPLEX = CptCode("77385"), CptCode("77386")
DAY = date(2025, 6, 2)


def faults_of(text: str) -> list[tuple[int, str]]:
    with pytest.raises(UnreadablePageError) as refusal:
        read_page("tubes.md", text)
    return [(fault.line, fault.sentence) for fault in refusal.value.faults]


def test_every_field_and_section_is_read(page_text):
    page = read_page("tubes.md", page_text)
    assert page.codes == (SIMPLE, COMPLEX)
    assert dict(page.labels) == {COMPLEX: "The long tube"}
    assert (page.author, page.reviewed, page.valid_days) == ("A hospital", date(2026, 11, 30), 365)
    assert page.sources[0].url == "https://example.org/rule"
    assert [(fact.last_day, fact.fact, fact.value, fact.number) for fact in page.facts] == [
        (date(2025, 12, 31), "", "", 11),
        (None, "mpfs.status", "I", 12),
    ]
    assert [part.section for part in page.parts] == [
        Section.PLAIN_LANGUAGE,
        Section.PLAIN_LANGUAGE,
        Section.INDICATIONS,
        Section.PROCEDURE,
        Section.POST_PROCEDURE,
        Section.CODING_NOTES,
    ]
    steps = page.parts[3].blocks[0]
    assert (page.parts[3].heading, steps.kind, steps.lines) == (
        "At the desk",
        BlockKind.STEPS,
        ("Ask for the name.", "Set the tube."),
    )
    assert page.parts[2].blocks[0].lines == ("Thirst.", "A second reason, which goes on in a second line.")


def test_a_code_shows_what_is_shared_and_its_own_part(page_text):
    page = read_page("tubes.md", page_text)
    own = page_of(page, COMPLEX, DAY, "mercy")
    other = page_of(page, SIMPLE, DAY, "mercy")
    plain = own.section(Section.PLAIN_LANGUAGE)
    assert plain is not None
    assert [part.blocks[0].lines[0] for part in plain.parts][-1] == "This one is long."
    assert len(other.section(Section.PLAIN_LANGUAGE).parts) == 1
    assert (own.label, other.label, own.origin) == ("The long tube", None, "mercy")


@pytest.mark.parametrize(
    ("day", "due"),
    [
        pytest.param("2027-11-30", False, id="last-valid-day"),
        pytest.param("2027-12-01", True, id="day-after"),
        pytest.param("2020-01-01", False, id="long-before"),
    ],
)
def test_a_page_is_due_for_review_the_day_after_its_valid_days(page_text, day, due):
    page = page_of(read_page("tubes.md", page_text), SIMPLE, date.fromisoformat(day), "mercy")
    assert page.is_due is due
    assert page.due == date(2027, 12, 1)


@pytest.mark.parametrize(
    ("first", "last", "day", "covers"),
    [
        ("2026-01-01", None, "2025-12-31", False),
        ("2026-01-01", None, "2026-01-01", True),
        (None, "2025-12-31", "2025-12-31", True),
        (None, "2025-12-31", "2026-01-01", False),
    ],
)
def test_a_page_can_speak_of_some_days_only(page_text, first, last, day, covers):
    days = (f"first_day = {first}\n" if first else "") + (f"last_day = {last}\n" if last else "")
    page = read_page("tubes.md", page_text.replace("valid_days = 365\n", f"valid_days = 365\n{days}"))
    assert page.covers(date.fromisoformat(day)) is covers


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        pytest.param("+++\ntitle", "title", 1, "between two lines of +++", id="no-front-matter"),
        pytest.param('title = "Two tubes"', "title = Two tubes", 2, "not TOML", id="not-toml"),
        pytest.param('title = "Two tubes"\n', "", 1, "title is missing", id="no-title"),
        pytest.param("valid_days = 365", 'valid_days = "a year"', 6, "valid_days must be", id="wrong-type"),
        pytest.param("valid_days = 365", "valid_dayz = 365", 6, "no field 'valid_dayz'", id="unknown-field"),
        pytest.param('["77385", "77386"]', '["77385", "tube"]', 3, "'tube' is not shaped like a code", id="bad-code"),
        pytest.param('["77385", "77386"]', '["77386", "77385", "77385"]', 3, "stands twice", id="code-twice"),
        pytest.param("77386 =", "77300 =", 16, "does not cover", id="label-of-another"),
        pytest.param("https://example.org/rule", "ftp://example.org", 8, "must begin with https://", id="bad-url"),
        pytest.param(', dated = "2026"', "", 7, "title, url and dated", id="source-without-date"),
        pytest.param("last_day = 2025-12-31 }", "what = 1 }", 10, "must name a code and one of", id="fact-of-no-kind"),
        pytest.param(', value = "I"', "", 12, "give value with fact", id="fact-without-value"),
        pytest.param("on = 2025-12-31, ", "", 12, "needs the day", id="fact-without-day"),
        pytest.param("on = 2025-12-31", 'on = "2025-12-31"', 12, "without quotes", id="quoted-day-of-a-fact"),
        pytest.param("mpfs.status", "mpfs.statuss", 12, "perhaps mpfs.status", id="misspelled-fact"),
        pytest.param("mpfs.status", "the weather", 12, "and more: see `codewell lookup CODE --json`", id="fact-that-is-none"),
        pytest.param('fact = "mpfs.status", value = "I"', 'standing = "active"', 12, "there are in_force", id="unknown-standing"),
        pytest.param(
            'fact = "mpfs.status", value = "I"',
            'relation = "replaces_by", other = "77407"',
            12,
            "replaced_by",
            id="unknown-relation",
        ),
        pytest.param('["77385", "77386"]', '[77385, "77386"]', 3, 'in quotes: "77385"', id="code-without-quotes"),
        pytest.param("reviewed = 2026-11-30", 'reviewed = "2026-11-30"', 5, "without quotes", id="quoted-day"),
        pytest.param("valid_days = 365", "valid_days = -1", 6, "above 0", id="negative-days"),
        pytest.param(
            "valid_days = 365",
            "valid_days = 365\nfirst_day = 2026-01-01\nlast_day = 2025-01-01",
            8,
            "lies before the first_day",
            id="days-turned-round",
        ),
        pytest.param(
            "- Thirst.\n", "### 77386\n\n- Thirst.\n", 29, "Indications says nothing of 77385", id="nothing-for-one-code"
        ),
        pytest.param("The arm can be sore.\n\n", "", 18, "Afterwards is missing", id="dead-section"),
        pytest.param("The arm can be sore.", "The arm can be \ufffd.", 42, "not UTF-8", id="another-encoding"),
        pytest.param("## Plain language", "## In plain words", 19, "no section 'In plain words'", id="unknown-section"),
        pytest.param("## Indications", "## Coding notes", 33, "twice or out of order", id="order"),
        pytest.param("### 77386", "### 77386, 77400", 23, "names 77400", id="heading-of-another-code"),
        pytest.param("1. Ask for the name.\n2. Set the tube.", "Ask and set.", 35, "has no steps", id="no-steps"),
        pytest.param("The arm can be sore.", "The arm can be **sore**.", 42, "Only plain text", id="bold"),
        pytest.param("The arm can be sore.", "| a | b |", 42, "Only headings", id="table"),
        pytest.param("The arm can be sore.", "<script>x</script>", 42, "Only", id="html"),
        pytest.param("## Afterwards\n\nThe arm can be sore.\n\n", "", 18, "Afterwards is missing", id="missing-section"),
    ],
)
def test_a_departure_from_the_format_is_told_with_its_line(page_text, old, new, line, words):
    assert old in page_text
    found = faults_of(page_text.replace(old, new, 1))
    assert any(words in sentence and number == line for number, sentence in found), found


def test_a_file_of_another_kind_and_an_endless_one_are_refused():
    assert faults_of("# Just notes")[0][1].startswith("A page begins with its fields")
    assert faults_of("+++\n+++\n" + "x" * 300_000)[0][1].startswith("A page has at most")


def test_a_byte_order_mark_and_the_line_ends_of_windows_are_read(page_text):
    page = read_page("tubes.md", "\ufeff" + page_text.replace("\n", "\r\n"))
    assert page == read_page("tubes.md", page_text)


def test_the_reader_besides_the_author_is_shown_only_where_one_is_named(page_text):
    assert page_of(read_page("tubes.md", page_text), SIMPLE, DAY, "mercy").reviewer == ""
    named = page_text.replace("reviewed = 2026-11-30\n", 'reviewed = 2026-11-30\nreviewer = "A. Reader, coder"\n')
    assert page_of(read_page("tubes.md", named), SIMPLE, DAY, "mercy").reviewer == "A. Reader, coder"
