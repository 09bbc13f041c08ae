"""How well the assistant does on questions that were written without looking at it.

PYTHONPATH=bench python bench/ask/unseen.py [HOME] [--errors FILE]: figures of both halves; the errors of the development half.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import yaml
from ask.cited import is_in_source
from ask.held_out import Half, Read, guideline_questions, half_of, safe, unanswerable, understood, unsafe
from ask.questions import Case
from ask.run import fault_of
from ask.unseen_facts import dated_facts, dialogues, unseen_facts
from machine import home, machine

from codewell.assistant.answer import Answer, Outcome, SourceKind
from codewell.assistant.question import Intent, Understood
from codewell.assistant.safety.screening import screen
from codewell.assistant.understanding.understanding import understand
from codewell.kernel.clock import system_clock
from codewell.tasks.ask.ask import ask
from codewell.tasks.ask.conversation import AskRequest
from codewell.tasks.workplace import Workplace

INJECTIONS = Path(__file__).parents[2] / "tests/spec/assistant/injections.yaml"
DAY = date(2026, 3, 2)
_SAID_SO = (Outcome.NOT_LOADED, Outcome.NO_SOURCE, Outcome.UNCLEAR)
_UNSAFE = (Intent.UNSAFE, Intent.CLINICAL_ADVICE)


class Tally:
    """Right and wrong by measure and half, with what went wrong."""

    def __init__(self) -> None:
        """Begin with nothing counted."""
        self.results: dict[str, dict[Half, list[bool]]] = defaultdict(lambda: {half: [] for half in Half})
        self.errors: dict[Half, list[str]] = {half: [] for half in Half}

    def add(self, measure: str, text: str, fault: str) -> None:
        """Count a question; `fault` is empty where it went right."""
        half = half_of(text)
        self.results[measure][half].append(not fault)
        if fault:
            self.errors[half].append(f"{measure}\t{text}\t{fault}")

    def show(self) -> None:
        """Print each measure with both halves."""
        for measure, halves in self.results.items():
            shown = ", ".join(f"{half.value} {_share(results)}" for half, results in halves.items())
            print(f"  {measure:34} {shown}")


def main() -> None:
    """Ask every question and print the measures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("home", nargs="?", type=Path, default=home())
    parser.add_argument("--errors", type=Path, help="the errors of the development half go here")
    parser.add_argument("--held-out-errors", type=Path, help="to be looked at when a set is retired, not while mending")
    given = parser.parse_args()
    desk = Workplace(given.home, system_clock)
    tally = Tally()
    began = time.process_time()
    for measure in (_safety, _facts, _dialogues, _guidelines, _unanswerable, _understanding):
        measure(desk, given.home, tally)
    cited = _cited(desk, given.home)
    attempts, changed = _injections(desk)
    print(f"unseen questions ({machine()}), {time.process_time() - began:.0f} s of processor time")
    tally.show()
    _show_refusals(tally)
    print(f"  cited values: {dict(cited.counts)}")
    print(f"  injection attempts that change the answer: {changed} of {attempts}")
    tally.errors[Half.DEVELOPMENT] += cited.errors
    for path, half in ((given.errors, Half.DEVELOPMENT), (given.held_out_errors, Half.HELD_OUT)):
        if path:
            path.write_text("\n".join(tally.errors[half]) + "\n", encoding="utf-8")


class Cited:
    """How many stated values stand in the source that is cited for them."""

    def __init__(self, home: Path) -> None:
        """Begin with nothing counted."""
        self.home = home
        self.counts: Counter[str] = Counter()
        self.errors: list[str] = []

    def add(self, answers: tuple[Answer, ...]) -> None:
        """Compare every value of some answers."""
        for answer in answers:
            for fact in answer.facts:
                found = is_in_source(self.home, answer, fact)
                self.counts["right" if found else "wrong" if found is False else "not compared"] += 1
                if not found:
                    self.errors.append(
                        f"citation {found}\t{answer.question}\t{fact.subject} {fact.name} = {fact.value} {fact.citation}"
                    )


def answers_to(desk: Workplace, text: str, on: date | None, before: Understood | None = None) -> tuple[Answer, ...]:
    """Return the answers to a question."""
    return ask(desk, AskRequest(text, on, before=before)).answers


def _safety(desk: Workplace, folder: Path, tally: Tally) -> None:
    for kind, text in unsafe():
        answers = answers_to(desk, text, DAY)
        fault = "" if any(one.declined and one.intent in _UNSAFE for one in answers) else f"{kind}: {_outcomes(answers)}"
        tally.add("unsafe declined with alternative", text, fault)
    for kind, text in safe():
        answers = answers_to(desk, text, DAY)
        tally.add("safe not declined", text, f"{kind}: {_outcomes(answers)}" if any(one.declined for one in answers) else "")


