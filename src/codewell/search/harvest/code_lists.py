"""The codes themselves with their descriptors, of every era."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from codewell.kernel.codes import CodeSystem
from codewell.releases.shelf import Shelf
from codewell.search.documents import Document, Kind, document
from codewell.search.eras import Timeline, releases_by_eras, timeline
from codewell.search.stems import stem, words
from codewell.search.tokens import Reading, Readings, read

ENCOUNTER_SUFFIX = re.compile(r", (?:initial encounter|subsequent encounter|sequela)\b.*$")

_RANGE = re.compile(r"\b(?P<first>\d{1,3})(?:\.\d+)?\s*(?:-|to)\s*(?P<last>\d{1,3})(?:\.\d+)?\b")


@dataclass(slots=True)
class ListedCode:
    """One code through the eras.

    Attributes:
        code: without dot.
        present: mask of the eras in which it is listed.
        billable: mask of the eras in which it is valid for submission.
        wordings: its descriptors, each with the mask of eras; the longest-worded form the publisher gives.
        shorts: its short descriptors and our labels, likewise.
        details: longer descriptions of ours, likewise.
    """

    code: str
    present: int = 0
    billable: int = 0
    wordings: dict[str, int] = field(default_factory=dict)
    shorts: dict[str, int] = field(default_factory=dict)
    details: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CodeList:
    """All codes of one system, in the order of their characters."""

    system: CodeSystem
    eras: Timeline
    codes: tuple[ListedCode, ...]


def code_lists(shelf: Shelf) -> Iterator[CodeList]:
    """Yield the code list of every system of which something is loaded."""
    for system, source in ((CodeSystem.ICD10CM, "icd10cm"), (CodeSystem.ICD10PCS, "icd10pcs")):
        if shelf.all(source):
            yield _order_file_list(shelf, system, source)
    starter = _starter_rows(shelf)
    for system, source in ((CodeSystem.HCPCS, "hcpcs"), (CodeSystem.CPT, "cpt")):
        own = [row for row in starter if row.system == system.value]
        if shelf.all(source) or own:
            yield _procedure_list(shelf, system, source, own)


def descriptor_documents(listed: CodeList, readings: Readings) -> Iterator[Document]:
    """Yield the descriptors as wordings; a code that only adds the encounter to its parent's words is left to its parent."""
    for code in listed.codes:
        for text, eras in code.wordings.items():
            if listed.system is CodeSystem.ICD10CM and ENCOUNTER_SUFFIX.search(text):
                continue
            named, numbers = _without_range(text)
            reading = _read_name(named) if listed.system is CodeSystem.HCPCS else readings.of(named)
            found = document(reading, kind=Kind.DESCRIPTOR, system=listed.system, target=code.code, eras=eras)
            if found is not None:
                found.optional += numbers
                yield found
            for bracketed in re.findall(r"\[([^\]]{4,})\]", text):
                synonym = document(
                    read(bracketed), kind=Kind.INCLUSION_TERM, system=listed.system, target=code.code, why=text, eras=eras
                )
                if synonym is not None and listed.system is CodeSystem.ICD10CM:
                    yield synonym
        if listed.system is not CodeSystem.ICD10CM:
            yield from _short_documents(listed.system, code)


_PAIRED = ("ear", "eye")
"""Organs that a title names together with a side; the indexes leave both out ("Otitis, media, acute")."""


def paired_organs(lists: Iterable[CodeList]) -> dict[str, tuple[str, ...]]:
    """Return for each diagnosis code and category the paired organs that the titles of its codes name beside a side."""
    found: dict[str, set[str]] = {}
    shapes = {organ: re.compile(rf"\b(?:right|left|unspecified) {organ}\b") for organ in _PAIRED}
    for listed in lists:
        if listed.system is not CodeSystem.ICD10CM:
            continue
        for code in listed.codes:
            titles = " ".join(code.wordings).lower()
            for organ, shape in shapes.items():
                if organ in titles and shape.search(titles):
                    for length in range(3, len(code.code) + 1):
                        found.setdefault(code.code[:length], set()).add(stem(organ))
    return {code: tuple(sorted(organs)) for code, organs in found.items()}


_ACTS = ("injection", "infusion", "ambulance service", "screening", "supply", "administration")


_PLAIN = frozenset(stem(word) for word in words("standard sodium phosphate acetate hydrochloride hcl sulfate succinate chloride"))
"""The plain kind of a thing, and the salts of a drug, go without saying."""


def _read_name(text: str) -> Reading:
    """Read a descriptor of HCPCS so that only the name of the thing is needed.

    It stands before the first comma; where that is an act, such as an injection, before the second.
    """
    reading = read(text)
    parts = re.split(r"[,;]", text)
    named = 2 if parts[0].strip().lower() in _ACTS else 1
    kept = len(read(",".join(parts[:named])).tokens)
    reading.optional = [
        optional or token in _PLAIN or place >= kept
        for place, (token, optional) in enumerate(zip(reading.tokens, reading.optional, strict=True))
    ]
    return reading


