"""The text of a note that came as a document: what the document holds for people to read, in reading order."""

from __future__ import annotations

from dataclasses import dataclass

from codewell.documents.document import PartKind
from codewell.documents.reading import read_document
from codewell.kernel.errors import InputError
from codewell.kernel.text import ClinicalText


@dataclass(frozen=True, slots=True)
class NoteOfDocument:
    """The text of a document.

    Args:
        text: its prose, parts parted by an empty line.
        format: the format it was read as, in words.
        notices: what could not be read.
    """

    text: ClinicalText
    format: str
    notices: tuple[str, ...] = ()


def note_of_document(content: bytes, name: str = "") -> NoteOfDocument:
    """Return the text of a document of any format that is read.

    Raises:
        InputError: it is empty, damaged, of no format that is read, or holds no text for people.
        ConfigurationError: its format takes a library that is not installed.
    """
    document = read_document(content, name)
    prose = [part.text.reveal() for part in document.parts if part.kind is PartKind.PROSE]
    text = "\n\n".join(part.strip("\n") for part in prose if part.strip())
    if not text:
        raise InputError(
            "The document holds no text that can be coded.", next_step="Give one that has text.", slug="input.no-text"
        )
    notices = tuple(f"{piece.where} was not read: {piece.reason}" for piece in document.unread)
    return NoteOfDocument(ClinicalText(text), document.format.value, notices)
