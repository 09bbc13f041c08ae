"""Manuals read in sections: chapter, number, title, page and days as printed; nothing of an unknown year."""

from __future__ import annotations

from datetime import date

import pytest

from codewell.kernel.errors import PublisherFileError
from codewell.kernel.validity import Validity
from codewell.sources.manuals import SOURCE
from manuals_made import IOM_PAGES, file_of, ncci_pages, pdf_of


def sections(file):
    return [row for table, row in SOURCE.rows([file]) if table == "sections"]


def test_a_chapter_of_the_ncci_manual():
    file = file_of("chapter1.pdf", pdf_of(ncci_pages(2026)))
    identity = SOURCE.identify([file])
    assert identity.release == "medicare-ncci-policy-manual-2026-chapter-i"
    assert identity.validity == Validity(date(2026, 1, 1), date(2026, 12, 31))
    rows = {row[0]: row for row in sections(file)}
    assert rows["I.A"][1:6] == ("I", "A", "Introduction", "I-2", "I-2")
    assert rows["I.A"][7] == "Edits keep a service from being paid twice.\n\n1. Edits are dated. Each has a first day."
    assert rows["I.B"][3:6] == ("Modifiers", "I-3", "I-3")
    assert rows["I.B"][7] == "In 2026 a modifier releases an edit where the record shows separate sites."
    assert not any("Revision Date" in row[7] or "....." in row[7] for row in rows.values())


def test_a_chapter_of_an_internet_only_manual():
    file = file_of("clm104c12.pdf", pdf_of(IOM_PAGES))
    identity = SOURCE.identify([file])
    assert identity.release == "medicare-claims-processing-manual-2024-chapter-12"
    assert identity.validity == Validity(date(2024, 7, 1))  # the latest day from which a section is effective
    rows = {row[0]: row for row in sections(file)}
    assert rows["12.10"][6] == "2010-01-01"
    assert rows["12.30.6.1"][2:7] == ("30.6.1", "Selection of the Level of a Visit", "2", "2", "2024-07-01")
    assert rows["12.30.6.1"][7] == "Necessity comes first."


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("rules.md", "title: Plan rules\nfirst_day: 2026-01-01\nlast_day: 2026-12-31\n\n# Orders\n\nOrders are signed.\n"),
        (
            "rules.html",
            "<p>title: Plan rules</p><p>first_day: 2026-01-01</p><p>last_day: 2026-12-31</p>"
            "<h2>Orders</h2><script>no()</script><p>Orders are <b>signed</b>.</p>",
        ),
    ],
)
def test_text_and_html_state_their_days_on_their_first_lines(name, text):
    file = file_of(name, text.encode())
    assert SOURCE.identify([file]).validity == Validity(date(2026, 1, 1), date(2026, 12, 31))
    assert [(row[3], row[7]) for row in sections(file)] == [("Orders", "Orders are signed.")]


def test_a_manual_that_states_no_day_does_not_say_which_edition_it_is():
    assert SOURCE.identify([file_of("rules.txt", b"Orders are signed.")]) is None


def test_a_pdf_without_headings_is_read_page_by_page():
    file = file_of("old.pdf", pdf_of([["Orders are signed."], ["Late entries are dated."]]))
    assert [(row[4], row[7]) for row in sections(file)] == [("1", "Orders are signed."), ("2", "Late entries are dated.")]


@pytest.mark.parametrize(("name", "content"), [("empty.txt", b" \n"), ("broken.pdf", b"%PDF-1.4 breaks off"), ("x.docx", b"PK")])
def test_a_file_without_text_is_refused(name, content):
    with pytest.raises(PublisherFileError):
        sections(file_of(name, content))
