"""The tab-separated form loses nothing and refuses what it does not know."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codewell.kernel.errors import PublisherFileError
from codewell.sources.files import PublishedFile
from codewell.sources.guidelines.parse import Passage
from codewell.sources.guidelines.tsv import parse_tsv, write_tsv

HEADER = "section\tparent\ttitle\tpage_first\tpage_last\ttext\n"
# What a page of the guidelines can hold; other line separators never reach a passage.
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp"), include_characters="\n\t\\"))


def opened(content: str) -> PublishedFile:
    return PublishedFile("guidelines.tsv", lambda: io.BytesIO(content.encode("utf-8")))


@given(TEXTS, TEXTS, st.sampled_from([None, "I.A"]))
def test_written_passages_are_read_back(title, text, parent):
    passage = Passage("I.A.1", title, 7, 8, text, parent)
    assert list(parse_tsv(opened(write_tsv([passage])))) == [passage]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("code\ttext\n", "line 1: expected the header section parent title", id="another-header"),
        pytest.param("", "line 1: expected the header", id="empty"),
        pytest.param(HEADER + "I.A\tI\tConventions\t7\n", "line 2: expected 6 cells, found 4", id="short-line"),
        pytest.param(HEADER + "I\t\tX\t7\t7\tText\nI.A\tI\tX\t9\t8\tText\n", "line 3, column page_first", id="backwards"),
        pytest.param(HEADER + "I\t\tX\tseven\t7\tText\n", "line 2, column page_first", id="page-in-words"),
        pytest.param(HEADER + "\t\tX\t7\t7\tText\n", "line 2, column section", id="no-section"),
    ],
)
def test_a_file_that_is_not_as_documented_is_refused(content, message):
    with pytest.raises(PublisherFileError, match=message):
        list(parse_tsv(opened(content)))
