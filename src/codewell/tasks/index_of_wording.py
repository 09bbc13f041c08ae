"""The index entry behind everyday words: a trace that begins with a word list is led on to what the publication prints."""

from __future__ import annotations

import re
from datetime import date

from codewell.clinical.trace import Step, StepKind
from codewell.codebook.entry import IndexEntry
from codewell.codebook.index_pages import Index
from codewell.kernel.codes import Icd10CmCode
from codewell.kernel.errors import CodewellError
from codewell.tasks.workplace import Workplace

_WORD = re.compile(r"[a-z]{3,}")
_SOURCES = {"external cause": Index.EXTERNAL.source, **{one.value: one.source for one in Index}}


def with_index_entry(workplace: Workplace, code: Icd10CmCode, trace: tuple[Step, ...], on: date) -> tuple[Step, ...]:
    """Return a trace in which the index entry that leads to the code follows the everyday words it began with.

    A trace that has an index step already, or a code that no index leads to, stays as it is. Of several entries the one
    that shares most words with the wording is taken, then the shortest.
    """
    if not trace or trace[0].kind is not StepKind.WORDING or any(step.kind is StepKind.INDEX_TERM for step in trace):
        return trace
    try:
        entries = workplace.book.entry(code, on=on).index_entries
    except CodewellError:
        return trace
    said = set(_WORD.findall(trace[0].text.lower()))
    best = max(entries, key=lambda entry: (_shared(entry, said), -len(entry.path), entry.path), default=None)
    return (trace[0], *_steps(best), *trace[1:]) if best is not None else trace


def _shared(entry: IndexEntry, said: set[str]) -> int:
    return len(said & set(_WORD.findall(" ".join(entry.path).lower())))


def _steps(entry: IndexEntry) -> list[Step]:
    release = f"{_SOURCES.get(entry.index, '')} {entry.origin.release}"
    titles = [*entry.path, *([entry.column] if entry.column else [])]
    steps = [
        Step(StepKind.INDEX_TERM if place == 0 else StepKind.SUBTERM, title, release=release)
        for place, title in enumerate(titles)
    ]
    printed = entry.code.rstrip("-").replace(".", "")
    kind = StepKind.TABLE_CELL if entry.column else steps[-1].kind
    steps[-1] = Step(kind, steps[-1].text, release=release, code=printed)
    return steps
