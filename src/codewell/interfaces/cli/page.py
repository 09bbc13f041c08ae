"""A code's page on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from codewell.codebook.entry import CodeEntry, Fact, IndexEntry, InstructionalNote, Origin, Place, RelatedCode, Standing
from codewell.interfaces.cli.sheet import Sheet
from codewell.interfaces.wording import STANDING_WORDS, billable_words, fact_family, note_title, relation_words
from codewell.tasks.look_up_code import LookUp

_FEW = 8
"""Lines of a long list shown unless everything is asked for."""

_STANDING_STYLES = {
    Standing.IN_FORCE: "green",
    Standing.NOT_YET: "yellow",
    Standing.NO_LONGER: "red",
    Standing.NOT_LOADED: "yellow",
}


def write_look_up(sheet: Sheet, found: LookUp, *, everything: bool = False) -> None:
    """Write the likeliest reading in full and say what else the text could stand for."""
    for notice in found.notices:
        sheet.notice(notice)
    write_entry(sheet, found.likeliest, everything=everything)
    if found.remarks:
        sheet.heading("Also")
        for other, remark in zip(found.entries[1:], found.remarks, strict=True):
            sheet.line(f"{remark} (codewell lookup {found.text.strip()} --system {other.code.system.value})", indent=2)


def write_entry(sheet: Sheet, entry: CodeEntry, *, everything: bool) -> None:
    """Write every section of a code's page that has something in it."""
    _write_head(sheet, entry)
    if entry.written_pages:
        from codewell.interfaces.cli.written_sheet import write_written_pages

        write_written_pages(sheet, entry.written_pages, everything=everything)
    _write_hierarchy(sheet, entry, everything)
    _write_notes(sheet, entry.notes)
    _write_seventh_characters(sheet, entry)
    _write_facts(sheet, entry.facts)
    _write_history(sheet, entry)
    _write_related(sheet, entry.related, everything)
    _write_modifiers(sheet, entry)
    _write_index(sheet, entry.index_entries, everything)
    if entry.absences:
        sheet.heading("Not shown")
        for absence in entry.absences:
            remedy = f" → {absence.remedy}" if absence.remedy else ""
            sheet.line(f"{absence.what}: {absence.why}{remedy}", "dim", indent=2)


def _write_head(sheet: Sheet, entry: CodeEntry) -> None:
    words = entry.descriptors
    code = str(entry.code)
    sheet.row(code, words.display or "(no words loaded)", "title", width=len(code) + 2, left_style="heading")
    standing = f"{STANDING_WORDS[entry.standing]} on {entry.on}"
    parts = (entry.code.system.title, billable_words(entry), standing, _cited(entry.origin))
    sheet.line(" · ".join(part for part in parts if part), "dim")
    sheet.line(entry.statement, _STANDING_STYLES[entry.standing])
    if words.label and words.label != words.display:
        sheet.row("In our words", words.label, width=16, left_style="dim")
    if words.short and words.short != words.display:
        sheet.row("Short", words.short, width=16, left_style="dim")
    if words.plain_language:
        sheet.line(words.plain_language)
    if words.notice:
        sheet.line(words.notice, "dim")


def _write_hierarchy(sheet: Sheet, entry: CodeEntry, everything: bool) -> None:
    if not (entry.breadcrumbs or entry.children or entry.siblings):
        return
    sheet.heading("Where it stands")
    depth = 0
    for depth, place in enumerate(entry.breadcrumbs, start=1):
        sheet.row(place.key, place.title, width=_key_width(place), indent=2 * depth, left_style="dim")
    indent = 2 * depth + 2
    sheet.row(str(entry.code), entry.descriptors.display, "bold", width=len(str(entry.code)) + 2, indent=indent)
    _write_places(sheet, entry.children, everything, indent + 2, "children")
    if entry.siblings:
        sheet.line(f"Beside it ({len(entry.siblings)})", "dim", indent=2)
        _write_places(sheet, entry.siblings, everything, 4, "siblings")


def _write_places(sheet: Sheet, places: Sequence[Place], everything: bool, indent: int, what: str) -> None:
    shown = places if everything else places[:_FEW]
    width = max((len(place.key) + 2 for place in shown), default=0)
    for place in shown:
        more = " …" if place.billable is False else ""
        sheet.row(place.key, place.title + more, width=width, indent=indent, left_style="")
    _write_rest(sheet, len(places) - len(shown), what, indent)


