"""Facts, dated facts and dialogues in wordings of their own, answered by SQL of its own over the release files."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ask.questions import Case, Expected, dotted, release

SEED = 71828


@dataclass(frozen=True)
class Turn:
    """A question of a dialogue with the fact it must state; empty where only those after it count."""

    text: str
    expected: tuple[Expected, ...] = ()


@dataclass(frozen=True)
class Dialogue:
    """Questions of one conversation, in order; each may rest on those before it."""

    id: str
    on: str
    turns: tuple[Turn, ...]


def _rows(home: Path, beginning: str, sql: str, *values: object) -> list[tuple]:
    with closing(release(home, beginning)) as opened:
        return opened.execute(sql, values).fetchall()


def _fact(subject: str, value: object, *names: str) -> tuple[Expected, ...]:
    return (Expected(subject, frozenset(names), str(value)),)


_FEES = (
    "SELECT code, work_rvu, global_days, nonfacility_total, facility_total, pctc FROM fees WHERE modifier = '' AND status = 'A'"
)


def unseen_facts(home: Path) -> list[Case]:
    """Return questions on codes, payment, edits and history, the same each time."""
    chance = random.Random(SEED)
    found = [case for kind in (_codes, _fees, _hospital, _edits, _history) for case in kind(home, chance)]
    return [Case(f"{case.kind}-{at}", case.kind, case.text, case.on, case.expected) for at, case in enumerate(found, start=1)]


def _codes(home: Path, chance: random.Random) -> Iterator[Case]:
    rows = _rows(home, "icd10cm-FY2026", "SELECT code, billable, long_descriptor FROM codes ORDER BY code")
    wordings = (
        "can you explain {0}",
        "{0} stands for?",
        "What condition is {0}",
        "describe {0}",
        "icd10 {0}",
        "Hi, what is the description of {0} please",
        "What's dx {0}?",
    )
    for code, _, words in chance.sample(rows, 42):
        text = chance.choice(wordings).format(chance.choice((dotted(code), code.lower(), dotted(code).lower())))
        yield Case("", "icd10cm", text, "2026-01-15", _fact(dotted(code), words, "descriptor", "long_descriptor"))
    wordings = (
        "may I submit {0}?",
        "is {0} a valid billable code",
        "{0} - header or billable?",
        "Is {0} specific enough to bill?",
        "can {0} go on a claim",
    )
    for code, billable, _ in chance.sample(rows, 24):
        text = chance.choice(wordings).format(dotted(code))
        yield Case("", "billable", text, "2026-01-15", _fact(dotted(code), "yes" if billable else "no", "billable"))
    sql = "SELECT code, long_descriptor FROM codes WHERE terminated IS NULL AND added <= '2025-01-01' ORDER BY code"
    wordings = ("describe {0}", "what item is {0}", "hcpcs {0}", "what is {0} used for", "explain {0} to me")
    for code, words in chance.sample(_rows(home, "hcpcs-2025-Q4", sql), 20):
        yield Case(
            "", "hcpcs", chance.choice(wordings).format(code), "2025-12-01", _fact(code, words, "descriptor", "long_descriptor")
        )


def _fees(home: Path, chance: random.Random) -> Iterator[Case]:
    rows = _rows(home, "mpfs-RVU25D", f"{_FEES} ORDER BY code")
    kinds = (
        ("work", 1, ("work_rvu",), ("physician work units for {0}", "{0} work relative value", "How many wRVUs is {0} worth?")),
        ("global", 2, ("global_days",), ("how long is the global for {0}", "postop period of {0}?", "does {0} have global days")),
        (
            "nonfacility",
            3,
            ("nonfacility_total", "total_rvu_nonfacility", "nonfacility_total_rvu", "total_rvu"),
            ("total RVUs of {0} in the office", "total office RVU for {0}", "non-facility total RVU {0}"),
        ),
        ("pctc", 5, ("pctc",), ("PC/TC indicator of {0}", "What is the pc tc indicator for {0}?", "{0} pctc")),
    )
    for kind, column, names, wordings in kinds:
        for row in chance.sample(rows, 14):
            text = chance.choice(wordings).format(row[0])
            yield Case("", kind, text, "2025-12-01", _fact(row[0], row[column], *names))


def _hospital(home: Path, chance: random.Random) -> Iterator[Case]:
    quarter = "SELECT code, status_indicator, payment_rate FROM services WHERE payment_rate IS NOT NULL ORDER BY code"
    rows = _rows(home, "opps-addendum-b-2025-Q4", quarter)
    wordings = ("OPPS SI for {0}", "status indicator {0} outpatient hospital", "{0} SI in OPPS?")
    for code, status, _ in chance.sample(rows, 14):
        yield Case("", "status", chance.choice(wordings).format(code), "2025-12-01", _fact(code, status, "status_indicator"))
    wordings = ("What does the hospital get for {0}?", "OPPS rate for {0}", "outpatient hospital payment of {0}")
    for code, _, rate in chance.sample(rows, 14):
        yield Case("", "rate", chance.choice(wordings).format(code), "2025-12-01", _fact(code, rate, "rate"))
    year = "SELECT code, apc FROM services WHERE apc IS NOT NULL ORDER BY code"
    wordings = ("apc group of {0}?", "{0} falls into which APC", "Tell me the APC for {0}")
    for code, apc in chance.sample(_rows(home, "opps-addendum-b-CY2025", year), 14):
        yield Case("", "apc", chance.choice(wordings).format(code), "2025-02-03", _fact(code, apc, "apc"))


def _edits(home: Path, chance: random.Random) -> Iterator[Case]:
    wordings = {
        "ncci-mue-practitioner": (
            "most units of {0} a physician can bill",
            "doctor's office MUE for {0}",
            "{0} unit cap physician",
        ),
        "ncci-mue-outpatient": (
            "hospital unit limit for {0}",
            "{0}: MUE outpatient hospital",
            "max units {0} facility outpatient",
        ),
        "ncci-mue-dme": ("supplier MUE {0}", "DME unit limit {0}", "how many {0} may a supplier bill per day"),
    }
    for source, asked in wordings.items():
        for code, value in chance.sample(_rows(home, source, "SELECT code, mue_value FROM limits ORDER BY code"), 10):
            yield Case("", "mue", chance.choice(asked).format(code), "2024-09-10", _fact(code, value, "mue_value"))
    for code, value in chance.sample(_rows(home, "ncci-mue-practitioner", "SELECT code, mai FROM limits ORDER BY code"), 10):
        text = chance.choice(("MAI for {0} physician", "adjudication indicator of {0} practitioner MUE")).format(code)
        yield Case("", "mai", text, "2024-09-10", _fact(code, value, "mai"))
    sql = (
        "SELECT column_1, column_2, modifier_indicator FROM edits WHERE (effective IS NULL OR effective <= '2024-07-01')"
        " AND deleted IS NULL AND column_1 BETWEEN ? AND ? LIMIT 3000"
    )
    asked = ("do {0} and {1} bundle", "{1} with {0} - edit?", "can I report {0} plus {1} on the same day", "NCCI {0}/{1}?")
    for low, high in (("77261", "77799"), ("29800", "29899"), ("99202", "99215"), ("11700", "11799")):
        for first, second, indicator in chance.sample(_rows(home, "ncci-ptp-practitioner", sql, low, high), 7):
            text = chance.choice(asked).format(first, second)
            yield Case("", "ptp", text, "2024-09-10", _fact(f"{first}+{second}", indicator, "modifier_indicator"))
    sql = "SELECT addon_code, primary_code FROM addons WHERE deleted IS NULL AND type = 1 ORDER BY addon_code"
    for addon, primary in chance.sample(_rows(home, "ncci-addon", sql), 12):
        text = chance.choice(("parent codes for {0}", "{0} is an add-on to what?", "base procedures of {0}")).format(addon)
        yield Case("", "add-on", text, "2024-09-10", _fact(addon, primary, "add_on_of", "primary_code"))


def _history(home: Path, chance: random.Random) -> Iterator[Case]:
    sql = "SELECT code, terminated FROM codes WHERE terminated IS NOT NULL ORDER BY code"
    for code, day in _rows(home, "hcpcs-2025-Q4", sql)[:14]:
        text = chance.choice(("last day of {0}", "until when could {0} be billed", "{0} discontinued when?")).format(code)
        yield Case("", "ended", text, "2025-12-01", _fact(code, day, "last_day", "terminated", "deleted"))
    sql = (
        "SELECT code, day FROM changes WHERE action = 'added' AND day IN ('2024-10-01', '2025-10-01', '2022-10-01') ORDER BY code"
    )
    for code, day in chance.sample(_rows(home, "icd10cm-conversion-FY2027", sql), 16):
        text = chance.choice(("{0} effective from?", "how new is {0}", "date {0} was introduced", "first day of {0}"))
        facts = _fact(dotted(code), day, "added", "first_day", "effective_day")
        yield Case("", "began", text.format(dotted(code)), "2026-01-15", facts)


def dated_facts(home: Path) -> list[Case]:
    """Return questions that name their day in many ways; the value differs between releases, so that a wrong day shows."""
    chance = random.Random(SEED + 1)
    found = [*_dated_fees(home, chance), *_dated_hospital(home, chance), *_dated_codes(home, chance)]
    return [Case(f"dated-{at}", case.kind, case.text, "", case.expected) for at, case in enumerate(found, start=1)]


def _dated_fees(home: Path, chance: random.Random) -> Iterator[Case]:
    named = {
        "mpfs-RVU24A-": ("on 2024-02-01", "in January 2024", "on Feb 12, 2024"),
        "mpfs-RVU24C": ("on August 5 2024", "for DOS 09/03/2024", "dos 7/15/24"),
        "mpfs-RVU25A": ("in March 2025", "on 2025-01-20", "on 14 February 2025"),
        "mpfs-RVU25D": ("in Q4 2025", "on 11/03/2025", "as of 2025-12-31"),
        "mpfs-RVU26C": ("on July 4, 2026", "in August 2026", "service date 2026-09-30"),
    }
    fees = {name: {row[0]: row for row in _rows(home, name.rstrip("-"), _FEES)} for name in named}
    shared = sorted(set.intersection(*(set(rows) for rows in fees.values())))
    moved = [code for code in shared if len({rows[code][3] for rows in fees.values()}) >= 3]
    for name, days in named.items():
        for day in days:
            code = chance.choice(moved)
            text = chance.choice(("total RVU of {0} in an office {1}", "office total RVUs for {0} {1}")).format(code, day)
            names = ("nonfacility_total", "total_rvu_nonfacility", "nonfacility_total_rvu", "total_rvu")
            yield Case("", "dated-rvu", text, "", _fact(code, fees[name][code][3], *names))


def _dated_hospital(home: Path, chance: random.Random) -> Iterator[Case]:
    named = {
        "opps-addendum-b-2024-Q1": ("in February 2024", "on 2024-03-31", "on 1/2/2024"),
        "opps-addendum-b-2024-Q4": ("on Nov 11 2024", "for 2024-12-01", "in October 2024"),
        "opps-addendum-b-2025-Q2": ("in May 2025", "on 6/30/2025", "on 2025-04-01"),
        "opps-addendum-b-2026-Q1": ("in January 2026", "on 2026-02-14", "on March 3, 2026"),
        "opps-addendum-b-2026-Q2": ("in June 2026", "on 2026-04-20", "for 5/5/2026"),
    }
    sql = "SELECT code, payment_rate FROM services WHERE payment_rate IS NOT NULL AND code GLOB '[0-9]*'"
    rates = {name: dict(_rows(home, name, sql)) for name in named}
    shared = sorted(set.intersection(*(set(rows) for rows in rates.values())))
    for name, days in named.items():
        for day in days:
            code = chance.choice(shared)
            text = chance.choice(("hospital outpatient rate of {0} {1}", "what did OPPS pay for {0} {1}")).format(code, day)
            yield Case("", "dated-opps", text, "", _fact(code, rates[name][code], "rate", "amount", "payment_rate"))


def _dated_codes(home: Path, chance: random.Random) -> Iterator[Case]:
    older = dict(_rows(home, "icd10cm-FY2024", "SELECT code, billable FROM codes"))
    newer = dict(_rows(home, "icd10cm-FY2026", "SELECT code, billable FROM codes"))
    became = sorted(code for code, billable in older.items() if billable and newer.get(code) == 0)
    for code in chance.sample(became, 8):
        yield Case(
            "", "dated-billable", f"was {dotted(code)} billable in December 2023", "", _fact(dotted(code), "yes", "billable")
        )
        yield Case("", "dated-billable", f"is {dotted(code)} billable on 2026-02-02", "", _fact(dotted(code), "no", "billable"))
    added = sorted(code for code in newer if code not in older)
    for code in chance.sample(added, 7):
        facts = _fact(dotted(code), "not_yet_in_force", "standing")
        yield Case("", "dated-standing", f"was {dotted(code)} in force on 2024-05-05?", "", facts)
        facts = _fact(dotted(code), "in_force", "standing")
        yield Case("", "dated-standing", f"could {dotted(code)} be used on 11/15/2025", "", facts)


def dialogues(home: Path) -> list[Dialogue]:
    """Return conversations whose later questions leave out what was said before."""
    chance = random.Random(SEED + 2)
    found: list[Dialogue] = []
    fees = _rows(home, "mpfs-RVU25D", f"{_FEES} ORDER BY code")
    limits = dict(_rows(home, "ncci-mue-practitioner", "SELECT code, mue_value FROM limits"))
    hospital = dict(_rows(home, "ncci-mue-outpatient", "SELECT code, mue_value FROM limits"))
    status = dict(_rows(home, "opps-addendum-b-2025-Q4", "SELECT code, status_indicator FROM services"))
    later = ("and its global days?", "what about the global period", "global days?")
    for row in chance.sample([row for row in fees if row[0] in status], 20):
        first = Turn(f"work RVU of {row[0]}", _fact(row[0], row[1], "work_rvu"))
        second = Turn(chance.choice(later), _fact(row[0], row[2], "global_days"))
        third = Turn(
            chance.choice(("and the OPPS status indicator?", "status indicator in a hospital?")),
            _fact(row[0], status[row[0]], "status_indicator"),
        )
        found.append(Dialogue("", "2025-12-01", (first, second, third)))
    shared = sorted(set(limits) & set(hospital))
    for one, other in zip(chance.sample(shared, 20), chance.sample(shared, 20), strict=True):
        first = Turn(f"MUE of {one} for a physician", _fact(one, limits[one], "mue_value"))
        second = Turn(chance.choice(("and in a hospital?", "hospital outpatient?")), _fact(one, hospital[one], "mue_value"))
        third = Turn(f"and {other}?", _fact(other, hospital[other], "mue_value"))
        found.append(Dialogue("", "2024-09-10", (first, second, third)))
    codes = _rows(home, "icd10cm-FY2026", "SELECT code, billable, long_descriptor FROM codes ORDER BY code")
    for one, other in zip(chance.sample(codes, 20), chance.sample(codes, 20), strict=True):
        first = Turn(f"What is {dotted(one[0])}?", _fact(dotted(one[0]), one[2], "descriptor", "long_descriptor"))
        second = Turn(
            chance.choice(("is it billable?", "Can it be billed?")), _fact(dotted(one[0]), "yes" if one[1] else "no", "billable")
        )
        third = Turn(f"and {dotted(other[0])}?", _fact(dotted(other[0]), other[2], "descriptor", "long_descriptor"))
        found.append(Dialogue("", "2026-01-15", (first, second, third)))
    return [Dialogue(f"dialogue-{at}", one.on, one.turns) for at, one in enumerate(found, start=1)]
