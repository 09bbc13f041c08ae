"""A document of any format, as its readers hand it on: parts of text with their places, and a way to write it back.

A reader never decides what an identifier is or what a code is. It says which parts there are; a task asks `phi` or
`clinical` about their text, and hands the edits back to the document, which writes itself again in its own format.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from codewell.kernel.text import ClinicalText


class Format(Enum):
    """A format that Codewell reads; the value is its name in answers and on the command line."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    RTF = "rtf"
    CSV = "csv"
    TSV = "tsv"
    PARQUET = "parquet"
    JSON = "json"
    NDJSON = "ndjson"
    FHIR = "fhir"
    HL7V2 = "hl7v2"
    CCDA = "ccda"
    X12 = "x12"
    DOCX = "docx"
    PDF = "pdf"
    DICOM = "dicom"


class PartKind(Enum):
    """What a part holds."""

    PROSE = "prose"
    """Text for people: a note, a narrative, a paragraph, a page. Read by the note coder and by the redactor's text rules."""
    FIELD = "field"
    """The value of a structured field. The redactor decides by the field's path; the note coder does not read it."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of text of a document.

    Args:
        number: 0-based place in `Document.parts`; edits name it.
        path: where it stands, in the format's own terms and without indexes, so that a table of fields can name it:
            `PID-5`, `Patient.name.family`, `2010BA/NM1-03`, `(0010,0010)`, `column note`, `body`, `page`.
        where: the same place for a person, with indexes: `OBX[3]-5`, `Patient.name[0].family`, `page 4`. No text of the document.
        kind: prose or field.
        text: its text, decoded (entities, escapes, base64), line ends as the format means them.
    """

    number: int
    path: str
    where: str
    kind: PartKind
    text: ClinicalText


@dataclass(frozen=True, slots=True)
class Unread:
    """A piece that could not be read as text, so that nobody takes it for empty.

    Args:
        where: place for a person.
        reason: one sentence: "an image; its text can be read only with OCR".
    """

    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class Edit:
    """A replacement within one part.

    Args:
        part: `Part.number`.
        start: first character, offset into the part's text.
        end: character after the last.
        replacement: what stands there instead; empty takes the text out.
    """

    part: int
    start: int
    end: int
    replacement: str


@dataclass(frozen=True, slots=True)
class Drop:
    """Takes a whole part out of the document, value and element, as far as the format stays valid without it.

    Args:
        part: `Part.number`.
    """

    part: int


class Document(Protocol):
    """A document that has been read; every reader returns one."""

    @property
    def format(self) -> Format:
        """The format it was read as."""

    @property
    def parts(self) -> Sequence[Part]:
        """Its parts in reading order."""

    @property
    def unread(self) -> Sequence[Unread]:
        """What could not be read. A redactor must refuse or take out what it names."""

    def rewritten(self, changes: Sequence[Edit | Drop]) -> bytes:
        """Return the document in its own format with the changes made and everything else as it was.

        What is in the file but in no part (metadata, earlier saves, comments, private tags, attachments that cannot be
        read) is taken out. Edits of one part do not overlap.
        """