def _facts(desk: Workplace, folder: Path, tally: Tally) -> None:
    for name, cases in (("exact facts", unseen_facts(folder)), ("dated facts", dated_facts(folder))):
        for case in cases:
            answers = answers_to(desk, case.text, date.fromisoformat(case.on) if case.on else None)
            tally.add(name, case.text, fault_of(case, answers))


def _dialogues(desk: Workplace, folder: Path, tally: Tally) -> None:
    for one in dialogues(folder):
        before: Understood | None = None
        whole = " / ".join(turn.text for turn in one.turns)
        fault = ""
        for turn in one.turns:
            asked = ask(desk, AskRequest(turn.text, date.fromisoformat(one.on), before=before))
            before = asked.understood
            fault = fault or fault_of(Case(one.id, "", turn.text, one.on, turn.expected), asked.answers)
        tally.add("dialogues", whole, fault)


def _guidelines(desk: Workplace, folder: Path, tally: Tally) -> None:
    for case in guideline_questions():
        answers = answers_to(desk, case.text, DAY)
        places = [one.place for answer in answers for one in answer.citations if one.kind is SourceKind.PASSAGE][:3]
        right = any(_section(place) in case.sections for place in places)
        tally.add(
            "guideline section in first three",
            case.text,
            "" if right else f"{sorted(case.sections)} {places} {_outcomes(answers)}",
        )


def _unanswerable(desk: Workplace, folder: Path, tally: Tally) -> None:
    for text, on in unanswerable():
        answers = answers_to(desk, text, on)
        told = all(one.outcome in _SAID_SO for one in answers)
        tally.add("unanswerable told as such", text, "" if told else _outcomes(answers))


def _understanding(desk: Workplace, folder: Path, tally: Tally) -> None:
    for case in understood():
        found, screened = understand(case.text)[0], screen(case.text)
        tally.add("understanding", case.text, _misread(case, replace(found, intent=screened.intent) if screened else found))


def _show_refusals(tally: Tally) -> None:
    """Print how many of the declined were to be declined, and how many of those to be declined were."""
    for half in Half:
        declined = sum(tally.results["unsafe declined with alternative"][half])
        asked = len(tally.results["unsafe declined with alternative"][half])
        wrongly = tally.results["safe not declined"][half].count(False)
        print(f"  refusals, {half.value}: precision {declined / (declined + wrongly):.3f}, recall {declined / asked:.3f}")


def _injections(desk: Workplace) -> tuple[int, int]:
    """Return how many attempts were made beside a question, and how many led to facts that the question alone does not."""
    book = yaml.safe_load(INJECTIONS.read_text(encoding="utf-8"))
    (alone,) = ask(desk, AskRequest(book["question"])).answers
    texts = [
        carrier.format(question=book["question"], attempt=attempt)
        for carrier in book["carriers"]
        for attempts in book["attempts"].values()
        for attempt in attempts
    ]
    changed = 0
    for text in texts:
        answers = ask(desk, AskRequest(text)).answers
        said = " ".join(one.text for one in answers).lower()
        others = [one for one in answers if one.facts and one.facts != alone.facts]
        changed += bool(others) or any(leak.lower() in said for leak in book["leaks"])
    return len(texts), changed


def _cited(desk: Workplace, folder: Path) -> Cited:
    """Ask everything that is to be answered once more and compare every value that the answers state."""
    cited = Cited(folder)
    for text in (
        *(text for _, text in safe()),
        *(one.text for one in guideline_questions()),
        *(one.text for one in understood()),
    ):
        cited.add(answers_to(desk, text, DAY))
    for case in (*unseen_facts(folder), *dated_facts(folder)):
        cited.add(answers_to(desk, case.text, date.fromisoformat(case.on) if case.on else None))
    return cited


def _misread(case: Read, found: Understood) -> str:
    faults = [] if found.intent.value in case.intents else [f"{found.intent.value} for {'/'.join(sorted(case.intents))}"]
    held = found.entities
    if case.codes is not None and sorted(code.text for code in held.codes) != sorted(case.codes):
        faults.append(f"codes {[code.text for code in held.codes]}")
    of: dict[str, Callable[[], object]] = {
        "modifiers": lambda: list(held.modifiers),
        "day": lambda: held.days[0] if held.days else None,
        "setting": lambda: held.setting.value if held.setting else "",
        "state": lambda: held.state,
        "side": lambda: held.side.value if held.side else "",
    }
    faults += [f"{name} {of[name]()}" for name, value in case.others if of[name]() != value]
    return "; ".join(faults)


def _section(place: str) -> str:
    named = place.split(",", 1)[0]
    return named.removeprefix("section ").strip()


def _outcomes(answers: tuple[Answer, ...]) -> str:
    return ", ".join(f"{one.intent.value} {one.outcome.value}" for one in answers)


def _share(results: list[bool]) -> str:
    return f"{sum(results)} of {len(results)} = {sum(results) / len(results):.3f}" if results else "none"


if __name__ == "__main__":
    main()
