"""How well the assistant answers: facts, citations, refusals, days, speed, over questions with independent answers.

PYTHONPATH=bench python bench/ask/run.py [HOME] [--errors FILE]
"""

from __future__ import annotations

import argparse
import re
import statistics
import time
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

from ask.cited import is_in_source
from ask.questions import Case, cases
from machine import home, machine

from codewell.assistant.answer import Answer, Fact, Outcome
from codewell.kernel.clock import system_clock
from codewell.tasks.ask.ask import ask
from codewell.tasks.ask.conversation import AskRequest
from codewell.tasks.workplace import Workplace

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
                cited["right" if ok else "wrong" if ok is False else "not compared"] += 1
                if ok is False:
                    errors.append(f"{case.id}\tcitation\t{fact.subject} {fact.name} = {fact.value}")
    for kind, results in right.items():
        print(f"  {kind:18} {sum(results):4} of {len(results):4}  {sum(results) / len(results):.3f}")
    every = [one for kind, results in right.items() if kind not in ("never-existed", "not-loaded") for one in results]
    said = [one for kind in ("never-existed", "not-loaded") for one in right[kind]]
    print(f"exact facts {sum(every)} of {len(every)} = {sum(every) / len(every):.3f}")
    print(f"unanswerable told as such {sum(said)} of {len(said)} = {sum(said) / len(said):.3f}")
    compared = cited["right"] + cited["wrong"]
    print(f"cited values {dict(cited)}: {cited['right'] / compared:.4f} of those compared are right")
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


if __name__ == "__main__":
    main()
