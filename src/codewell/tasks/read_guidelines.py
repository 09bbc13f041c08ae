"""Read the Official Guidelines: their contents, a passage by its number, and what they say of a code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from codewell.codebook.entry import Origin
from codewell.codebook.guidelines import SOURCE, GuidelineContents, GuidelineHeading, GuidelinePassage, contents, on_code, passage
from codewell.kernel.codes import Code, Icd10CmCode
from codewell.kernel.errors import NotLoadedError, UnknownEntryError
from codewell.tasks.workplace import Workplace

_LONGEST_QUESTION = 200


@dataclass(frozen=True, slots=True)
class GuidelineList:
    """Headings of the guidelines.

    Args:
        on: the day.
        words: what they were looked for with; empty for all of them.
        headings: in document order; those with the words in their title first.
        origin: the release.
        notices: sentences about the day that a reader must see.
    """

    on: date
    words: str
    headings: tuple[GuidelineHeading, ...]
    origin: Origin
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GuidelineAnswer:
    """A passage of the guidelines.

    Args:
        on: the day.
        passage: the passage with its neighbours.
        notices: sentences about the day that a reader must see.
    """

    on: date
    passage: GuidelinePassage
    notices: tuple[str, ...] = ()


def list_guidelines(workplace: Workplace, on: date | None, words: str = "") -> GuidelineList:
    """Return the headings of the guidelines on a day, or those of passages that hold some words.

    Raises:
        NotLoadedError: no guidelines are loaded.
    """
    day, wanted = on or workplace.today, words.strip()[:_LONGEST_QUESTION]
    found = contents(workplace.shelf, day, wanted)
    if found is None:
        raise _not_loaded()
    return GuidelineList(day, wanted, found.headings, found.origin, notices_of(found.origin, day, covers=found.covers))


def read_guideline(workplace: Workplace, section: str, on: date | None) -> GuidelineAnswer:
    """Return a passage of the guidelines on a day.

    Args:
        workplace: the desk.
        section: its number as printed, `I.C.4.a.3`.
        on: day of service; None for today.

    Raises:
        NotLoadedError: no guidelines are loaded.
        UnknownEntryError: they have no such section.
    """
    day = on or workplace.today
    found = passage(workplace.shelf, section.strip(), day)
    if found is not None:
        return GuidelineAnswer(day, found, notices_of(found.origin, day, covers=found.covers))
    if not workplace.shelf.all(SOURCE):
        raise _not_loaded()
    raise UnknownEntryError(
        f"The Official Guidelines have no section {section.strip()[:40]!r} on {day}.",
        next_step="Sections are written as in I.C.4.a.3; the list of guidelines shows them all.",
    )


def guidelines_on_code(workplace: Workplace, code: Code, on: date) -> GuidelineContents | None:
    """Return the passages that name a diagnosis code or a range it lies in; None for other codes or where none are loaded."""
    return on_code(workplace.shelf, code, on) if isinstance(code, Icd10CmCode) else None


def notices_of(origin: Origin, day: date, *, covers: bool) -> tuple[str, ...]:
    """Return what to say where a release that answers does not cover the day."""
    return () if covers else (f"no release of {origin.source} covers {day}; {origin.release} answers ({origin.validity})",)


def _not_loaded() -> NotLoadedError:
    return NotLoadedError("The Official Guidelines are not loaded.", next_step="Build the reference with `codewell build`.")
