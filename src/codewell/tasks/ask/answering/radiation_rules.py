"""What the dated rules of radiation oncology say of codes that stand together, beside the PTP edits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import combinations

from codewell.assistant.answer import SourceKind
from codewell.radonc.coding.rulebook import Rule, rule_book
from codewell.tasks.ask.composing import Draft
from codewell.tasks.reference_books.book import BookId, entry_link

_PAIRS = "rt.conflicts.stated-pairs"
_PARTS = "rt.components"
_MOST = 2


def say_rules(draft: Draft, codes: Sequence[str], day: date) -> bool:
    """Add what the rules that hold on the day say of the codes; return whether one decides over a pair of them."""
    parts = rule_book().find(_PARTS, day)
    known = {code for group in parts.values.values() for code in group} if parts else set()
    if not set(codes) <= known:
        return False
    decided = _say_pairs(draft, codes, day)
    for rule in _telling(codes, day):
        draft.say(rule.ruling.says, _cite(draft, rule))
    return decided


def _say_pairs(draft: Draft, codes: Sequence[str], day: date) -> bool:
    rule = rule_book().find(_PAIRS, day)
    stated = {(str(a), str(b)): int(indicator) for a, b, indicator in rule.rows("pairs")} if rule else {}
    decided = False
    for one, other in combinations(codes, 2):
        for first, second in ((one, other), (other, one)):
            if rule is None or (first, second) not in stated:
                continue
            decided = True
            indicator, pair = stated[first, second], f"{first}+{second}"
            citation = _cite_pair(draft, rule, first, second, indicator)
            draft.state(pair, "column_1", first, citation)
            draft.state(pair, "column_2", second, citation)
            draft.state(pair, "modifier_indicator", str(indicator), citation)
            released = "no modifier releases the pair" if indicator == 0 else "a modifier can release it where they were separate"
            draft.say(
                f"Publications that the rules of radiation oncology cite pay {first} and deny {second} beside it: {released} "
                f"(modifier indicator {indicator}).",
                citation,
            )
    return decided


def _telling(codes: Sequence[str], day: date) -> list[Rule]:
    """Return the published rules of the day whose words name the codes, those that name most of them first."""
    found = []
    for id in rule_book().rules:
        rule = rule_book().find(id, day)
        if rule is None or rule.ruling.basis != "published" or "not-in-force" in id:
            continue
        named = sum(code in rule.ruling.says for code in codes)
        if named > 1 or (named and rule.table == "guidance"):
            found.append((-named, len(rule.ruling.says), rule))
    return [rule for *_, rule in sorted(found, key=lambda one: one[:2])[:_MOST]]


def _cite_pair(draft: Draft, rule: Rule, first: str, second: str, indicator: int) -> str:
    """Return the citation of one row of the rule's pairs, quoted as the page shows it: the rule's sentence names no pair."""
    return _cite(draft, rule, f", pair {first}, {second}", f"{rule.ruling.says} {first} {second} {indicator}")


def _cite(draft: Draft, rule: Rule, row: str = "", quote: str = "") -> str:
    days = rule.validity
    return draft.cite(
        SourceKind.RULE,
        "Codewell, dated rules of radiation oncology",
        f"rule {rule.ruling.id}{row}",
        entry_link(BookId.RADIATION, draft.on or days.first_day, rule.ruling.id),
        first_day=days.first_day,
        last_day=days.last_day,
        quote=quote or rule.ruling.says,
    )
