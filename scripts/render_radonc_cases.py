"""Write `docs/radonc_cases.md` from the worked cases of `tests/spec/radonc`, `docs/radonc_rules.md` from the tables of rules.

Usage: python scripts/render_radonc_cases.py

The same cases and tables give the same bytes; a contract test fails where a page is not current.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from codewell.kernel.validity import Validity
from codewell.radonc.coding.lines import Ruling
from codewell.radonc.coding.payers import PAYER_IDS, payer_named
from codewell.radonc.coding.rulebook import TABLES, rule_book

ROOT = Path(__file__).parent.parent
CASES = ROOT / "tests/spec/radonc"
PAGE = "docs/radonc_cases.md"
RULES = "docs/radonc_rules.md"
_STATUS = {"S": "stated", "D": "derived"}
_HEAD = "| no. | days | where | case | billed in a session | over the episode | never | source |"


def main() -> None:
    """Write the pages."""
    for path, text in rendered().items():
        (ROOT / path).write_text(text, encoding="utf-8")


def rendered() -> dict[str, str]:
    """Return the text of every page, by its path below the repository."""
    return {PAGE: "\n".join(_page()) + "\n", RULES: "\n".join(_rules()) + "\n"}


def _rules() -> Iterator[str]:
    yield "# Rules of radiation oncology"
    yield ""
    yield "Rules hold by date of service. *Published* ones stand in the source, *derived* ones follow from it, *house* ones are"
    yield "ours and have a decision record. Written by `scripts/render_radonc_cases.py` from `src/codewell/radonc/coding`."
    book = rule_book()
    for table in TABLES:
        yield from ("", f"## {table.capitalize()}", "", f"Gone through up to {book.reviewed_through[table]}.", "")
        yield from ("| rule | days | basis | says | source |", "| --- " * 5 + "|")
        own = [rule for periods in book.rules.values() for rule in periods if rule.table == table]
        yield from (_ruling(rule.ruling, rule.validity) for rule in own)
    yield from ("", "# Payers")
    for id in PAYER_IDS:
        payer = payer_named(id)
        yield from ("", f"## {payer.title} (`{id}`)", "", f"Gone through up to {payer.reviewed_through}.", "")
        yield from ("| switch | days | basis | says | source |", "| --- " * 5 + "|")
        own_switches = [one for periods in payer.switches.values() for one in periods if f".{id}." in one.ruling.id]
        yield from (_ruling(one.ruling, one.validity) for one in own_switches)


def _ruling(ruling: Ruling, validity: Validity) -> str:
    return f"| `{ruling.id}` | {validity} | {ruling.basis} | {ruling.says} | {ruling.cites} |"


def _page() -> Iterator[str]:
    yield "# Worked cases of radiation oncology"
    yield ""
    yield "Each row is a test: the episode is made from facts, coded and compared. *Stated* results stand in the source,"
    yield "*derived* ones follow from a rule that the source states. Numbers are those of the collection that first listed them."
    yield ""
    yield "Written by `scripts/render_radonc_cases.py` from `tests/spec/radonc`."
    for title, name in (("The collection", "worked_cases.yaml"), ("Further cases", "further_cases.yaml")):
        yield from ("", f"## {title}", "", _HEAD, "| --- " * 8 + "|")
        for case in yaml.safe_load((CASES / name).read_text(encoding="utf-8")):
            yield _row(case)


def _row(case: Mapping[str, Any]) -> str:
    expect = case["expect"]
    cells = (
        case.get("number", ""),
        _year(case),
        case["setting"] + (f", {case['payer']}" if "payer" in case else ""),
        case["case"] + _billed(case) + (f". {case['differs']}" if "differs" in case else ""),
        _codes(expect.get("session")) if expect.get("session") != [] else "nothing",
        _over(expect),
        _codes([*expect.get("absent", ()), *(one for codes in expect.get("rejected", {}).values() for one in codes)]),
        _source(case),
    )
    return "| " + " | ".join(str(one) for one in cells) + " |"


def _year(case: Mapping[str, Any]) -> str:
    days = sorted(str(one["first"]) for one in case.get("sessions", ()))
    return "from " + days[0] if days else ""


def _codes(codes: Any) -> str:
    return ", ".join(dict.fromkeys(str(one) for one in codes or ()))


def _billed(case: Mapping[str, Any]) -> str:
    if "billed" not in case:
        return ""
    return f" (billed: {', '.join(case['billed'])}; found: {', '.join(case['findings'])})"


def _over(expect: Mapping[str, Any]) -> str:
    units = [f"{code} x{number}" for code, number in expect.get("units", {}).items()]
    lines = [f"{day}: {_codes(codes)}" for day, codes in expect.get("lines", {}).items()]
    denied = [f"{code or 'a session'} denied" for code in expect.get("denied", ())]
    asked = [f"asked: {_codes(expect['asks'])}"] if expect.get("asks") else []
    flags = [f"{code} flagged: {words}" for code, words in expect.get("flags", {}).items()]
    return "; ".join([*units, *lines, *denied, *flags, *asked, *expect.get("problems", ())])


def _source(case: Mapping[str, Any]) -> str:
    status = _STATUS.get(case.get("status", "D"), "")
    return f"{status}: {case['cites']}"


if __name__ == "__main__":
    main()
