"""A coded note as its page shows it: the text cut at every edge of evidence, and each code with all that stands beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from codewell.clinical.assertion import Assertion
from codewell.clinical.coder import Assignment, Rejection
from codewell.clinical.gap import CoderQuery
from codewell.clinical.support import Work, WorkEvidence
from codewell.codebook.risk import RiskCategory
from codewell.interfaces.fact_words import FactWords
from codewell.interfaces.web.links import Links
from codewell.interfaces.web.views.trace_view import TraceLine, trace_lines
from codewell.kernel.text import TextSpan
from codewell.tasks.code_note import CodedNote
from codewell.tasks.review_codes import ReviewedCode

_HUES = 8
_SAID = {
    Assertion.ABSENT: "absent",
    Assertion.POSSIBLE: "possible",
    Assertion.HYPOTHETICAL: "hypothetical",
    Assertion.HISTORICAL: "past",
    Assertion.SOMEONE_ELSE: "another person's",
}


@dataclass(frozen=True, slots=True)
class NotePiece:
    """A piece of the note.

    Args:
        text: as received.
        codes: numbers of the codes that rest on it, from 1; empty for plain text.
        ends: numbers of the codes a span of whose evidence ends with this piece.
        seen: what a reader is told of a mention here that was not coded; empty where there is none.
        start: offset of its first character, which names it for links.
        fact: what the words say of the patient; empty where they say nothing of the kind.
    """

    text: str
    codes: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    seen: str = ""
    start: int = 0
    fact: str = ""

    @property
    def hue(self) -> int:
        """Number of the colour of its first code, from 1."""
        return hue_of(self.codes[0])

    @property
    def second_hue(self) -> int:
        """Number of the colour of its second code; 0 where it has only one."""
        return hue_of(self.codes[1]) if len(self.codes) > 1 else 0


@dataclass(frozen=True, slots=True)
class WorkChip:
    """A kind of work on a condition (monitor, evaluate, assess, treat) and what in the note shows it.

    Args:
        letter: its first letter.
        name: the kind.
        cues: the words that show it; empty where the note shows none.
    """

    letter: str
    name: str
    cues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CodeCard:
    """A code with all that stands beside it.

    Args:
        number: from 1, in reporting order.
        hue: number of its colour.
        proposed: the engine's code as shown, which the form names.
        now: as it stands after review.
        quotes: the words that support it, each with its span.
        trace: how the words led to it.
        risk: risk categories.
        work: the four kinds of work; empty where they were not asked for.
        queries: questions to the writer about it.
        asks_for: what the tabular list says to code beside it.
    """

    number: int
    hue: int
    proposed: str
    now: ReviewedCode
    quotes: tuple[tuple[str, TextSpan], ...]
    trace: tuple[TraceLine, ...]
    risk: tuple[RiskCategory, ...]
    work: tuple[WorkChip, ...]
    queries: tuple[CoderQuery, ...]
    asks_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A code that was considered and not coded.

    Args:
        code: as shown.
        display: its descriptor.
        said: what the note says against it; empty where a rule left it out.
        reason: why, in short.
        quotes: the words where it stands, each with its span.
        trace: how the words led to it, and the rule.
        is_added: whether the reviewer coded it all the same.
    """

    code: str
    display: str
    said: str
    reason: str
    quotes: tuple[tuple[str, TextSpan], ...]
    trace: tuple[TraceLine, ...]
    is_added: bool


@dataclass(frozen=True, slots=True)
class NotePage:
    """Everything the page of a coded note shows.

    Args:
        pieces: the note, in order and without loss.
        cards: codes in reporting order; what the reviewer added is in `left_out`.
        left_out: considered and not coded by a rule.
        seen: what the note calls absent, possible, past or another's.
        queries: questions to the writer that belong to no code.
        listing: the reported codes as lines, for copying.
    """

    pieces: tuple[NotePiece, ...]
    cards: tuple[CodeCard, ...]
    left_out: tuple[LeftOut, ...]
    seen: tuple[LeftOut, ...]
    queries: tuple[CoderQuery, ...]
    listing: str


