"""Clinical text never shows itself; spans know their order."""

from __future__ import annotations

import pytest

from codewell.kernel.text import ClinicalText, TextSpan


def test_a_note_does_not_show_its_text():
    note = ClinicalText("Zebedee Canary, MRN 00417")
    assert "Canary" not in repr(note) + str(note) + f"{note}"
    assert len(note) == 25


@pytest.mark.parametrize(("start", "end"), [(3, 3), (4, 2), (-1, 2)])
def test_a_span_without_text_is_refused(start, end):
    with pytest.raises(ValueError, match="not a span"):
        TextSpan(start, end)


def test_spans_that_touch_do_not_overlap():
    assert not TextSpan(0, 4).overlaps(TextSpan(4, 8))
    assert TextSpan(0, 5).overlaps(TextSpan(4, 8))
