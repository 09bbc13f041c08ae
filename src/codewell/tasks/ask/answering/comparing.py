"""What tells two codes apart, or two days of one code: field by field, with what our pages note for coding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from codewell.assistant.answer import Answer, Fact, Outcome, SourceKind
from codewell.assistant.question import Intent, Understood
from codewell.codebook.comparison import ComparedRow, Difference, Stated
from codewell.codebook.entry import CodeEntry
from codewell.codebook.written.page import BlockKind, Section
from codewell.kernel.codes import CodeSystem
from codewell.tasks.ask.answerers import answerer
from codewell.tasks.ask.answering.meaning import FACT_NAMES, tell_words
from codewell.tasks.ask.asking_back import ask_for_code
from codewell.tasks.ask.citing import cite_origin, code_link
from codewell.tasks.ask.composing import Draft
from codewell.tasks.ask.naming import looked_up, named_day
from codewell.tasks.ask.standing_told import tell_standing
from codewell.tasks.compare_codes import CompareRequest, compare_codes
from codewell.tasks.look_up_code import LookUpRequest
from codewell.tasks.workplace import Workplace

_SHOWN = ("standing", "words", "place", "fees", "mpfs", "opps", "asc", "hcpcs", "mue", "hcc", "poa", "notes", "seventh", "below")
"""Sections that a short answer compares; the page that compares shows the rest."""
_MOST_ROWS = 16
_MOST_NOTES = 3
_LONGEST_CELL = 240
_ANCHORS = {
    "words": "the-code",
    "standing": "the-code",
    "place": "the-code",
    "note": "instructions",
    "seventh": "seventh",
    "below": "below",
    "fees": "fees",
}
"""Sections of a code's page that show a family of compared rows."""
_OURS = ("words.label", "words.plain_language")
_NAMES = {"words.long": "descriptor", "words.short": "short_descriptor", "words.label": "label", "fees.allowed": "amount"}


@dataclass(frozen=True, slots=True)
class _Sides:
    first: CodeEntry
    second: CodeEntry

    @property
    def of_one_code(self) -> bool:
        return self.first.code == self.second.code


@answerer(Intent.COMPARE)
def comparing(workplace: Workplace, understood: Understood, on: date) -> Answer:
    """Answer what differs between two codes, or between two days of one."""
    codes, days = understood.entities.codes, understood.entities.days
    if not codes or (len(codes) == 1 and not days):
        return ask_for_code(understood, "Compare what? Name two codes, or one code and two days.", "Compare 99213 and 99214")
    draft = Draft(understood, on)
    first, second = codes[0], codes[1] if len(codes) > 1 else codes[0]
    day = named_day(understood, on)
    one_day, other_day = (day, day) if len(codes) > 1 and len(days) < 2 else _two_days(days, on)
    sides = _Sides(looked_up(workplace, first, one_day).likeliest, looked_up(workplace, second, other_day).likeliest)
    draft.on = sides.second.on
    _tell_sides(draft, sides)
    differing = _tell_rows(workplace, draft, sides)
    if not sides.of_one_code:
        _tell_notes(draft, sides.first)
        _tell_notes(draft, sides.second)
    if not differing:
        link = code_link(sides.first.code, sides.first.on)
        same = draft.cite(SourceKind.APP, "comparison of the loaded releases", f"{sides.first.code}, {sides.second.code}", link)
        draft.say("What is loaded states no difference between the two.", same)
    for entry in (sides.first, sides.second):
        draft.suggest(f"What is {entry.code}?")
    if not sides.of_one_code and sides.first.code.system in (CodeSystem.CPT, CodeSystem.HCPCS):
        draft.suggest(f"Can {sides.first.code} and {sides.second.code} be billed together?")
    return draft.finished(Outcome.ANSWERED)


def _two_days(days: tuple[date, ...], on: date) -> tuple[date, date]:
    """Return the days to compare: two named ones in their order in time, else the day before the one and that day."""
    if len(days) > 1:
        return min(days[:2]), max(days[:2])
    day = days[0] if days else on
    return day - timedelta(days=1), day


