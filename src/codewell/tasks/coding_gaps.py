"""What the notes of an encounter document and its list of diagnoses does not say, or says less precisely."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from codewell.kernel.codes import Icd10CmCode
from codewell.kernel.errors import CodewellError
from codewell.kernel.text import TextSpan
from codewell.tasks.code_note import NoteRequest, code_note
from codewell.tasks.workplace import Workplace

_CATEGORY = 3
"""Characters of a category of ICD-10-CM."""


class GapKind(Enum):
    """What is missing."""

    NOT_CODED = "not_coded"
    """The notes document it, and no diagnosis of its category is listed."""
    LESS_SPECIFIC = "less_specific"
    """A diagnosis of its category is listed that says less than the notes do."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A difference between notes and list.

    Args:
        kind: of it.
        code: that the note documents.
        display: its descriptor.
        note: number of the note, from 1.
        evidence: where it says so, as spans of that note.
        listed: the less specific code that is listed; None where none is.
        confidence: of the code, from 0 to 1.
    """

    kind: GapKind
    code: Icd10CmCode
    display: str
    note: int
    evidence: tuple[TextSpan, ...]
    listed: Icd10CmCode | None
    confidence: float


@dataclass(frozen=True, slots=True)
class CodingGaps:
    """The differences of an encounter.

    Args:
        gaps: in the order of the notes and of their codes.
        on: the day they hold for.
        releases: what they were made from.
    """

    gaps: tuple[Gap, ...]
    on: date
    releases: tuple[str, ...]


def coding_gaps(workplace: Workplace, notes: Sequence[NoteRequest], listed: Iterable[Icd10CmCode]) -> CodingGaps:
    """Return what the notes document and the list lacks; a code that several notes document is told of the first.

    A listed code of the same category counts as less specific where its descriptor says *unspecified* or *without* and that of
    the documented code does not, or where it is a heading; any other of the category is taken for the coder's choice and
    not questioned (house policy).

    Args:
        workplace: the desk.
        notes: of the encounter, at least one.
        listed: its diagnoses as coded.

    Raises:
        InputError: a note is empty or too long.
        NotLoadedError: what the coder reads is not loaded.
    """
    held = tuple(dict.fromkeys(listed))
    found: dict[Icd10CmCode, Gap] = {}
    releases: dict[str, None] = {}
    on = workplace.today
    for number, note in enumerate(notes, 1):
        coded = code_note(workplace, note)
        on = coded.on
        releases |= dict.fromkeys(coded.releases)
        documented = {one.code for one in coded.codes}
        for one in coded.codes:
            if one.code in held or one.code in found:
                continue
            near = [each for each in held if _category(each) == _category(one.code) and each not in documented]
            less = next((each for each in near if _says_less(workplace, each, one.display, coded.on)), None)
            if less is None and any(_category(each) == _category(one.code) for each in held):
                continue
            kind = GapKind.NOT_CODED if less is None else GapKind.LESS_SPECIFIC
            found[one.code] = Gap(kind, one.code, one.display, number, one.evidence, less, one.confidence)
    return CodingGaps(tuple(found.values()), on, tuple(releases))


def _category(code: Icd10CmCode) -> str:
    return code.value[:_CATEGORY]


def _says_less(workplace: Workplace, listed: Icd10CmCode, documented: str, on: date) -> bool:
    try:
        entry = workplace.book.entry(listed, on=on)
    except CodewellError:
        return False
    words = (entry.descriptors.long or entry.descriptors.short or "").lower()
    more = documented.lower()
    return entry.billable is False or any(word in words and word not in more for word in ("unspecified", "without"))
