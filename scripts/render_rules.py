"""Write `docs/rules/` and `src/codewell/edits/rule_cases.json` from the registry of edits and `tests/spec/edits`.

Usage: python scripts/render_rules.py

The same registry and cases give the same bytes; a contract test fails where the files are not current.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from codewell.edits.profiles import PROFILE_IDS, profile_named
from codewell.edits.registry import FAMILIES, Basis
from codewell.edits.rulebook import Rule, RuleCase, rules
from codewell.edits.tables import CodeTable, RangeTable, all_tables

ROOT = Path(__file__).parent.parent
CASES = ROOT / "tests/spec/edits"
PAGES = "docs/rules"
PACKAGED = "src/codewell/edits/rule_cases.json"
USUAL_DAY = date(2024, 7, 2)
"""Day of service of a case that names none."""

_VERDICTS = (
    ("fail", "the payer would deny this line or claim as it stands"),
    ("bypassed", "the edit applies, and a modifier on the claim releases it"),
    ("no_data", "what the edit reads is not loaded for that day, or only a document can decide; never a pass"),
    ("pass", "nothing to correct; named only where it explains a payment of zero"),
)


def main() -> None:
    """Write what differs and remove pages of edits that are gone."""
    files = rendered()
    for path, text in files.items():
        target = ROOT / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    for path in (ROOT / PAGES).glob("*.md"):
        if f"{PAGES}/{path.name}" not in files:
            path.unlink()


def rendered() -> dict[str, str]:
    """Return the text of every file, by its path below the repository."""
    cases = read_cases()
    book = rules(cases)
    files = {f"{PAGES}/{rule.edit.id}.md": page(rule) for rule in book}
    files[f"{PAGES}/README.md"] = index(book)
    files[f"{PAGES}/tables.md"] = tables_page()
    files[PACKAGED] = json.dumps({id: [_as_json(one) for one in listed] for id, listed in cases.items()}, indent=1) + "\n"
    return files


def read_cases() -> dict[str, tuple[RuleCase, ...]]:
    """Return the cases of `tests/spec/edits` in words, by edit."""
    found: dict[str, list[RuleCase]] = defaultdict(list)
    for family, _ in FAMILIES:
        for case in yaml.safe_load((CASES / f"{family}.yaml").read_text(encoding="utf-8")):
            result = tuple(_result(one) for one in case["expect"])
            found[case["edit"]].append(RuleCase(case["case"], tuple(claim_words(case)), result, case["cites"]))
    return {id: tuple(listed) for id, listed in found.items()}


def page(rule: Rule) -> str:
    """Return the page of one edit."""
    edit = rule.edit
    reads = "; ".join(f"{words} ({sources})" for words, sources in rule.reads) or "the claim alone"
    facts = [
        ("Source", edit.cites),
        ("Basis", "published" if edit.basis is Basis.PUBLISHED else "house"),
        ("Citation", rule.verified),
        ("Holds on", rule.days),
        ("Bills of", rule.bills),
        ("Reads", reads),
        ("What mends it", edit.mends),
    ]
    out = [f"# `{edit.id}`", "", rule.sentence, ""]
    out += [line for paragraph in rule.paragraphs for line in (paragraph, "")]
    out += ["| | |", "| --- | --- |", *(f"| {name} | {_cell(value)} |" for name, value in facts), ""]
    out += ["## Cases", ""]
    out += [
        f"A line is a code with its modifiers. Unless a case says otherwise, the day of service is {USUAL_DAY} and the bill a "
        "practitioner's to Medicare. Results were read from the source named beside them.",
        "",
    ]
    out += ["| Case | Claim | Result | Read from |", "| --- | --- | --- | --- |"]
    for case in rule.cases:
        claim, result = "<br>".join(map(_cell, case.claim)), "<br>".join(case.result) or "nothing found"
        out.append(f"| {_cell(case.title)} | {claim} | {result} | {_cell(case.cites)} |")
    out += ["", f"[{rule.family} and all other rules](README.md#{_anchor(rule.family)})", ""]
    return "\n".join(out)


def index(book: tuple[Rule, ...]) -> str:
    """Return the index by family."""
    cases = sum(len(rule.cases) for rule in book)
    unverified = sum(1 for rule in book if rule.edit.basis is Basis.PUBLISHED and rule.compared is None)
    house = sum(1 for rule in book if rule.edit.basis is Basis.HOUSE)
    out = [
        "# Rule book of claim edits",
        "",
        f"{len(book)} edits with {cases} cases. {house} are house policies "
        f"([decision 9](../decisions/0009-house-claim-edits.md)); of the published ones, {unverified} cite a text that was not "
        "at hand, and say so. The tables of modifiers and places that edits read beside releases are [listed too](tables.md).",
        "",
        "Written by `scripts/render_rules.py` from the registry and `tests/spec/edits`; change those.",
        "",
        "| verdict | means |",
        "| --- | --- |",
        *(f"| `{verdict}` | {means} |" for verdict, means in _VERDICTS),
        "",
    ]
    for family, title in FAMILIES:
        mine = [rule for rule in book if rule.edit.family == family]
        out += [f"## {title}", "", "| Edit | What it says | Basis | Cases |", "| --- | --- | --- | --- |"]
        for rule in mine:
            basis = rule.edit.basis.value + ("" if rule.compared or rule.edit.basis is Basis.HOUSE else ", not verified")
            out.append(f"| [`{rule.edit.id}`]({rule.edit.id}.md) | {_cell(rule.sentence)} | {basis} | {len(rule.cases)} |")
        out.append("")
    return "\n".join(out)


def tables_page() -> str:
    """Return the page of the hand-kept tables."""
    out = ["# Tables kept by hand", ""]
    out += [
        "What edits read beside the releases: numbers and codes only, each with its source and how far it was compared with it.",
        "",
    ]
    for table in all_tables():
        compared = _compared(table.compared_with, table.reviewed_through)
        out += [f"## {table.title}", "", f"`{table.name}`. Source: {table.cites}. {compared}", "", *_contents(table), ""]
    out += ["## Payer profiles", "", "| Profile | Filing | Source | Families it leaves out |", "| --- | --- | --- | --- |"]
    for profile in map(profile_named, PROFILE_IDS):
        left = ", ".join(title for family, title in FAMILIES if family not in profile.families) or "none"
        compared = _compared(profile.compared_with, profile.reviewed_through)
        filing = profile.filing_rule or "contracts differ; not asked"
        out.append(f"| `{profile.id}`: {profile.title} | {filing} | {_cell(profile.cites)}. {compared} | {left} |")
    return "\n".join([*out, ""])


def _compared(text: str, reviewed: date) -> str:
    if text:
        return f"Compared with {text}; gone through on {reviewed}."
    return f"As known to us on {reviewed}, not compared with the text: it was not at hand."


def claim_words(case: dict[str, Any]) -> Iterator[str]:
    """Yield what a case's claim bills, in words."""
    for words in case.get("lines", ["99213"]):
        yield line_words(words)
    facts = []
    if "diagnoses" in case:
        facts.append(
            "diagnoses " + ", ".join(_dotted(code) for code in case["diagnoses"]) if case["diagnoses"] else "no diagnosis"
        )
    if "setting" in case:
        facts.append({"asc": "surgical center", "dme": "supplier"}.get(case["setting"], case["setting"]))
    if "payer" in case:
        facts.append(f"payer {case['payer']}")
    if "day" in case:
        facts.append(f"on {case['day']}")
    for name, words in (
        ("place", "place"),
        ("state", "in"),
        ("born", "born"),
        ("admission", "admitted"),
        ("discharge", "discharged"),
    ):
        if name in case:
            facts.append(f"{words} {case[name]}" if case[name] else f"no {words}")
    if "received" in case:
        facts.append(f"received {case['received']}")
    if "sex" in case:
        facts.append({"M": "male", "F": "female"}.get(case["sex"], "sex unknown"))
    if "npi" in case:
        facts.append(f"billing NPI {case['npi']}")
    if "history" in case:
        facts += [f"earlier claim: {line_words(words)}" for words in case["history"]]
    if facts:
        yield "; ".join(facts)