def _write_rest(sheet: Sheet, hidden: int, what: str, indent: int = 2) -> None:
    if hidden > 0:
        sheet.line(f"and {hidden} more {what} (--all)", "dim", indent=indent)


def _key_width(place: Place) -> int:
    return len(place.key) + 2


def _write_notes(sheet: Sheet, notes: Sequence[InstructionalNote]) -> None:
    if not notes:
        return
    sheet.heading("Instructions")
    for (kind, stands_at, inherited), lines in groupby(notes, key=lambda note: (note.kind, note.stands_at, note.inherited)):
        sheet.line(note_title(kind) + (f" (at {stands_at})" if inherited else ""), "bold", indent=2)
        for note in lines:
            sheet.row("•", note.text, width=2, indent=4, left_style="dim")


def _write_seventh_characters(sheet: Sheet, entry: CodeEntry) -> None:
    if not entry.seventh_characters:
        return
    sheet.heading("Seventh characters")
    for seventh in entry.seventh_characters:
        sheet.row(seventh.code or seventh.character, f"{seventh.character}: {seventh.meaning}", width=12, indent=2)


def _write_facts(sheet: Sheet, facts: Sequence[Fact]) -> None:
    for (family, release, holds), group in groupby(
        facts, key=lambda fact: (fact_family(fact.id), fact.origin.release, fact.holds_on_day)
    ):
        some = list(group)
        sheet.heading(f"{family} · {release}" + ("" if holds else " (the nearest loaded; it does not cover this day)"))
        width = min(sheet.width * 9 // 20, max(len(_fact_title(fact)) for fact in some) + 2)
        for fact in some:
            value = f"{fact.value} — {fact.meaning}" if fact.meaning and fact.meaning != fact.value else fact.value
            sheet.row(_fact_title(fact), value, "" if holds else "dim", width=width, indent=2, left_style="")


def _fact_title(fact: Fact) -> str:
    return f"{fact.title} ({fact.detail})" if fact.detail else fact.title


def _write_history(sheet: Sheet, entry: CodeEntry) -> None:
    if not entry.history:
        return
    sheet.heading("History")
    for event in entry.history:
        note = f"{event.action}: {event.note}" if event.note else event.action
        sheet.row(event.day.isoformat(), f"{note} [{_cited(event.origin)}]", width=12, indent=2)


def _write_related(sheet: Sheet, related: Sequence[RelatedCode], everything: bool) -> None:
    if not related:
        return
    sheet.heading("Related codes")
    grouped: dict[str, list[RelatedCode]] = {}
    for code in related:
        grouped.setdefault(code.relation, []).append(code)
    for relation, codes in grouped.items():
        shown = codes if everything else codes[:_FEW]
        words = relation_words(relation)
        sheet.line(f"{words[:1].upper()}{words[1:]} ({len(codes)})", "bold", indent=2)
        for code in shown:
            said = [part for part in (code.label, code.note) if part]
            sheet.row(code.code, f"{' — '.join(said)} [{_cited(code.origin)}]", width=10, indent=4)
        _write_rest(sheet, len(codes) - len(shown), "of these", indent=4)


def _write_modifiers(sheet: Sheet, entry: CodeEntry) -> None:
    if not entry.likely_modifiers:
        return
    sheet.heading("Likely modifiers (the record decides)")
    for one in entry.likely_modifiers:
        sheet.row(one.modifier, f"{one.label} — {one.reason} [{one.origin.source} {one.origin.release}]", width=10, indent=2)


def _write_index(sheet: Sheet, entries: Sequence[IndexEntry], everything: bool) -> None:
    shown = entries if everything else entries[:_FEW]
    if not shown:
        return
    sheet.heading("Index entries that lead here")
    for index, group in groupby(shown, key=lambda entry: entry.index):
        for line in _index_lines(group):
            sheet.row("•", f"{line} ({index})", width=2, indent=2, left_style="dim")
    _write_rest(sheet, len(entries) - len(shown), "index entries")


def _index_lines(entries: Iterator[IndexEntry]) -> Iterator[str]:
    for entry in entries:
        column = f" | {entry.column}" if entry.column else ""
        manifestation = f" [{entry.manifestation}]" if entry.manifestation else ""
        yield f"{' › '.join(entry.path)}{column}: {entry.code}{manifestation}"


def _cited(origin: Origin | None) -> str:
    return f"{origin.source} {origin.release}" if origin else ""
