"""Plain text and Markdown: one part, the body."""

from __future__ import annotations

import re

from codewell.documents.decoding import decoded
from codewell.documents.document import Format, PartKind
from codewell.documents.source_text import Slot, SourceDocument, Stretch, Transcript

_EMPHASIS = re.compile(r"\*{1,3}|(?<![^\W_])_{1,3}(?=\S)|(?<=\S)_{1,3}(?![^\W_])|`+|~~")


def read_text(content: bytes, depth: int) -> SourceDocument:
    """Return a text as a document of one part."""
    source = decoded(content)
    length = len(source.text)
    body = Slot("body", "body", PartKind.PROSE, source.text, (Stretch(0, length, 0, length),))
    return SourceDocument(Format.TEXT, source, [body])


def read_markdown(content: bytes, depth: int) -> SourceDocument:
    """Return Markdown as a document of one part, read without the marks of emphasis: `**Jo**hn` is one word.

    Links, comments and HTML in it are text of the part, so that nothing in the file is out of sight.
    """
    source = decoded(content)
    body, done = Transcript(), 0
    for mark in _EMPHASIS.finditer(source.text):
        body.add(source.text[done : mark.start()], done, mark.start())
        done = mark.end()
    body.add(source.text[done:], done, len(source.text))
    return SourceDocument(Format.MARKDOWN, source, [Slot("body", "body", PartKind.PROSE, body.text, body.stretches)])
