"""What the recognizers miss and what they take too much of, with the words around it: for reading, never for the repository."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any


def print_errors(
    documents: list[Any], answers: dict[str, Any], *, around: int = 36, at_most: int = 400, wholly: bool = False
) -> None:
    """Print each missed span and each covered run outside the gold, with the rule that took it."""
    printed = 0
    # "wholly" shows only the spans of which no character is covered
    for document in documents:
        text = document["text"]
        found = answers[document["id"]]
        covered = {at for one in found for at in range(one.start, one.end)}
        gold = {at for span in document["spans"] for at in range(span["start"], span["end"])}
        passed = gold | {at for span in document.get("ignore", ()) for at in range(span["start"], span["end"])}
        for span in document["spans"]:
            missing = [at for at in range(span["start"], span["end"]) if text[at].isalnum() and at not in covered]
            if missing and not span.get("soft") and (not wholly or not covered & set(range(span["start"], span["end"]))):
                print("-", span["type"], _shown(text, span["start"], span["end"], around))
                printed += 1
        for one in found:
            extra = [at for at in range(one.start, one.end) if text[at].isalnum() and at not in passed]
            if extra:
                print("+", one.rule, _shown(text, one.start, one.end, around))
                printed += 1
        if printed > at_most:
            print("...")
            return


def table(documents: list[Any], answers: dict[str, Any]) -> str:
    """Return a Markdown table of recall and of characters taken too much, per kind and rule, without any text of a note."""
    spans: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    too_much: dict[str, int] = defaultdict(int)
    by_rule: Counter[str] = Counter()
    for document in documents:
        text, found = document["text"], answers[document["id"]]
        covered = {at for one in found for at in range(one.start, one.end)}
        passed = {at for key in ("spans", "ignore") for span in document.get(key, ()) for at in range(span["start"], span["end"])}
        for span in document["spans"]:
            if not span.get("soft"):
                spans[span["type"]] += 1
                whole[span["type"]] += all(at in covered for at in range(span["start"], span["end"]) if text[at].isalnum())
        for one in found:
            extra = sum(text[at].isalnum() and at not in passed for at in range(one.start, one.end))
            if extra:
                too_much[one.type.value] += extra
                by_rule[one.rule] += 1
    rows = ["| kind | gold spans | wholly covered | recall | characters taken too much |", "| --- | --- | --- | --- | --- |"]
    for kind in sorted(spans.keys() | too_much.keys()):
        recall = f"{whole[kind] / spans[kind]:.3f}" if spans[kind] else "-"
        rows.append(f"| {kind} | {spans[kind]} | {whole[kind]} | {recall} | {too_much[kind]} |")
    rows += ["", "Rules that took too much: " + ", ".join(f"`{rule}` {count}" for rule, count in by_rule.most_common(12)) + "."]
    return "\n".join(rows)


def by_origin(documents: list[Any], answers: dict[str, Any]) -> str:
    """Return a line for each origin of names: how many, and how many were wholly covered."""
    names: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    for document in documents:
        covered = {at for one in answers[document["id"]] for at in range(one.start, one.end)}
        for span in document["spans"]:
            if span["type"] == "NAME":
                names[span["origin"]] += 1
                letters = [at for at in range(span["start"], span["end"]) if document["text"][at].isalnum()]
                whole[span["origin"]] += covered.issuperset(letters)
    lines = [
        f"  origin {origin:18} {whole[origin]}/{count} = {whole[origin] / count:.3f}" for origin, count in sorted(names.items())
    ]
    return "\n".join(lines)


def _shown(text: str, start: int, end: int, around: int) -> str:
    before, after = text[max(0, start - around) : start], text[end : end + around]
    return repr(f"{before}⟦{text[start:end]}⟧{after}")