def _tell_sides(draft: Draft, sides: _Sides) -> None:
    alike = sides.of_one_code and sides.first.standing is sides.second.standing
    for entry in (sides.first,) if alike else (sides.first, sides.second):
        held, draft.on = draft.on, entry.on
        tell_words(draft, entry)
        tell_standing(draft, entry)
        draft.on = held
    for entry in (sides.first, sides.second):
        plain = entry.descriptors.plain_language
        if plain and not sides.of_one_code:
            pack = next((event.origin for event in entry.history if event.origin.source == "starter-pack"), entry.origin)
            draft.say(f"{entry.code}: {plain}", cite_origin(draft, entry, pack, "words"))


def _tell_rows(workplace: Workplace, draft: Draft, sides: _Sides) -> int:
    """Set what differs side by side and return how many rows do."""
    compared = compare_codes(
        workplace,
        CompareRequest(
            LookUpRequest(str(sides.first.code), sides.first.on, sides.first.code.system),
            LookUpRequest(str(sides.second.code), sides.second.on, sides.second.code.system),
        ),
    )
    by_id = {section.id: section for section in compared.sections}
    differing = [row for id in _SHOWN if id in by_id for row in by_id[id].differing]
    rows: list[tuple[Sequence[str], Sequence[str]]] = []
    for row in differing:
        ids = tuple(_stated(draft, entry, row, said) for entry, said in _said(sides, row))
        if len(rows) < _MOST_ROWS and ids:
            rows.append(((_title(row), _cell(row.first), _cell(row.second), row.change), ids))
    if rows:
        headings = ("Of what", _heading(sides, sides.first), _heading(sides, sides.second), "Change")
        draft.tabulate("What differs", headings, rows)
    if len(differing) > len(rows):
        draft.notice(f"{len(differing) - len(rows)} further differences stand on the page that compares the two.")
    return compared.differences


def _said(sides: _Sides, row: ComparedRow) -> list[tuple[CodeEntry, Stated]]:
    pairs = ((sides.first, row.first), (sides.second, row.second))
    return [(entry, said) for entry, said in pairs if said is not None]


def _stated(draft: Draft, entry: CodeEntry, row: ComparedRow, said: Stated) -> str:
    """Add one side of a row as a fact of its own day and return its source."""
    family = row.id.partition(".")[0]
    anchor = "words" if row.id in _OURS else _ANCHORS.get(family, "facts")
    cited = cite_origin(draft, entry, said.origin, anchor)
    name = _NAMES.get(row.id) or FACT_NAMES.get(row.id) or row.id.replace(".", "_")
    if row.difference is Difference.SAME or not said.holds_on_day or family == "fees":
        return cited
    detail = f" {row.detail}" if row.detail and family != "note" else ""
    fact = Fact(f"{entry.code}{detail}", name, said.value, entry.on, cited)
    if fact not in draft.facts:
        draft.facts.append(fact)
    return cited


def _tell_notes(draft: Draft, entry: CodeEntry) -> None:
    """Say what our written page notes for coding, the points of the code itself."""
    for page in entry.written_pages[:1]:
        section = page.section(Section.CODING_NOTES)
        points = [
            line
            for part in (section.parts if section else ())
            for block in part.blocks
            if block.kind is not BlockKind.PARAGRAPH
            for line in block.lines
        ]
        told = {sentence.text for sentence in draft.sentences}
        own = [line for line in [line for line in points if str(entry.code) in line] or points if line not in told]
        link = code_link(entry.code, entry.on, Section.CODING_NOTES.value.replace("_", "-"))
        for line in own[:_MOST_NOTES]:
            place = f"{entry.code}, coding notes, reviewed {page.reviewed}"
            draft.say(line, draft.cite(SourceKind.WRITTEN_PAGE, f"{page.origin}: {page.title}", place, link, quote=line))


def _title(row: ComparedRow) -> str:
    title = row.title or row.id.replace(".", ", ").replace("_", " ")
    return f"{title} ({row.detail})" if row.detail else title


def _cell(said: Stated | None) -> str:
    if said is None:
        return "–"
    text = f"{said.value}: {said.meaning}" if said.meaning else said.value
    text = f"{text} ({said.beside})" if said.value == "none" and said.beside else text
    return text if len(text) <= _LONGEST_CELL else f"{text[: _LONGEST_CELL - 1]}…"


def _heading(sides: _Sides, entry: CodeEntry) -> str:
    return entry.on.isoformat() if sides.of_one_code else str(entry.code)