def hue_of(number: int) -> int:
    """Return the number of a code's colour, from 1."""
    return (number - 1) % _HUES + 1


def note_page(
    coded: CodedNote,
    codes: Sequence[ReviewedCode],
    text: str,
    links: Links,
    titles: Mapping[str, str],
    known: Sequence[FactWords] = (),
) -> NotePage:
    """Arrange a coded note for its page.

    Args:
        coded: the task's answer.
        codes: the same codes as a reviewer left them, in order; what was added comes last.
        text: the note as received.
        links: makes addresses that keep the day.
        titles: of the guidelines' sections.
        known: facts of the patient, to show where the note says them.
    """
    queries = coded.details.queries if coded.details else ()
    chosen = {one.code for one in coded.codes}
    added = {one.code for one in codes if one.code not in chosen and one.proposed is None}
    left = [
        LeftOut(
            str(one.code),
            one.display,
            _SAID.get(one.assertion, "") if one.reason == one.assertion.value else "",
            one.reason.replace("_", " "),
            tuple((_quote(span, text), span) for span in one.evidence),
            trace_lines(one.trace, links, titles),
            one.code in added,
        )
        for one in coded.not_coded
    ]
    cards = tuple(
        _card(number, one, now, coded, text, trace_lines(one.trace, links, titles), queries)
        for number, (one, now) in enumerate(zip(coded.codes, codes, strict=False), 1)
    )
    return NotePage(
        marked_note(text, coded.codes, coded.not_coded, known),
        cards,
        tuple(one for one in left if not one.said),
        tuple(one for one in left if one.said),
        tuple(query for query in queries if query.code not in chosen),
        "\n".join(f"{one.code}\t{one.display}" for one in codes if one.is_reported),
    )


def _card(
    number: int,
    one: Assignment,
    now: ReviewedCode,
    coded: CodedNote,
    text: str,
    trace: tuple[TraceLine, ...],
    queries: Iterable[CoderQuery],
) -> CodeCard:
    details = coded.details.codes[number - 1] if coded.details else None
    return CodeCard(
        number,
        hue_of(number),
        str(one.code),
        now,
        tuple((_quote(span, text), span) for span in one.evidence),
        trace,
        details.risk if details else (),
        _chips(details.meat) if details else (),
        tuple(query for query in queries if query.code == one.code),
        tuple(asked.replace(":;", ":") for asked in one.asks_for),
    )


def _chips(shown: Iterable[WorkEvidence]) -> tuple[WorkChip, ...]:
    cues: dict[Work, list[str]] = {work: [] for work in Work}
    for one in shown:
        cues[one.work].append(one.cue)
    return tuple(WorkChip(work.value[0].upper(), work.value, tuple(dict.fromkeys(found))) for work, found in cues.items())


def _quote(span: TextSpan, text: str) -> str:
    return " ".join(text[span.start : span.end].split())


def marked_note(
    text: str, codes: Sequence[Assignment], others: Sequence[Rejection] = (), known: Sequence[FactWords] = ()
) -> tuple[NotePiece, ...]:
    """Return the note cut at every edge of evidence, in order and without loss; evidence may overlap."""
    spans = [(span.start, min(span.end, len(text)), number) for number, one in enumerate(codes, 1) for span in one.evidence]
    seen = [(span.start, min(span.end, len(text)), one) for one in others for span in one.evidence]
    facts = [(span.start, span.end, one.words) for one in known for span in one.spans]
    edges = sorted({0, len(text), *(edge for start, end, _ in (*spans, *seen, *facts) for edge in (start, end))})
    pieces = []
    for start, end in pairwise(edges):
        over = tuple(sorted({number for first, last, number in spans if first <= start and end <= last}))
        done = tuple(sorted({number for _, last, number in spans if last == end}))
        quiet = () if over else tuple(one for first, last, one in seen if first <= start and end <= last)
        told = "; ".join(dict.fromkeys(f"{one.code} {one.reason.replace('_', ' ')}" for one in quiet[:3]))
        said = ", ".join(dict.fromkeys(words for first, last, words in facts if first <= start and end <= last))
        pieces.append(NotePiece(text[start:end], over, done, told, start, said))
    return tuple(pieces)
