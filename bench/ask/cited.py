"""Whether a cited row holds the value that an answer states, by SQL of its own over the cited release, every fact compared."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

from codewell.assistant.answer import Answer, Citation, Fact, SourceKind

OURS = Path(__file__).parents[2] / "src/codewell"
_SYSTEMS = {"icd10cm": "ICD-10-CM", "icd10pcs": "ICD-10-PCS", "hcpcs": "HCPCS Level II", "cpt": "CPT"}
_MODELS = {"hcc_category": "CMS-HCC Model V28", "rxhcc_category": "RxHCC Model V08"}
_NOTES = frozenset(
    ("excludes1", "excludes2", "includes", "inclusion_term", "note", "use_additional_code", "code_first", "code_also")
)
_RELATIONS = frozenset(("replaced_by", "replaces", "part_moved_to", "part_moved_from", "equivalent", "effective_day"))
_PAIR = {"column_1": "column_1", "column_2": "column_2", "modifier_indicator": "modifier_indicator", "rationale": "rationale"}
_COLUMNS = {
    "rate": "payment_rate",
    "asc_rate": "payment_rate",
    "mpfs_status": "status",
    "descriptor": "long_descriptor",
    "add_on_of": "primary_code",
    "asc_payment_indicator": "payment_indicator",
    "hcpcs_coverage": "coverage",
    "nonfacility_total_rvu": "nonfacility_total",
    "facility_total_rvu": "facility_total",
}
"""Columns that publications name otherwise than answers do."""
_KNOWN = frozenset(
    ("mue_value", "mai", "work_rvu", "global_days", "status_indicator", "apc", "pctc", "label", "short_descriptor")
)
_AMOUNTS = {"nonfacility_amount": ("nonfacility",), "facility_amount": ("facility",), "amount": ("nonfacility", "facility")}


def is_in_source(home: Path, answer: Answer, fact: Fact) -> bool | None:
    """Say whether the source holds the value; None where nothing of the source can be compared.

    Args:
        home: with the releases.
        answer: that states the fact.
        fact: stated.
    """
    citation = next(one for one in answer.citations if one.id == fact.citation)
    if citation.kind is SourceKind.PASSAGE:
        return _in_guidelines(home, citation, fact)
    if citation.kind is not SourceKind.ROW:
        quoted = fact.value.casefold() in f"{citation.quote} {citation.place} {citation.title}".casefold()
        parts = [_plain(part) for part in fact.value.split(": ")]
        return quoted or (True if all(part in _our_words() for part in parts) else None)
    release = _release(home, citation)
    if release is None:
        return None
    with closing(sqlite3.connect(f"file:{release}?mode=ro", uri=True)) as opened:
        if _stands_in_a_row(opened, fact):
            return True
        return _compared(opened, home, citation, fact)


def _in_guidelines(home: Path, citation: Citation, fact: Fact) -> bool | None:
    path = next((home / "releases").glob(f"guidelines-{citation.title.rpartition(' ')[2]}-*.sqlite"), None)
    if path is None:
        return None
    section = citation.place.partition(",")[0].removeprefix("section ")
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as opened:
        row = opened.execute("SELECT section, title, page_first FROM passages WHERE section = ?", (section,)).fetchone()
    return row is not None and _plain(fact.value) in {_plain(str(one)) for one in row}


@cache
def _our_words() -> str:
    """Return every text that the program keeps as data, in one string without line breaks or marks."""
    found = (path.read_text(encoding="utf-8") for kind in ("toml", "yaml", "md") for path in OURS.rglob(f"*.{kind}"))
    return _plain(" ".join(found))


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9.]+", text.casefold().replace('\\"', '"').rstrip(" :.")))


def _compared(opened: sqlite3.Connection, home: Path, citation: Citation, fact: Fact) -> bool | None:
    """Compare a value that the row holds in another form: put into words, worked out, or in another table."""
    source, code = citation.title.partition(" ")[0], _codes(fact)[0]
    name, value = fact.name, fact.value
    if fact.subject not in ("", value) and " " in fact.subject and name != "code":
        return None  # a field of a comparison, named for its row of the table
    if name == "code":
        return _one(opened, "SELECT 1 FROM codes WHERE code = ?", value.replace(".", "")) is not None
    if name == "code_system":
        return value == _SYSTEMS.get(source) or (source in ("starter-pack", "opps-addendum-b") and value in _SYSTEMS.values())
    if name == "billable":
        return _one(opened, "SELECT billable FROM codes WHERE code = ?", code) == (1 if value == "yes" else 0)
    if name == "standing":
        return _standing(opened, citation, source, code, value, fact.on)
    if name == "poa_exempt":
        listed = _one(opened, "SELECT 1 FROM exempt_codes WHERE code = ?", code) is not None
        return listed == (value == "exempt")
    if name in _MODELS:
        categories = opened.execute("SELECT category FROM mappings WHERE code = ? AND model = ?", (code, _MODELS[name]))
        return value.split()[-1] in {row[0] for row in categories}
    if name in _NOTES and source == "icd10cm-tabular":
        return _note(opened, value)
    if name in _PAIR and source.startswith("ncci-ptp"):
        first, second = fact.subject.split("+")
        sql = f"SELECT {_PAIR[name]} FROM edits WHERE column_1 = ? AND column_2 = ?"
        return value in {str(row[0]) for row in opened.execute(sql, (first, second))}
    if name in _RELATIONS:
        return _relation(opened, source, fact)
    if name in _AMOUNTS and source == "mpfs":
        return _amount(opened, home, fact, citation)
    if name in ("gem_to_icd9", "gem_to_icd10", "gem_from_icd9"):
        sql = "SELECT 1 FROM mappings WHERE ? IN (source_code, target_code) AND ? IN (source_code, target_code)"
        return _one(opened, sql, code, value.replace(".", "")) is not None
    if name == "conversion_factor":
        return _one(opened, "SELECT 1 FROM fees WHERE conversion_factor = ?", value) is not None
    if name in ("last_day", "terminated", "deleted", "first_day", "added"):
        return _ends(opened, citation, source, code, fact)
    return False if name in _COLUMNS or name in _KNOWN else None


def _stands_in_a_row(opened: sqlite3.Connection, fact: Fact) -> bool:
    """Say whether a row of the subject holds the value: in the column of its name where there is one, else anywhere."""
    column = _COLUMNS.get(fact.name, fact.name)
    rows = list(_rows(opened, fact))
    named = [row[column] for row in rows if column in row]
    values = named or [value for row in rows for value in row.values()]
    return any(_same(str(value), fact.value) for value in values if value is not None)


def _rows(opened: sqlite3.Connection, fact: Fact) -> Iterator[dict[str, object]]:
    for (table,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        if table.startswith(("packed_", "sqlite_")):
            continue
        held = {row[1] for row in opened.execute(f"PRAGMA table_info({table})")}
        for column in held & {"code", "addon_code", "primary_code", "source_code", "modifier"}:
            for code in _codes(fact):
                yield from _named(opened.execute(f"SELECT * FROM {table} WHERE {column} = ?", (code,)))
        if "locality" in held and "mac" in held:
            yield from _named(opened.execute(f"SELECT *, mac || locality AS locality FROM {table}"))


def _named(found: sqlite3.Cursor) -> Iterator[dict[str, object]]:
    names = [one[0] for one in found.description]
    yield from (dict(zip(names, row, strict=True)) for row in found)


def _standing(opened: sqlite3.Connection, citation: Citation, source: str, code: str, value: str, on: date | None) -> bool | None:
    day = str(on)
    if source == "opps-addendum-b":
        listed = _ends_here(opened, code)
        if value == "in_force":
            return listed and str(citation.first_day) <= day <= str(citation.last_day)
        return value == "no_longer_in_force" and listed and day > str(citation.last_day)
    if source == "starter-pack":
        sql = "SELECT period_first_day AS added, period_last_day AS terminated FROM codes WHERE code = ?"
        rows = list(_named(opened.execute(sql, (code,))))
    elif source in ("icd10cm", "hcpcs"):
        rows = list(_named(opened.execute("SELECT * FROM codes WHERE code = ?", (code,))))
    else:
        return None
    covers = (str(citation.first_day), str(citation.last_day)) if source == "icd10cm" else ("0001-01-01", "9999-12-31")
    spans = [(row.get("added") or covers[0], row.get("terminated") or covers[1]) for row in rows]
    if value == "in_force":
        return any(str(first) <= day <= str(last) for first, last in spans)
    if value == "not_yet_in_force":
        return any(day < str(first) for first, _ in spans)
    return bool(spans) and not any(str(first) <= day <= str(last) for first, last in spans)


def _ends_here(opened: sqlite3.Connection, code: str) -> bool:
    return _one(opened, "SELECT 1 FROM services WHERE code = ? AND status_indicator IS NOT 'D'", code) is not None


def _note(opened: sqlite3.Connection, value: str) -> bool:
    wanted = " ".join(value.split()).casefold()
    sql = "SELECT text FROM notes WHERE instr(lower(text), ?) > 0 LIMIT 1"
    if _one(opened, sql, wanted) is not None:
        return True
    texts = (" ".join(str(row[0]).split()).casefold() for row in opened.execute("SELECT text FROM notes"))
    return any(wanted in text for text in texts)


def _relation(opened: sqlite3.Connection, source: str, fact: Fact) -> bool:
    one, _, other = fact.subject.replace(".", "").partition(">")
    other = other or fact.value.replace(".", "")
    if source == "icd10cm-conversion":
        sql = "SELECT day FROM changes WHERE (code = ? AND other = ?) OR (code = ? AND other = ?)"
        days = {str(row[0]) for row in opened.execute(sql, (one, other, other, one))}
        return bool(days) and (fact.name != "effective_day" or fact.value in days)
    sql = "SELECT 1 FROM relations WHERE (code = ? AND other = ?) OR (code = ? AND other = ?)"
    related = opened.execute(sql, (one, other, other, one)).fetchone() is not None
    if fact.name != "effective_day":
        return related
    began = opened.execute("SELECT period_first_day FROM codes WHERE code = ?", (other,)).fetchall()
    ended = opened.execute("SELECT period_last_day FROM codes WHERE code = ?", (one,)).fetchall()
    days = {str(row[0]) for row in began} | {str(date.fromisoformat(row[0]) + timedelta(days=1)) for row in ended if row[0]}
    return related and (fact.value in days or fact.value in {str(row[0]) for row in opened.execute("SELECT day FROM events")})


def _amount(opened: sqlite3.Connection, home: Path, fact: Fact, citation: Citation) -> bool | None:
    """Work the amount out anew from the row; amounts of a locality by its indices."""
    modifier = citation.place.partition("-")[2]
    columns = "work_rvu, nonfacility_pe_rvu, facility_pe_rvu, mp_rvu, conversion_factor"
    row = opened.execute(
        f"SELECT {columns} FROM fees WHERE code = ? AND modifier = ?", (fact.subject.split("-")[0], modifier)
    ).fetchone()
    if row is None:
        return None
    work, office, facility, malpractice, factor = (Decimal(one or "0") for one in row)
    indices = _indices(home, citation) or (Decimal(1),) * 3
    for place in _AMOUNTS[fact.name]:
        expense = office if place == "nonfacility" else facility
        total = work * indices[0] + expense * indices[1] + malpractice * indices[2]
        if (total * factor).quantize(Decimal("0.01"), ROUND_HALF_UP) == Decimal(fact.value):
            return True
    return False


def _indices(home: Path, citation: Citation) -> tuple[Decimal, ...] | None:
    named = re.search(r"locality=(\d{5})(\d{2})", citation.link)
    if named is None or citation.first_day is None:
        return None
    path = next((home / "releases").glob(f"gpci-CY{citation.first_day.year}-*.sqlite"), None)
    if path is None:
        return None
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as opened:
        sql = "SELECT work_gpci, pe_gpci, mp_gpci FROM localities WHERE mac = ? AND locality = ?"
        return tuple(Decimal(one) for one in opened.execute(sql, named.groups()).fetchone())


def _ends(opened: sqlite3.Connection, citation: Citation, source: str, code: str, fact: Fact) -> bool | None:
    """Compare a day that the publication states by its neighbour, or by the last quarter that lists a code."""
    day = date.fromisoformat(fact.value)
    if source == "opps-addendum-b":
        return _ends_here(opened, code) and day == citation.last_day
    near = {str(day + timedelta(days=1)), str(day - timedelta(days=1))}
    if source == "icd10cm":
        listed = _one(opened, "SELECT 1 FROM codes WHERE code = ?", code) is not None
        return listed and day in (citation.first_day, citation.last_day)
    return any(str(value) in near for row in _rows(opened, fact) for value in row.values())


def _release(home: Path, citation: Citation) -> Path | None:
    source, _, identity = citation.title.partition(" ")
    return next((home / "releases").glob(f"{source}-{identity}-*.sqlite"), None)


def _codes(fact: Fact) -> list[str]:
    return [code.replace(".", "") for code in re.split(r"[+,/ >]", fact.subject) if code] or [fact.subject]


def _one(opened: sqlite3.Connection, sql: str, *values: object) -> object:
    row = opened.execute(sql, values).fetchone()
    return None if row is None else row[0]


def _same(stated: str, expected: str) -> bool:
    if stated.strip().casefold() == expected.strip().casefold():
        return True
    try:
        return float(stated) == float(expected)
    except ValueError:
        return False
