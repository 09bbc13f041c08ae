"""A trace as a reader opens it: the index path, the rules and the guideline, each with its address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from codewell.clinical.trace import Step, StepKind
from codewell.codebook.index_pages import Index
from codewell.interfaces.web.links import Links
from codewell.kernel.codes import Icd10CmCode

_IN_INDEX = (StepKind.INDEX_TERM, StepKind.SUBTERM, StepKind.SEE, StepKind.TABLE_CELL)
_BY_SOURCE = {one.source: one.value for one in Index}


@dataclass(frozen=True, slots=True)
class TraceLine:
    """A step of a trace.

    Args:
        kind: the kind's words.
        text: the term, the wording or the rule.
        href: where it is opened; empty where it has no page.
        cites: section of the Official Guidelines; empty where it rests on none.
        cites_title: the section's title, for a tooltip.
        code: the code it arrives at, with its dot; empty where it names none.
        release: title of the release.
    """

    kind: str
    text: str
    href: str
    cites: str
    cites_title: str
    code: str
    release: str


def trace_lines(trace: Iterable[Step], links: Links, titles: Mapping[str, str]) -> tuple[TraceLine, ...]:
    """Return the steps of a trace with their addresses, in order.

    Args:
        trace: the steps.
        links: makes addresses that keep the day.
        titles: of the guidelines' sections.
    """
    lines: list[TraceLine] = []
    path: list[str] = []
    for step in trace:
        href = ""
        if step.kind in _IN_INDEX:
            path = [step.text] if step.kind in (StepKind.INDEX_TERM, StepKind.SEE) else [*path, step.text]
            rows = path[:-1] if step.kind is StepKind.TABLE_CELL else path
            href = links.index(_BY_SOURCE.get(step.release.partition(" ")[0], "alphabetic"), rows)
        code = str(Icd10CmCode(step.code)) if step.code else ""
        if step.kind is StepKind.TABULAR_TERM and code:
            href = links.code("icd10cm", code) + "#instructions"
        lines.append(TraceLine(step.kind.value, step.text, href, step.cites, titles.get(step.cites, ""), code, step.release))
    return tuple(lines)
