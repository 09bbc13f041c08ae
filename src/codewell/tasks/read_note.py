"""The text of a document that a coder reads: its prose, part after part, and where each stands."""

from __future__ import annotations

from dataclasses import dataclass

from codewell.documents.document import Format, PartKind, Unread
from codewell.documents.reading import read_document
from codewell.kernel.errors import InputError
from codewell.kernel.text import ClinicalText
from codewell.tasks.document_facts import NO_FIELDS, DocumentFacts, document_facts

_BETWEEN = "\n\n"


@dataclass(frozen=True, slots=True)
class PartPlace:
    """Where a part of the document stands in the text.

    Args:
        start, end: half-open offsets in `NoteText.text`.
        where: the place in the document, for a person.
    """

    start: int
    end: int
    where: str


@dataclass(frozen=True, slots=True)
class NoteText:
    """The prose of a document.

    Args:
        text: the parts joined by an empty line; evidence offsets index it.
        places: its parts, in order.
        format: as which the document was read.
        unread: what could not be read.
        patient: what the document's own fields state of its patient.
    """

    text: ClinicalText
    places: tuple[PartPlace, ...]
    format: Format
    unread: tuple[Unread, ...]
    patient: DocumentFacts = NO_FIELDS

    @property
    def notices(self) -> tuple[str, ...]:
        """What could not be read, a sentence each."""
        return tuple(f"{piece.where} was not read: {piece.reason}" for piece in self.unread)


def read_note(content: bytes, name: str = "") -> NoteText:
    """Return the prose of a document of any format.

    Args:
        content: the file.
        name: its file name; empty where it has none.

    Raises:
        InputError: it cannot be read, or holds no prose.
        ConfigurationError: its format takes a library that is not installed.
    """
    document = read_document(content, name)
    pieces: list[str] = []
    places: list[PartPlace] = []
    length = 0
    for part in document.parts:
        text = part.text.reveal()
        if part.kind is not PartKind.PROSE or not text.strip():
            continue
        length += len(_BETWEEN) if pieces else 0
        places.append(PartPlace(length, length + len(text), part.where))
        pieces.append(text)
        length += len(text)
    if not pieces:
        reasons = "; ".join(f"{one.where}: {one.reason}" for one in document.unread[:3])
        raise InputError(
            f"The document ({document.format.value}) holds no text to code" + (f" ({reasons})." if reasons else "."),
            next_step="Give a note, a report or a message that carries one.",
            slug="input.no-prose",
        )
    stated = document_facts(document.parts)
    return NoteText(ClinicalText(_BETWEEN.join(pieces)), tuple(places), document.format, tuple(document.unread), stated)
