"""Questions with the facts that answer them, taken from the release files by SQL of its own, never by the assistant."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

SEED = 20261130


@dataclass(frozen=True)
class Expected:
    """A fact that an answer must state.

    Args:
        subject: code that the fact is about.
        names: any of these names of the fact will do.
        value: as text.
    """

    subject: str
    names: frozenset[str]
    value: str


@dataclass(frozen=True)
class Case:
    """A question.

    Args:
        id: of the case.
        kind: of question.
        text: as a person writes it.
        on: day of service outside the question; empty where none.
        expected: facts, all of which must be stated; empty where only the outcome counts.
        outcome: `answered`, `unanswerable` (not loaded, no source, no such code) or `declined`.
    """

    id: str
    kind: str
    text: str
    on: str = ""
    expected: tuple[Expected, ...] = field(default_factory=tuple)
    outcome: str = "answered"


def release(home: Path, beginning: str) -> sqlite3.Connection:
    """Open the release file whose name begins so."""
    found = sorted((home / "releases").glob(f"{beginning}-*.sqlite"))
    assert found, f"no release {beginning}: codewell --home {home} build"
    return sqlite3.connect(f"file:{found[0]}?mode=ro", uri=True)


def dotted(code: str) -> str:
    """Return an ICD-10-CM code as it is written."""
    return code if len(code) <= 3 else f"{code[:3]}.{code[3:]}"


def _rows(home: Path, beginning: str, sql: str) -> list[tuple]:
    with closing(release(home, beginning)) as opened:
        return opened.execute(sql).fetchall()


def _fact(subject: str, value: object, *names: str) -> Expected:
    return Expected(subject, frozenset(names), str(value))


def _asked(chance: random.Random, wordings: Sequence[str], **values: str) -> str:
    return chance.choice(wordings).format(**values)


def cases(home: Path) -> list[Case]:
    """Return every case, the same each time."""
    chance = random.Random(SEED)
    found: list[Case] = []
    for kind in (_meanings, _payments, _limits, _pairs, _histories, _unanswerable):
        for number, case in enumerate(kind(home, chance), start=1):
            found.append(Case(f"{case.kind}-{number}", case.kind, case.text, case.on, case.expected, case.outcome))
    return found


MEANING = (
    "What is {code}?",
    "what does {code} mean",
    "meaning of {lower}",
    "{code} definition please",
    "tell me about code {code}",
    "Is {code} billable and what is it?",
)


def _meanings(home: Path, chance: random.Random) -> Iterator[Case]:
    rows = _rows(home, "icd10cm-FY2026", "SELECT code, billable, long_descriptor FROM codes ORDER BY code")
    for code, billable, words in chance.sample(rows, 90):
        shown = dotted(code)
        text = _asked(chance, MEANING, code=chance.choice((shown, shown, code)), lower=shown.lower())
        facts = (_fact(shown, words, "descriptor", "long_descriptor"), _fact(shown, "yes" if billable else "no", "billable"))
        yield Case("", "meaning-icd10cm", text, "2026-03-02", facts)
    rows = _rows(
        home,
        "hcpcs-2025-Q4",
        "SELECT code, long_descriptor FROM codes WHERE terminated IS NULL AND added <= '2025-01-01' ORDER BY code",
    )
    for code, words in chance.sample(rows, 30):
        text = _asked(chance, MEANING[:5], code=code, lower=code.lower())
        yield Case("", "meaning-hcpcs", text, "2025-11-03", (_fact(code, words, "descriptor", "long_descriptor"),))
    rows = _rows(
        home, "starter-pack", "SELECT code, label FROM codes WHERE system = 'cpt' AND period_last_day IS NULL ORDER BY code"
    )
    for code, label in chance.sample(rows, 30):
        text = _asked(chance, ("What is CPT code {code}?", "cpt {code}", "what's {code}", "{code} meaning"), code=code)
        yield Case("", "meaning-cpt", text, "2026-03-02", (_fact(code, label, "label"),))


def _payments(home: Path, chance: random.Random) -> Iterator[Case]:
    rows = _rows(
        home, "mpfs-RVU25D", "SELECT code, work_rvu, global_days FROM fees WHERE modifier = '' AND status = 'A' ORDER BY code"
    )
    for code, work, _ in chance.sample(rows, 30):
        wordings = ("work RVU of {code}", "How many work RVUs does {code} have?", "wRVU {code} in November 2025")
        yield Case("", "work-rvu", _asked(chance, wordings, code=code), "2025-11-03", (_fact(code, work, "work_rvu"),))
    for code, _, days in chance.sample(rows, 20):
        wordings = ("global period of {code}", "What is the global days indicator of {code}?", "global days {code}")
        yield Case("", "global-days", _asked(chance, wordings, code=code), "2025-11-03", (_fact(code, days, "global_days"),))
    rows = _rows(
        home, "opps-addendum-b-CY2025", "SELECT code, status_indicator, apc FROM services WHERE apc IS NOT NULL ORDER BY code"
    )
    for code, status, _ in chance.sample(rows, 25):
        wordings = (
            "OPPS status indicator of {code}",
            "What status indicator does {code} have in a hospital outpatient department?",
            "hospital status indicator for {code}",
        )
        yield Case(
            "", "opps-status", _asked(chance, wordings, code=code), "2025-11-03", (_fact(code, status, "status_indicator"),)
        )
    for code, _, apc in chance.sample(rows, 20):
        wordings = ("Which APC is {code}?", "APC of {code}", "what apc does {code} go to in the hospital")
        yield Case("", "apc", _asked(chance, wordings, code=code), "2025-02-03", (_fact(code, apc, "apc"),))


def _limits(home: Path, chance: random.Random) -> Iterator[Case]:
    settings = {
        "ncci-mue-practitioner": (
            "MUE of {code} for a physician",
            "practitioner MUE {code}",
            "How many units of {code} may a doctor bill a day?",
        ),
        "ncci-mue-outpatient": ("MUE of {code} in a hospital?", "hospital outpatient mue for {code}", "mue {code} hosp"),
        "ncci-mue-dme": ("DME MUE of {code}", "MUE of {code} for a DME supplier"),
    }
    for source, wordings in settings.items():
        rows = _rows(home, source, "SELECT code, mue_value FROM limits ORDER BY code")
        for code, value in chance.sample(rows, min(18, len(rows))):
            yield Case("", "mue", _asked(chance, wordings, code=code), "2024-08-05", (_fact(code, value, "mue_value"),))
    rows = _rows(
        home, "ncci-addon", "SELECT addon_code, primary_code FROM addons WHERE deleted IS NULL AND type = 1 ORDER BY addon_code"
    )
    for addon, _ in chance.sample(rows, 20):
        primaries = [primary for code, primary in rows if code == addon]
        wordings = (
            "What are the primary codes of add-on {code}?",
            "primary code for {code}",
            "which codes go with add-on code {code}",
        )
        facts = (_fact(addon, chance.choice(primaries), "add_on_of", "primary_code"),)
        yield Case("", "add-on", _asked(chance, wordings, code=addon), "2024-08-05", facts)


def _pairs(home: Path, chance: random.Random) -> Iterator[Case]:
    pairs = [
        ("ncci-ptp-practitioner", "77301", "77014", "0", ""),
        ("ncci-ptp-practitioner", "77301", "77280", "0", ""),
        ("ncci-ptp-practitioner", "77301", "77290", "0", ""),
        ("ncci-ptp-practitioner", "77301", "77295", "0", ""),
        ("ncci-ptp-outpatient", "77386", "77385", "1", " in a hospital"),
        ("ncci-ptp-outpatient", "77373", "77385", "0", " in a hospital"),
        ("ncci-ptp-outpatient", "77385", "77338", "1", " in a hospital"),
        ("ncci-ptp-outpatient", "77385", "77387", "0", " in a hospital"),
    ]
    wordings = (
        "Can {first} and {second} be billed together{where}?",
        "is there an NCCI edit between {second} and {first}{where}",
        "{first} with {second}{where} allowed?",
    )
    for _, first, second, indicator, where in pairs:
        for wording in wordings:
            facts = (_fact(f"{first}+{second}", indicator, "modifier_indicator"),)
            yield Case("", "ptp", wording.format(first=first, second=second, where=where), "2024-08-05", facts)


def _histories(home: Path, chance: random.Random) -> Iterator[Case]:
    rows = _rows(home, "hcpcs-2025-Q4", "SELECT code, terminated FROM codes WHERE terminated IS NOT NULL ORDER BY code")
    for code, day in chance.sample(rows, min(20, len(rows))):
        wordings = ("When did {code} end?", "is {code} still valid", "when was {code} deleted")
        yield Case(
            "",
            "ended",
            _asked(chance, wordings, code=code),
            "2025-11-03",
            (_fact(code, day, "last_day", "terminated", "deleted"),),
        )
    rows = _rows(
        home,
        "icd10cm-conversion-FY2027",
        "SELECT code, day FROM changes WHERE action = 'added' AND day = '2025-10-01' ORDER BY code",
    )
    for code, day in chance.sample(rows, min(20, len(rows))):
        wordings = ("When was {code} added?", "since when does {code} exist", "effective date of {code}")
        facts = (_fact(dotted(code), day, "added", "first_day", "effective_day"),)
        yield Case("", "added", _asked(chance, wordings, code=dotted(code)), "2026-03-02", facts)
    replaced = {"77385": ("77407", "77412"), "77386": ("77407", "77412"), "77014": ("77387",), "G6015": ("77407",)}
    for code, successors in replaced.items():
        for wording in ("Which code replaced {code} and when?", "what replaced {code}", "replacement for {code} in 2026"):
            facts = (*(_fact(code, one, "replaced_by") for one in successors[:1]),)
            yield Case("", "replaced", wording.format(code=code), "2026-03-02", facts)


def _unanswerable(home: Path, chance: random.Random) -> Iterator[Case]:
    never = ("99999", "Z99.999", "J9998", "A99.9X", "00001", "QQ123", "X12.3456", "77999", "E99.99")
    for code in never:
        for wording in ("What is {code}?", "MUE of {code}", "how much does Medicare pay for {code}"):
            yield Case("", "never-existed", wording.format(code=code), "2026-03-02", (), "unanswerable")
    for text, on in (
        ("MUE of J1100 in a hospital", "2019-05-01"),
        ("What does Medicare pay for 99213?", "2012-05-01"),
        ("status indicator of 77301 in a hospital", "2018-05-01"),
        ("Does Medicare cover IMRT for breast in Florida?", "2026-03-02"),
        ("Does Medicare cover acupuncture in Texas?", "2026-03-02"),
        ("What does Aetna pay for 99213?", "2026-03-02"),
        ("What is the Medicaid fee for 77301 in Ohio?", "2026-03-02"),
        ("What is the CPT descriptor of 99213 word for word?", "2026-03-02"),
        ("What does Medicare pay for 99213 in 2099?", "2099-03-02"),
    ):
        yield Case("", "not-loaded", text, on, (), "unanswerable")
