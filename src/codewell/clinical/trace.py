"""How the words of a note led to a code, step by step, so that each step can be opened: index, tabular list, rule, guideline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from codewell.kernel.text import TextSpan


class StepKind(Enum):
    """What a step of a trace is."""

    INDEX_TERM = "index term"
    """A main term of an index or of the neoplasm table."""
    SUBTERM = "subterm"
    """A term below the step before it, in the same index."""
    SEE = "see"
    """A reference of the index to another main term, which is the step's text; what follows stands below that."""
    TABULAR_TERM = "tabular term"
    """An inclusion term or a descriptor of the tabular list, or a note of it."""
    TABLE_CELL = "table cell"
    """A column of the table whose row the steps before name."""
    WORDING = "wording"
    """Everyday words, a synonym or an abbreviation, from a list of Codewell's own."""
    MEASURE = "measure"
    STATUS_RULE = "status rule"
    COMBINATION = "combination"
    SPECIFICITY = "specificity"
    """From the code that an index prints to the billable one."""
    ASSERTION = "assertion"
    """What the note says of the words."""
    GUIDELINE = "guideline"
    """The section of the guidelines that speaks of such codes, or else of their chapter."""
    SELECTION = "selection"


@dataclass(frozen=True, slots=True)
class Step:
    """One step from the words of a note to a code, or to its rejection.

    Args:
        kind: what it is.
        text: the term as published, or what the rule says in a sentence; never text of the note.
        cites: section of the Official Guidelines that it rests on, `I.B.5`; empty where it rests on none.
        release: title of the release that holds it, `icd10cm-index FY2025-04`; its source tells which index. Empty for rules.
        code: the code without dot at which it arrives, or the other code that decided; empty where it names none.
        spans: words of the note by which it acts: a cue of denial, of family, of doubt. Offsets as received.
    """

    kind: StepKind
    text: str
    cites: str = ""
    release: str = ""
    code: str = ""
    spans: tuple[TextSpan, ...] = ()


_PATH = " > "
_SEE = " > see "
_SOURCES = {
    "index": "icd10cm-index",
    "neoplasm": "icd10cm-neoplasm",
    "external": "icd10cm-external-index",
    "inclusion": "icd10cm-tabular",
    "descriptor": "icd10cm",
}


def term_steps(kind: str, path: str, code: str, releases: Sequence[str]) -> tuple[Step, ...]:
    """Return the steps of a term: the index's titles one below the other, the tabular wording, or a word list's.

    Args:
        kind: of the term (`terms.Term`).
        path: as published, titles joined with " > ".
        code: as printed there, without dot.
        releases: titles of the releases that the dictionary was made from.
    """
    source = _SOURCES.get(kind, "")
    release = next((title for title in releases if source and title.partition(" ")[0] == source), "")
    if kind in ("index", "external", "neoplasm"):
        return tuple(_index_steps(path, code, release, is_table=kind == "neoplasm"))
    if kind in ("inclusion", "descriptor"):
        return (Step(StepKind.TABULAR_TERM, path, release=release, code=code),)
    return (Step(StepKind.WORDING, path, code=code),)


def _index_steps(path: str, code: str, release: str, *, is_table: bool) -> Iterator[Step]:
    own, _, target = path.partition(_SEE)
    titles = [(StepKind.INDEX_TERM if place == 0 else StepKind.SUBTERM, title) for place, title in enumerate(own.split(_PATH))]
    if target:
        titles += [(StepKind.SEE if place == 0 else StepKind.SUBTERM, title) for place, title in enumerate(target.split(_PATH))]
    if is_table and len(titles) > 1:
        titles[-1] = (StepKind.TABLE_CELL, titles[-1][1])
    for place, (kind, title) in enumerate(titles):
        is_last = place == len(titles) - 1
        yield Step(kind, title, cites=_convention(kind, title, is_last), release=release, code=code if is_last else "")


def _convention(kind: StepKind, title: str, is_last: bool) -> str:
    """Return the convention by which a title of the index is read; empty where it is only a name."""
    if kind is StepKind.SEE:
        return "I.A.16"
    if kind is StepKind.SUBTERM and title.startswith(("with", "in (due to)", "due to")):
        return "I.A.15"
    return "I.A.18" if kind is StepKind.INDEX_TERM and is_last else ""
