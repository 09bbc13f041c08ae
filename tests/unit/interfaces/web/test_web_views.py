"""Arranging for a page loses nothing and invents nothing."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codewell.clinical.coder import Assignment
from codewell.interfaces.web.links import Links
from codewell.interfaces.web.listening import Listening
from codewell.interfaces.web.views.note_page import marked_note
from codewell.kernel.codes import Icd10CmCode
from codewell.kernel.text import TextSpan

NOTES = st.text(min_size=1, max_size=40)


@st.composite
def coded_notes(draw):
    text = draw(NOTES)
    spans = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))).filter(lambda edge: edge[0] < edge[1])
    codes = draw(st.lists(st.lists(spans, min_size=1, max_size=3), max_size=4))
    made = tuple(Assignment(Icd10CmCode("E1122"), "", tuple(TextSpan(*span) for span in one), ()) for one in codes)
    return text, made


@given(coded_notes())
def test_a_marked_note_is_the_note_and_marks_exactly_the_evidence(case) -> None:
    text, codes = case
    pieces = marked_note(text, codes)
    assert "".join(piece.text for piece in pieces) == text
    position = 0
    for piece in pieces:
        for offset in range(position, position + len(piece.text)):
            over = {n for n, one in enumerate(codes, 1) if any(span.start <= offset < span.end for span in one.evidence)}
            assert set(piece.codes) == over
        position += len(piece.text)
        ended = {n for n, one in enumerate(codes, 1) if any(span.end == position for span in one.evidence)}
        assert set(piece.ends) == ended


@pytest.mark.parametrize(
    ("on", "address"),
    [
        pytest.param(None, "/search?q=a+%26+b", id="no-day"),
        pytest.param(date(2026, 1, 5), "/search?q=a+%26+b&on=2026-01-05", id="day"),
    ],
)
def test_links_keep_the_day_and_escape_words(on: date | None, address: str) -> None:
    assert Links(on).search("a & b") == address


def test_a_code_in_an_address_cannot_leave_its_place() -> None:
    assert Links(None).code("", "x?y#z") == "/code/x%3Fy%23z"


@pytest.mark.parametrize(
    ("host", "here"), [("127.0.0.1", True), ("localhost", True), ("::1", True), ("0.0.0.0", False), ("192.168.1.4", False)]
)
def test_only_loopback_addresses_count_as_this_machine(host: str, here: bool) -> None:
    assert Listening(host).this_machine_only is here