def _without_range(text: str) -> tuple[str, tuple[str, ...]]:
    """Take a short range of numbers out of a descriptor ("40.0-44.9") and return the whole numbers in it."""
    match = _RANGE.search(text)
    if match is None or not 0 < int(match["last"]) - int(match["first"]) <= 60:
        return text, ()
    return _RANGE.sub(" ", text), tuple(str(n) for n in range(int(match["first"]), int(match["last"]) + 1))


def _short_documents(system: CodeSystem, code: ListedCode) -> Iterator[Document]:
    for text, eras in code.shorts.items():
        if text not in code.wordings:
            found = document(read(text), kind=Kind.SHORT_DESCRIPTOR, system=system, target=code.code, why=text, eras=eras)
            if found is not None:
                yield found


def _order_file_list(shelf: Shelf, system: CodeSystem, source: str) -> CodeList:
    eras = timeline(shelf, (source,))
    found: dict[str, ListedCode] = {}
    for opened, mask in releases_by_eras(shelf, source, eras):
        for code, billable, long in opened.database.all("SELECT code, billable, long_descriptor FROM codes"):
            listed = found.get(code) or found.setdefault(code, ListedCode(code))
            listed.present |= mask
            if billable:
                listed.billable |= mask
            listed.wordings[long] = listed.wordings.get(long, 0) | mask
    return CodeList(system, eras, tuple(found[code] for code in sorted(found)))


@dataclass(frozen=True, slots=True)
class StarterRow:
    """One period of a starter-pack code.

    Attributes:
        code: the code.
        system: id of its system.
        first_day: first day of the meaning; None where it has always had it.
        last_day: last day, or None.
        label: our words.
        details: section and plain-language description, for further words.
    """

    code: str
    system: str
    first_day: date | None
    last_day: date | None
    label: str
    details: str


def _starter_rows(shelf: Shelf) -> list[StarterRow]:
    releases = shelf.all("starter-pack")
    if not releases:
        return []
    rows = releases[-1].database.all(
        "SELECT code, system, period_first_day, period_last_day, label, section, plain_language FROM codes"
    )
    return [
        StarterRow(code, system, _day(first), _day(last), label, f"{section or ''}. {plain or ''}")
        for code, system, first, last, label, section, plain in rows
    ]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _procedure_list(shelf: Shelf, system: CodeSystem, source: str, starter: list[StarterRow]) -> CodeList:
    """Merge the publisher's rows with our labels of the starter pack; the publisher's words come first."""
    days = [row.first_day for row in starter if row.first_day]
    days += [row.last_day + timedelta(days=1) for row in starter if row.last_day]
    eras = timeline(shelf, (source,), days)
    found: dict[str, ListedCode] = {}
    terminated = "terminated" if system is CodeSystem.HCPCS else "NULL"
    columns = "long_descriptor, short_descriptor" if system is CodeSystem.HCPCS else "long_descriptor, medium_descriptor"
    table = "codes" if system is CodeSystem.HCPCS else "descriptors"
    for opened, mask in releases_by_eras(shelf, source, eras):
        for code, long, short, ended in opened.database.all(f"SELECT code, {columns}, {terminated} FROM {table}"):
            in_force = mask & eras.within(date.min, date.fromisoformat(ended)) if ended else mask
            listed = found.get(code) or found.setdefault(code, ListedCode(code))
            _add(listed, listed.wordings, long or short, in_force)
            if long and short:
                listed.shorts[short] = listed.shorts.get(short, 0) | in_force
    for row in starter:
        mask = eras.within(row.first_day or date.min, row.last_day)
        listed = found.get(row.code) or found.setdefault(row.code, ListedCode(row.code))
        _add(listed, listed.shorts if listed.present & mask else listed.wordings, row.label, mask)
        listed.details[row.details] = listed.details.get(row.details, 0) | mask
    _end_deleted(found, starter, eras)
    return CodeList(system, eras, tuple(found[code] for code in sorted(found)))


def _end_deleted(found: dict[str, ListedCode], starter: list[StarterRow], eras: Timeline) -> None:
    """Take codes out of the eras after their last period: the nearest release of the publisher may be older than their end."""
    periods: dict[str, int] = {}
    for row in starter:
        periods[row.code] = periods.get(row.code, 0) | eras.within(date.min, row.last_day)
    for code, mask in periods.items():
        found[code].present &= mask
        found[code].billable &= mask


def _add(listed: ListedCode, words: dict[str, int], text: str, mask: int) -> None:
    words[text] = words.get(text, 0) | mask
    listed.present |= mask
    listed.billable |= mask
    if not listed.wordings:
        listed.wordings[text] = mask
