"""Our written pages as texts of the search index, which may not know the code book."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from codewell.codebook.written.library import our_pages
from codewell.codebook.written.page import Section

if TYPE_CHECKING:  # numpy comes with search, and a cold look-up has no use for it
    from codewell.search.harvest.written_texts import WrittenText


@cache
def texts_to_search() -> tuple[WrittenText, ...]:
    """Return title, label and plain-language description of our pages, one for each code that a page covers.

    A hospital's own folder is left out: it may differ from one start to the next, and an index is built for a home.
    """
    from codewell.search.harvest.written_texts import WrittenText

    found = []
    folder = our_pages()
    for name in folder.names:
        page = folder.read(name)
        if isinstance(page, tuple):
            continue
        labels = dict(page.labels)
        for code in page.codes:
            parts = page.parts_of(code, Section.PLAIN_LANGUAGE)
            words = [line for part in parts for block in part.blocks for line in block.lines]
            found.append(WrittenText(code, page.title, " ".join([labels.get(code, ""), *words])))
    return tuple(found)
