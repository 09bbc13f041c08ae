"""Write `docs/radonc_cases.md` from the worked cases of `tests/spec/radonc`.

Usage: python scripts/render_radonc_cases.py

The same cases give the same bytes; a contract test fails where the page is not current.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent
CASES = ROOT / "tests/spec/radonc"
PAGE = "docs/radonc_cases.md"
_STATUS = {"S": "stated", "D": "derived"}
_HEAD = "| no. | days | where | case | billed in a session | over the episode | never | source |"


def main() -> None:
    """Write the page."""
    (ROOT / PAGE).write_text(rendered(), encoding="utf-8")


def rendered() -> str:
    """Return the text of the page."""
    return "\n".join([*_page()]) + "\n"


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
