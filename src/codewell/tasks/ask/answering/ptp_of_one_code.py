"""The PTP edits of one code: how many, and the first of its partners."""

from __future__ import annotations

from datetime import date

from codewell.assistant.answer import Answer, Outcome, SourceKind
from codewell.codebook.ptp_pairs import PtpNarrowing, PtpPair
from codewell.tasks.ask.answering.procedures_asked import AskedProcedure, cite_loaded
from codewell.tasks.ask.composing import Draft
from codewell.tasks.ptp_of_code import PtpOfCode, PtpOfCodeRequest, edits_of
from codewell.tasks.workplace import Workplace

_SHOWN = 12
_WIDE = 400


def say_edits_of(draft: Draft, workplace: Workplace, asked: AskedProcedure, day: date) -> Answer:
    """Return the answer about every edit that a code stands in on the day."""
    code = str(asked.code)
    found = edits_of(workplace, asked.code, day, PtpOfCodeRequest(code, day, PtpNarrowing(), a_page=_WIDE))
    pairs = [one for one in found.pairs if one.holds_on_day]
    link = f"/code/{asked.code.system.value}/{code}/ptp?on={day}#ptp-pairs"
    cited = {one.origin.release + one.origin.source: _cite(draft, one, code, link) for one in pairs}
    if pairs:
        draft.say(_counted(found, code, day), *cited.values())
        rows = []
        for one in pairs[:_SHOWN]:
            row = _cite(draft, one, code, link)
            first, second = (code, one.partner) if one.column == 1 else (one.partner, code)
            draft.state(f"{first}+{second}", "column_1", first, row)
            draft.state(f"{first}+{second}", "column_2", second, row)
            draft.state(f"{first}+{second}", "modifier_indicator", str(one.modifier_indicator), row)
            rows.append(((one.setting, first, second, str(one.modifier_indicator)), (row,)))
        title = f"PTP edits of {code}" + (f", the first {_SHOWN} of {found.all}" if found.all > _SHOWN else "")
        draft.tabulate(title, ("Table", "Column 1 (paid)", "Column 2 (denied)", "Modifier indicator"), rows)
    for absence in found.absences:
        draft.say(f"{absence.what}: {absence.why}. Load it with `{absence.remedy}`.", cite_loaded(draft, absence.what))
    if found.excerpts and not found.absences:
        draft.say(
            f"Only a part of the table is loaded ({', '.join(found.excerpts)}), so a pair that is missing proves nothing.",
            cite_loaded(draft, "excerpts of the PTP tables"),
        )
    draft.suggest(f"MUE of {code}?", f"Which modifiers apply to {code}?")
    if pairs:
        return draft.finished(Outcome.ANSWERED)
    return draft.finished(Outcome.NOT_LOADED if found.absences else Outcome.NO_SOURCE)


def _cite(draft: Draft, one: PtpPair, code: str, link: str) -> str:
    days = one.origin.validity
    first, last = (days.first_day, days.last_day) if days else (None, None)
    title = f"{one.origin.source} {one.origin.release}"
    return draft.cite(SourceKind.ROW, title, f"pairs of {code}", link, first_day=first, last_day=last)


def _counted(found: PtpOfCode, code: str, day: date) -> str:
    pays = sum(one.count for one in found.counts if one.column == 1)
    denied = sum(one.count for one in found.counts if one.column == 2)
    return (
        f"On {day} the loaded PTP tables hold {found.all} edits with {code}: in {pays} it is column 1 and paid, in {denied} it "
        "is column 2 and denied beside the other code."
    )
