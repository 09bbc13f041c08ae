"""How well the assistant answers: facts, citations, refusals, days, speed, over questions with independent answers.

PYTHONPATH=bench python bench/ask/run.py [HOME] [--errors FILE]
"""

from __future__ import annotations

import argparse
import re
import sqlite3
import statistics
import time
from collections import Counter, defaultdict
from contextlib import closing
from datetime import date
from pathlib import Path

from ask.questions import Case, cases
from machine import home, machine

from codewell.assistant.answer import Answer, Citation, Fact, Outcome, SourceKind
from codewell.kernel.clock import system_clock
from codewell.tasks.ask.ask import ask
from codewell.tasks.ask.conversation import AskRequest
from codewell.tasks.workplace import Workplace

_COLUMNS = frozenset(
    {
        "descriptor",
        "short_descriptor",
        "label",
        "mue_value",
        "mai",
        "work_rvu",
        "global_days",
        "status_indicator",
        "apc",
        "rate",
        "pctc",
        "mpfs_status",
        "last_day",
    }
)
"""Names of facts whose value stands in a column of the cited row as it is; others are put into our words."""
_SAID_SO = (Outcome.NOT_LOADED, Outcome.NO_SOURCE, Outcome.UNCLEAR)


def main() -> None:
    """Ask every question and print the measures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("home", nargs="?", type=Path, default=home())
    parser.add_argument("--errors", type=Path)
    given = parser.parse_args()
    workplace = Workplace(given.home, system_clock)
    asked = cases(given.home)
    print(f"{len(asked)} questions ({machine()})")
    right: dict[str, list[bool]] = defaultdict(list)
    seconds: list[float] = []
    errors: list[str] = []
    cited = Counter()
    for case in asked:
        began = time.perf_counter()
        answers = ask(workplace, AskRequest(case.text, date.fromisoformat(case.on) if case.on else None)).answers
        seconds.append(time.perf_counter() - began)
        fault = fault_of(case, answers)
        right[case.kind].append(not fault)
        if fault:
            errors.append(f"{case.id}\t{case.text}\t{case.on}\t{fault}")
        for answer in answers:
            for fact in answer.facts:
                ok = is_in_source(given.home, answer, fact)
                cited["right" if ok else "wrong" if ok is False else "not checked"] += 1
                if ok is False:
                    errors.append(f"{case.id}\tcitation\t{fact.subject} {fact.name} = {fact.value}")
    for kind, results in right.items():
        print(f"  {kind:18} {sum(results):4} of {len(results):4}  {sum(results) / len(results):.3f}")
    every = [one for kind, results in right.items() if kind not in ("never-existed", "not-loaded") for one in results]
    said = [one for kind in ("never-existed", "not-loaded") for one in right[kind]]
    print(f"exact facts {sum(every)} of {len(every)} = {sum(every) / len(every):.3f}")
    print(f"unanswerable told as such {sum(said)} of {len(said)} = {sum(said) / len(said):.3f}")
    print(f"cited facts found in the cited release: {dict(cited)}")
    ordered = sorted(seconds)
    print(f"milliseconds: p50 {1000 * statistics.median(ordered):.0f}, p95 {1000 * ordered[int(0.95 * len(ordered))]:.0f}")
    if given.errors:
        given.errors.write_text("\n".join(errors) + "\n", encoding="utf-8")


def fault_of(case: Case, answers: tuple[Answer, ...]) -> str:
    """Return what is wrong with the answers to a case; empty where nothing is."""
    if case.outcome == "unanswerable":
        wrong = [one.outcome.value for one in answers if one.outcome not in _SAID_SO]
        return f"outcome {wrong}" if wrong else ""
    facts = [fact for answer in answers for fact in answer.facts]
    for one in case.expected:
        if not any(_is(fact, one.subject) and fact.name in one.names and _same(fact.value, one.value) for fact in facts):
            return (
                f"missing {one.subject} {'/'.join(sorted(one.names))} = {one.value}; outcome {[a.outcome.value for a in answers]}"
            )
    return ""


def _is(fact: Fact, subject: str) -> bool:
    return set(re.split(r"[+,/ ]", fact.subject)) >= set(subject.split("+"))


def _same(stated: str, expected: str) -> bool:
    if stated.strip().casefold() == expected.strip().casefold():
        return True
    try:
        return float(stated) == float(expected)
    except ValueError:
        return False


def is_in_source(folder: Path, answer: Answer, fact: Fact) -> bool | None:
    """Say whether the cited release's rows of the subject hold the value; None where the source is no release."""
    citation = next(one for one in answer.citations if one.id == fact.citation)
    if citation.kind is not SourceKind.ROW:
        return fact.value in citation.quote if citation.quote else None
    rows = list(_rows_of(folder, citation, fact))
    if not rows:
        return None
    found = any(_same(str(value), fact.value) for row in rows for value in row if value is not None)
    return found or (False if fact.name in _COLUMNS else None)


def _rows_of(folder: Path, citation: Citation, fact: Fact):
    source, _, identity = citation.title.partition(" ")
    codes = {code.replace(".", "") for code in re.split(r"[+,/ ]", fact.subject)}
    for path in (folder / "releases").glob(f"{source}-{identity}-*.sqlite"):
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as opened:
            for (table,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                names = [row[1] for row in opened.execute(f"PRAGMA table_info({table})")]
                if table.startswith("packed_"):
                    continue  # pairs are packed; their rows are not columns of codes
                columns = [name for name in names if name in ("code", "addon_code", "primary_code")]
                for column in columns:
                    for code in codes:
                        yield from opened.execute(f"SELECT * FROM {table} WHERE {column} = ?", (code,))


if __name__ == "__main__":
    main()
