"""Facts with what shows them: a place in a DICOM file or a sentence of the note; or that nothing shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Proof:
    """Where a fact stands in a DICOM file.

    Args:
        file: name inside the folder or archive, with forward slashes.
        tag: `(300A,00C6)`, of the innermost element.
        path: keywords from the top with 1-based items, `BeamSequence[2].RadiationType`.
        value: what stands there, shortened to 60 characters; never a name, number or date of birth of a patient.
    """

    file: str
    tag: str
    path: str
    value: str


@dataclass(frozen=True, slots=True, repr=False)
class NoteProof:
    """Where a fact stands in the note; its representation shows no text.

    Args:
        start: first character of the sentence in the note as received.
        end: one past its last character.
        quote: the sentence; no JSON result carries it.
    """

    PARTS: ClassVar[tuple[str, ...]] = ("start", "end")

    start: int
    end: int
    quote: str

    def __repr__(self) -> str:
        return f"NoteProof({self.start}, {self.end})"


Evidence = Proof | NoteProof


@dataclass(frozen=True, slots=True)
class Shown(Generic[T]):
    """A fact that the files (or the note) show.

    Args:
        value: the fact.
        proofs: what shows it, at least one.
        how: one sentence where the fact is measured rather than read, saying how; else empty.
    """

    value: T
    proofs: tuple[Evidence, ...]
    how: str = ""


@dataclass(frozen=True, slots=True)
class NotShown:
    """A fact that nothing in the files shows, which does not mean that it is not so.

    Args:
        what: the fact, in words.
        look_for: the sentence to look for in the note, order or record.
    """

    what: str
    look_for: str