def line_words(words: str) -> str:
    """Return a line of a case in words: `27447-50, 2 units, on 2024-07-03`."""
    code, facts = "", []
    for place, word in enumerate(words.split()):
        key, _, value = word.partition("=")
        if word.startswith("@"):
            facts.append("on " + word[1:].replace("..", " to "))
        elif key == "in":
            facts.append(f"place {value}")
        elif key == "to":
            facts.append(f"pointing to {value}")
        elif key == "rev":
            facts.append(f"revenue code {value}")
        elif key == "charge":
            facts.append("no charge" if value == "none" else f"charge {value}")
        elif key == "npi":
            facts.append(f"rendered by {value}")
        elif word.startswith("x") and place:
            facts.append(f"{word[1:]} unit{'' if word[1:] == '1' else 's'}")
        else:
            code += f"-{word}" if code else word
    return ", ".join([code or "no code", *facts])


def _result(expected: str) -> str:
    """Return `fail 2 1 / 1` in words: `fail: line 2 with line 1, diagnosis 1`."""
    words, _, diagnoses = expected.partition("/")
    verdict, *lines = words.split()
    places = " with ".join(f"line {one}" for one in lines)
    listed = " and ".join(f"diagnosis {one}" for one in diagnoses.split())
    return f"{verdict}: {', '.join(part for part in (places, listed) if part) or 'the claim'}"


def _contents(table: CodeTable | RangeTable) -> Iterator[str]:
    if isinstance(table, RangeTable):
        yield ", ".join(first if first == last else f"{first}-{last}" for first, last in table.ranges)
        return
    by_days: dict[str, list[str]] = defaultdict(list)
    for code, validity in table.entries.items():
        first = "" if validity.first_day == date(1966, 1, 1) else f"from {validity.first_day}"
        by_days[first + (f" to {validity.last_day}" if validity.last_day else "")].append(code)
    for days, codes in by_days.items():
        yield f"- {' '.join(codes)}" + (f" ({days.strip()})" if days else "")


def _as_json(case: RuleCase) -> dict[str, Any]:
    return {"title": case.title, "claim": case.claim, "result": case.result, "cites": case.cites}


def _dotted(code: str) -> str:
    return f"{code[:3]}.{code[3:]}" if len(code) > 3 else code


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("*", "\\*")


def _anchor(title: str) -> str:
    return "".join(c for c in title.lower().replace(" ", "-") if c.isalnum() or c == "-")


if __name__ == "__main__":
    main()
