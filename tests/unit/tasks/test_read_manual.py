"""A loaded manual: quoted with section and page in the edition of the day, shown by section, never silently of another year."""

from __future__ import annotations

from datetime import UTC, date, datetime
from urllib.parse import urlsplit

import pytest

from codewell.assistant.answer import Outcome
from codewell.interfaces.web.server import create_app
from codewell.kernel.errors import InputError, LicenceError, UnknownEntryError
from codewell.tasks.ask.ask import ask
from codewell.tasks.ask.conversation import AskRequest
from codewell.tasks.import_release import ReleaseImport, import_release
from codewell.tasks.read_manual import read_section
from codewell.tasks.workplace import Workplace
from manuals_made import IOM_PAGES, ncci_pages, pdf_of
from web_client import WebClient

QUESTION = "What does the NCCI policy manual say of modifiers and separate sites"


def clock():
    return datetime(2026, 6, 2, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    home = tmp_path_factory.mktemp("manuals")
    for name, pages in (("a.pdf", ncci_pages(2025)), ("b.pdf", ncci_pages(2026)), ("c.pdf", IOM_PAGES)):
        (home / name).write_bytes(pdf_of(pages))
        import_release(home, clock, ReleaseImport("manual", (home / name,), licence_accepted_by="Ann"))
    return Workplace(home, clock)


def answered(desk, question):
    (answer,) = ask(desk, AskRequest(question)).answers
    return answer


@pytest.mark.parametrize(
    ("day", "edition"), [("2025-01-01", 2025), ("2025-12-31", 2025), ("2026-01-01", 2026), ("2026-12-31", 2026)]
)
def test_the_edition_of_the_day_answers(desk, day, edition):
    answer = answered(desk, f"{QUESTION} on {day}?")
    assert answer.outcome is Outcome.ANSWERED
    cited = answer.citations[0]
    assert cited.title == f"Medicare NCCI Policy Manual {edition}"
    assert cited.place == "chapter I, section B, page I-3"
    assert cited.quote == f"In {edition} a modifier releases an edit where the record shows separate sites."
    assert answer.notices == ()


@pytest.mark.parametrize("day", ["2024-12-31", "2027-01-01"])
def test_another_years_edition_is_said_to_be_one(desk, day):
    answer = answered(desk, f"{QUESTION} on {day}?")
    assert f"Nothing loaded covers {day}" in answer.notices[0]


def test_a_section_is_found_by_its_number(desk):
    answer = answered(desk, "What does section 30.6.1 of the Medicare claims processing manual, chapter 12, say?")
    assert answer.citations[0].place == "chapter 12, section 30.6.1, page 2"
    assert "Necessity comes first." in answer.text


def test_every_link_opens_the_section_with_the_quoted_words(desk):
    with WebClient(create_app(desk)) as pages:
        for question in (f"{QUESTION} on 2025-06-02?", "Section 30.6.1 of the Medicare claims processing manual"):
            for cited in answered(desk, question).citations:
                address = urlsplit(cited.link)
                page = pages.get(f"{address.path}?{address.query}")
                assert page.status_code == 200
                assert cited.quote in page.text
        listed = pages.get("/manuals").text
        assert "Medicare NCCI Policy Manual 2025" in listed
        assert "I.B" in pages.get("/manuals/medicare-ncci-policy-manual-2026-chapter-i").text
        assert pages.get("/manuals/none").status_code == 404
        assert pages.get("/manuals/none/1").status_code == 404


def test_a_section_on_a_day_before_it_was_effective_says_so(desk):
    # the section states that it is effective from 2024-07-01
    release = "medicare-claims-processing-manual-2024-chapter-12"
    assert read_section(desk, release, "12.30.6.1", date(2024, 7, 1)).notice == ""
    assert "does not cover 2024-06-30" in read_section(desk, release, "12.30.6.1", date(2024, 6, 30)).notice
    assert read_section(desk, release, "12.10", date(2024, 6, 30)).notice == ""
    with pytest.raises(UnknownEntryError):
        read_section(desk, release, "12.99", None)


def test_an_import_asks_for_the_licence_and_for_the_days_that_a_manual_does_not_state(tmp_path):
    file = tmp_path / "plan.txt"
    file.write_text("# Orders\n\nOrders are signed.\n", encoding="utf-8")
    with pytest.raises(LicenceError):
        import_release(tmp_path, clock, ReleaseImport("manual", (file,)))
    with pytest.raises(InputError) as refused:
        import_release(tmp_path, clock, ReleaseImport("manual", (file,), licence_accepted_by="Ann"))
    assert "--first-day" in refused.value.next_step
    stated = ReleaseImport("manual", (file,), "plan-2026", date(2026, 1, 1), date(2026, 12, 31), licence_accepted_by="Ann")
    assert import_release(tmp_path, clock, stated).release == "plan-2026"
