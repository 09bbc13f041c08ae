"""Where the publisher puts a code: its place in the hierarchy, the instructions at each level, the indexes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from codewell.codebook.provenance import Origin


@dataclass(frozen=True, slots=True)
class Place:
    """A step of the hierarchy: chapter, section, category or code.

    Args:
        key: code with its dot, or the chapter's number or section's range.
        title: its descriptor.
        level: "chapter", "section", "category", "subcategory" or "code".
        billable: True for codes valid for submission; None above categories.
    """

    key: str
    title: str
    level: str
    billable: bool | None = None


class NoteKind(Enum):
    """Instructional notes of the tabular list, by the publisher's names."""

    INCLUDES = "includes"
    INCLUSION_TERM = "inclusion_term"
    EXCLUDES1 = "excludes1"
    EXCLUDES2 = "excludes2"
    CODE_FIRST = "code_first"
    USE_ADDITIONAL_CODE = "use_additional_code"
    CODE_ALSO = "code_also"
    SEVENTH_CHARACTER = "seventh_character"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class InstructionalNote:
    """One line of an instructional note and the level it stands at.

    Args:
        kind: which instruction.
        text: the publisher's words.
        stands_at: key of the chapter, section, category or code that carries it.
        inherited: True when `stands_at` lies above the code asked for.
        origin: the release.
    """

    kind: NoteKind
    text: str
    stands_at: str
    inherited: bool
    origin: Origin


@dataclass(frozen=True, slots=True)
class SeventhCharacter:
    """A seventh character that the code takes, and the valid code it makes.

    Args:
        character: the character.
        meaning: the publisher's words.
        code: the resulting code with its dot and placeholders, or None where the code asked for is already complete.
    """

    character: str
    meaning: str
    code: str | None


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A way through an index to the code.

    Args:
        index: "alphabetic", "neoplasm", "drugs" or "external cause".
        path: main term and subterms, as printed.
        code: the code as the index prints it, with dot and trailing dash where incomplete.
        manifestation: the second code in brackets, or None.
        column: the table's column ("Malignant Primary", "Adverse effect"), or None outside tables.
        origin: the release.
    """

    index: str
    path: tuple[str, ...]
    code: str
    manifestation: str | None
    column: str | None
    origin: Origin
