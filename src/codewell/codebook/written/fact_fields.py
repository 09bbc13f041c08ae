"""The facts that a written page states, each read or told with its line."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from codewell.codebook.published import FACT_IDS, RELATIONS
from codewell.codebook.standing import Standing
from codewell.codebook.written.page import StatedFact
from codewell.codebook.written.stated_toml import StatedToml, code_of

_KEYS = frozenset({"code", "on", "first_day", "last_day", "standing", "fact", "value", "detail", "relation", "other"})
_KINDS = ("first_day", "last_day", "standing", "fact", "relation")
_STANDINGS = tuple(one.value for one in Standing if one is not Standing.NOT_LOADED)
_CLOSED: Mapping[str, Collection[str]] = {"standing": _STANDINGS, "fact": FACT_IDS, "relation": RELATIONS}
_SHOWN = 12


def read_facts(stated: StatedToml, written: list[Any]) -> Iterator[StatedFact]:
    """Yield each fact that is as documented, and keep a fault for each that is not.

    Args:
        stated: the head of the page.
        written: the list of facts as parsed.
    """
    for count, fact in enumerate(written, start=1):
        if not isinstance(fact, dict) or not fact.keys() <= _KEYS or sum(kind in fact for kind in _KINDS) != 1:
            sentence = f"Fact {count} must name a code and one of first_day, last_day, standing, fact or relation."
            stated.fault(stated.line_of("facts"), sentence)
            continue
        number = _line_of(stated, fact)
        code = code_of(str(fact.get("code", "")))
        if code is None:
            stated.fault(number, f"Fact {count} names {str(fact.get('code'))[:20]!r}, which is not shaped like a code.")
        elif sentence := _fault_of(count, fact):
            stated.fault(number, sentence)
        else:
            texts = {key: str(fact.get(key, "")) for key in ("standing", "fact", "value", "detail", "relation", "other")}
            yield StatedFact(code, fact.get("on"), fact.get("first_day"), fact.get("last_day"), **texts, number=number)


def _fault_of(count: int, fact: Mapping[str, Any]) -> str:
    """Return what is wrong with a fact of one kind; empty where nothing is."""
    days = [fact[key] for key in ("on", "first_day", "last_day") if key in fact]
    if any(not isinstance(day, date) or isinstance(day, datetime) for day in days):
        return f"A day of fact {count} is not a day; write it as 2026-01-01, without quotes."
    if "first_day" not in fact and "last_day" not in fact and "on" not in fact:
        return f"Fact {count} needs the day on which it holds, as on = 2026-01-01."
    if ("fact" in fact) != ("value" in fact) or ("relation" in fact) != ("other" in fact):
        return f"Fact {count} must give value with fact, and other with relation."
    for kind, known in _CLOSED.items():
        if kind in fact and fact[kind] not in known:
            return (
                f"Fact {count} names the {kind} {str(fact[kind])[:40]!r}, which there is not; {_meant(str(fact[kind]), known)}."
            )
    return ""


def _meant(written: str, known: Collection[str]) -> str:
    """Say which ids were probably meant, else some that there are."""
    from difflib import get_close_matches

    near = get_close_matches(written, known, n=2, cutoff=0.6)
    if near:
        return f"perhaps {' or '.join(near)} is meant"
    shown = sorted(known)[:_SHOWN]
    more = ", and more: see `codewell lookup CODE --json`" if len(known) > _SHOWN else ""
    return f"there are {', '.join(shown)}{more}"


def _line_of(stated: StatedToml, fact: Mapping[str, Any]) -> int:
    words = [f'"{value}"' for value in fact.values() if isinstance(value, str)]
    words += [value.isoformat() for value in fact.values() if isinstance(value, date)]
    return stated.at(*words)
