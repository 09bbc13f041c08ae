"""The index entry behind other words: a trace that begins elsewhere is led on to what the index prints for the same code."""

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
    """Return a trace in which the index entry that leads to the code follows the words it began with.

    They may be everyday words, a wording of the tabular list, a drug or a number. A trace that has an index step already, or a
    code that no index leads to, stays as it is. Of several entries the one that shares most words with the wording and the
    code's descriptor is taken, then the shortest; where the index prints only a shorter code, the entry of that one.
    """
    if not trace or any(step.kind is StepKind.INDEX_TERM for step in trace):
        return trace
    try:
        entry = workplace.book.entry(code, on=on)
        entries = entry.index_entries or _above(workplace, code, on)
    except CodewellError:
        return trace
    wordings = trace[0].text if trace[0].kind in (StepKind.WORDING, StepKind.TABULAR_TERM) else entry.descriptors.display
    said = set(_WORD.findall(wordings.lower()))
    best = max(entries, key=lambda entry: (_shared(entry, said), -len(entry.path), entry.path), default=None)
    return (trace[0], *_steps(best), *trace[1:]) if best is not None else trace


def _above(workplace: Workplace, code: Icd10CmCode, on: date) -> tuple[IndexEntry, ...]:
    """Return the index entries of the nearest code above that has any."""
    for length in range(len(code.value) - 1, 2, -1):
        try:
            entries = workplace.book.entry(Icd10CmCode(code.value[:length]), on=on).index_entries
        except CodewellError:
            continue
        if entries:
            return entries
    return ()


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
