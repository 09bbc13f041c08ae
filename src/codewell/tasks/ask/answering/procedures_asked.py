"""The procedure codes that a question names: how they stand on the day, and how their rows are cited."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from codewell.assistant.answer import Answer, Outcome, SourceKind
from codewell.assistant.question import Understood
from codewell.codebook.entry import CodeEntry, Origin, Standing
from codewell.codebook.origins import remedy
from codewell.codebook.procedure_relations import stated_successors
from codewell.codebook.provenance import row_anchor
from codewell.kernel.codes import Code, CodeSystem, parse_code, possible_codes
from codewell.kernel.errors import CodewellError, InputError, NotLoadedError, UnknownCodeError
from codewell.releases.shelf import OpenRelease
from codewell.tasks.ask.composing import Draft
from codewell.tasks.ask.standing_told import last_day_event
from codewell.tasks.claim_rows import days_not_loaded
from codewell.tasks.workplace import Workplace

PROCEDURES = (CodeSystem.CPT, CodeSystem.HCPCS)


@dataclass(frozen=True, slots=True)
class AskedProcedure:
    """A procedure code of a question.

    Args:
        code: as understood.
        entry: of the code book; None where it has none.
        why_not: why it has none, in a sentence.
        never: whether a whole list is loaded and has never held it.
    """

    code: Code
    entry: CodeEntry | None
    why_not: str = ""
    never: bool = False

    @property
    def label(self) -> str:
        """Our words or the publisher's free ones, empty where there are none."""
        return self.entry.descriptors.display if self.entry else ""

    def link(self, on: date, anchor: str = "") -> str:
        """Return the address of the code's page on a day."""
        return f"/code/{self.code.system.value}/{self.code}?on={on}" + (f"#{anchor}" if anchor else "")


def asked_codes(understood: Understood, most: int = 12) -> tuple[Code, ...]:
    """Return the procedure codes that a question names, each once, in its order."""
    found: dict[str, Code] = {}
    for mention in understood.entities.codes:
        for system in mention.systems:
            if system in PROCEDURES:
                try:
                    code = parse_code(mention.text, system)
                except InputError:
                    continue
                found.setdefault(code.value, code)
                break
    return tuple(found.values())[:most]


def asked_procedures(workplace: Workplace, codes: Iterable[Code], on: date) -> tuple[AskedProcedure, ...]:
    """Return how each code stands on the day."""
    return tuple(_asked(workplace, code, on) for code in codes)


def _asked(workplace: Workplace, code: Code, on: date) -> AskedProcedure:
    try:
        return AskedProcedure(code, workplace.book.entry(code, on=on))
    except UnknownCodeError:
        return AskedProcedure(code, None, f"{code} is in no {code.system.title} release that is loaded.", True)
    except NotLoadedError as absence:
        return AskedProcedure(code, None, absence.message)
    except CodewellError as refused:
        return AskedProcedure(code, None, refused.message)


def cite_row(draft: Draft, opened: OpenRelease, place: str, link: str, kind: SourceKind = SourceKind.ROW) -> str:
    """Return the citation of a row of a release."""
    release = opened.release
    return draft.cite(kind, release.title, place, link, first_day=release.validity.first_day, last_day=release.validity.last_day)


def cite_facts(draft: Draft, opened: OpenRelease, one: AskedProcedure, on: date, modifier: str = "") -> str:
    """Return the citation of a code's row in a release, which the code's page shows among the published facts."""
    code = f"{one.code}-{modifier}" if modifier else str(one.code)
    release = opened.release
    return cite_row(draft, opened, f"code {code}", one.link(on, row_anchor(release.source, release.release)))


def cite_loaded(draft: Draft, what: str) -> str:
    """Return the citation of what this machine holds of a source."""
    return draft.cite(SourceKind.APP, "Releases on this machine", what, "/releases")


def not_loaded_words(workplace: Workplace, source: str, what: str, day: date) -> str:
    """Return the sentence that says that a source does not answer for a day, and how to load it."""
    gap = days_not_loaded(workplace.shelf, source, day)
    return f"The {what} ({source}) is not loaded{gap}, so it cannot be said for {day}. Load it with `{remedy(source)}`."


def say_standing(draft: Draft, workplace: Workplace, asked: Sequence[AskedProcedure], on: date) -> None:
    """Say first which codes are not in force, with what took their place: on the day asked about, and on that of the answer.

    Args:
        draft: gets the sentences.
        workplace: its releases.
        asked: the codes, on the day of the answer.
        on: the day asked about.
    """
    days = dict.fromkeys(one for one in (on, draft.on) if one is not None)
    for day in days:
        for one in asked:
            told = {fact.subject for fact in draft.facts if fact.name == "standing"}
            if str(one.code) not in told:
                _say_standing(draft, workplace, one if day == draft.on else _asked(workplace, one.code, day), day)


def _say_standing(draft: Draft, workplace: Workplace, one: AskedProcedure, on: date) -> None:
    """Say that a code is not in force on a day, where it is not."""
    entry, dated = one.entry, on == draft.on
    if entry is None or entry.standing not in (Standing.NO_LONGER, Standing.NOT_YET) or entry.origin is None:
        return
    code, span, ended = str(one.code), entry.validity, last_day_event(entry)
    if ended and entry.standing is Standing.NO_LONGER:
        row = _cite_origin(draft, one, ended[1], f"history of {code}", "history", on)
    else:
        row = _cite_origin(draft, one, entry.origin, f"code {code}", "the-code", on)
    draft.state(code, "standing", entry.standing.value, row, dated=dated)
    if span and entry.standing is Standing.NO_LONGER and span.last_day:
        draft.state(code, "last_day", span.last_day.isoformat(), row, dated=dated)
    if span and entry.standing is Standing.NOT_YET:
        draft.state(code, "first_day", span.first_day.isoformat(), row, dated=dated)
    cited = [row]
    for other, pack in stated_successors(workplace.shelf, one.code, on):
        relation = draft.cite(SourceKind.ROW, f"{pack.source} {pack.release}", f"successor of {code}", one.link(on, "related"))
        draft.state(code, "replaced_by", other, relation, dated=dated)
        cited.append(relation)
    draft.say(entry.statement, *cited)


def _cite_origin(draft: Draft, one: AskedProcedure, origin: Origin, place: str, anchor: str, on: date) -> str:
    days = origin.validity
    first, last = (days.first_day, days.last_day) if days else (None, None)
    title = f"{origin.source} {origin.release}"
    return draft.cite(SourceKind.ROW, title, place, one.link(on, anchor), first_day=first, last_day=last)


def without_codes(draft: Draft, what: str) -> Answer:
    """Return the answer to a question that names no procedure code."""
    written = [m.text for m in draft.understood.entities.codes]
    if written and not possible_codes(written[0]):
        draft.say(f"{written[0]} has no shape of a CPT or HCPCS code.")
    elif written:
        draft.say(f"{written[0]} is no procedure code; {what} is kept for CPT and HCPCS codes.")
    else:
        draft.say(f"Which code is meant? Name a CPT or HCPCS code to see {what}.")
    return draft.finished(Outcome.UNCLEAR)
