"""Reads worked cases of radiation oncology, makes their facts and says what a coded episode differs in.

A case is a few words of YAML. `plans` name technique, beams, site, day of approval and fractions; `sessions` name plans, the
first day and a count. What is expected is written as on a claim, `77387-26`, and counted without the hospital's second part.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from typing import Any

import yaml

from codewell.radonc.coding.engine import code_episode
from codewell.radonc.coding.lines import CodedEpisode, Component, Family, RtSetting
from codewell.radonc.coding.reference import CodeReference
from codewell.radonc.coding.review import BilledLine, review_lines
from codewell.radonc.facts import (
    Confidence,
    DeviceKind,
    Episode,
    Guidance,
    Intent,
    NoteFact,
    PlanFacts,
    Point,
    SessionFacts,
    Side,
    Site,
    SiteReading,
    Technique,
)
from radonc_made import MadeReference, beam, course, episode, guided, plan, planning_ct, session, stated, weekdays

KEYS = {
    *("number", "case", "cites", "status", "setting", "payer", "plans", "sessions", "guidance", "approved", "note", "imaging"),
    *("complete", "planned", "courses", "expect", "billed", "findings", "differs"),
}
EXPECTATIONS = {"session", "units", "lines", "absent", "denied", "asks", "flags", "rejected", "problems"}
FOLDER = Path(__file__).parent / "spec/radonc"


def read_cases(name: str) -> list[dict[str, Any]]:
    """Return the cases of a file, checked for unknown keys."""
    found: list[dict[str, Any]] = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    for case in found:
        assert set(case) <= KEYS, f"{case['case']}: unknown keys {set(case) - KEYS}"
        assert set(case.get("expect", {})) <= EXPECTATIONS, f"{case['case']}: {set(case['expect']) - EXPECTATIONS}"
        assert case["cites"], f"{case['case']}: says nothing of its source"
    return found


def coded(case: Mapping[str, Any], reference: CodeReference | None = None) -> tuple[Episode, CodedEpisode]:
    """Return the facts of a case and their codes; over a reference in memory where none is given."""
    facts = facts_of(case)
    return facts, code_episode(facts, RtSetting(case["setting"]), case.get("payer", "medicare"), reference or MadeReference())


def facts_of(case: Mapping[str, Any]) -> Episode:
    """Return the facts of a case."""
    plans = {name: _plan(name, written) for name, written in case["plans"].items()}
    given: list[SessionFacts] = []
    for written in case.get("sessions", ()):
        given += _sessions(plans, written)
    guidance = [
        one
        for kind in _listed(case.get("guidance"))
        for one in guided(given, Guidance(kind), approved=case.get("approved", True))
    ]  # fmt: skip
    courses = [
        course(
            [plans[name] for name in names],
            [one for one in given if set(one.plans) & {plans[name].uid for name in names}],
            number,
            planned=case.get("planned"),
            complete=case.get("complete", True),
        )
        for number, names in enumerate(case.get("courses", [list(plans)]), 1)
    ]
    return episode(
        list(plans.values()),
        given,
        courses=courses,
        guidance=guidance,
        imaging=[planning_ct(one["day"], one.get("phases", 1)) for one in case.get("imaging", ())],
        note=[_stated(one) for one in case.get("note", ())],
    )


def _listed(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _plan(name: str, written: Mapping[str, Any]) -> PlanFacts:
    technique = Technique(written.get("technique", "static"))
    more: dict[str, Any] = {}
    if "intent" in written:
        more["intent"] = Intent(written["intent"])
    if "label" in written:
        more["label"] = written["label"]
    made = plan(
        f"1.2.{name}",
        technique,
        written.get("beams", 2),
        day=written.get("day"),
        approved=written.get("approved"),
        fractions=written.get("fractions"),
        where=Site(written["site"]) if written.get("site") else None,
        side=Side(written.get("side", "not-stated")),
        volumetric=written.get("volumetric", True),
        motion=written.get("motion", ""),
        devices=[(DeviceKind(kind), number) for kind, number in written.get("devices", {}).items()],
        made_of=_beams(technique, written),
        **more,
    )
    if made.site and ("others" in written or "nodes" in written or "confidence" in written):
        made = replace(made, site=_site(made, written))
    if written.get("constraints") is False:
        made = replace(made, constraints=plan().constraints)
    return made


def _site(made: PlanFacts, written: Mapping[str, Any]) -> Any:
    reading = replace(
        made.site.value,
        others=tuple(Site(one) for one in written.get("others", ())),
        nodes=tuple(written.get("nodes", ())),
        confidence=Confidence(written.get("confidence", "likely")),
    )
    return replace(made.site, value=reading)


def _beams(technique: Technique, written: Mapping[str, Any]) -> Any:
    """Return beams where a case says more of them than their number."""
    fields = {key: written[key] for key in ("energy", "ssd", "wedges", "blocks") if key in written}
    if technique is Technique.MIXED:
        return [
            beam(number, Technique(kind), radiation=_radiation(kind), **fields) for number, kind in enumerate(written["of"], 1)
        ]
    if not fields and "isocentres" not in written:
        return None
    centres = [(Point(*one),) for one in written.get("isocentres", [[0, 0, 0]])]
    return [
        beam(number, technique, radiation=_radiation(technique.value), isocentres=centres[(number - 1) % len(centres)], **fields)
        for number in range(1, written.get("beams", 2) + 1)
    ]


def _radiation(technique: str) -> str:
    return "ELECTRON" if technique == "electron" else "PHOTON"


def _sessions(plans: Mapping[str, PlanFacts], written: Mapping[str, Any]) -> list[SessionFacts]:
    of = [plans[name] for name in _listed(written["of"])]
    a_day = written.get("a_day", 1)
    count = written.get("count", 1)
    days = weekdays(written["first"], -(-count // a_day))
    apart = written.get("hours_apart", 6)
    made = []
    for place in range(count):
        number = place % a_day + 1 + written.get("after", 0)
        one = session(of, days[place // a_day], number, start=time(8 + apart * (number - 1)))
        made.append(_changed(one, written))
    return made


def _changed(one: SessionFacts, written: Mapping[str, Any]) -> SessionFacts:
    if written.get("delivered") == 0:
        return replace(one, beams=tuple(replace(beam, delivered=0.0) for beam in one.beams), share=0.0)
    if "fraction" in written:
        one = replace(one, fraction=written["fraction"])
    if "share" in written:
        one = replace(one, share=written["share"], incomplete=written["share"] < 0.95)
    return replace(one, interrupted=written.get("interrupted", False))


def _stated(written: str) -> Any:
    """Return a fact of the note: `concurrent-chemotherapy`, `port-film @2025-03-03`, `site=prostate`."""
    kind, _, day = written.partition(" @")
    kind, _, value = kind.partition("=")
    reading = SiteReading(Site(value), Side.NOT_STATED, Confidence.STATED) if value else None
    return stated(NoteFact(kind), date.fromisoformat(day) if day else None, reading)


def differences(case: Mapping[str, Any], found: CodedEpisode) -> list[str]:
    """Return what a coded episode has otherwise than a case expects; empty where nothing."""
    expect = case["expect"]
    denied, problems = {one.code for one in found.denied}, {one.slug for one in found.problems}
    flags, rejected = expect.get("flags", {}), expect.get("rejected", {})
    return [
        *_units(expect.get("units", {}), found),
        *_session_lines(case, expect.get("session"), found),
        *_dated_lines(expect.get("lines", {}), found),
        *(f"{code} is billed" for code in expect.get("absent", ()) if code in _written(found)),
        *(f"{code} is not denied" for code in expect.get("denied", ()) if code not in denied),
        *(f"nobody asks about {code}" for code in expect.get("asks", ()) if not _asks(found, code)),
        *(f"no flag on {code} says {words!r}" for code, words in flags.items() if not _flagged(found, code, words)),
        *(f"{one} does not reject {code}" for one, codes in rejected.items() for code in codes if not _rejects(found, one, code)),
        *(f"no problem {slug}" for slug in expect.get("problems", ()) if slug not in problems),
    ]


def _asks(found: CodedEpisode, code: str) -> bool:
    return any(code in one.would_change for one in found.questions)


def _flagged(found: CodedEpisode, code: Any, words: str) -> bool:
    lines = [one for one in found.lines if one.code == str(code)]
    return bool(lines) and all(any(words in flag for flag in one.flags) for one in lines)


def _rejects(found: CodedEpisode, line: Any, code: Any) -> bool:
    lines = [one for one in found.lines if one.code == str(line)]
    return bool(lines) and all(str(code) in {other.code for other in one.rejected} for one in lines)


def _written(found: CodedEpisode) -> set[str]:
    """Return codes as written on a claim, alone and with their first modifier; the technical part with TC too."""
    plain = {one.code for one in found.lines}
    parts = {f"{one.code}-{modifier}" for one in found.lines for modifier in one.modifiers}
    technical = {f"{one.code}-TC" for one in found.lines if one.component is Component.TECHNICAL}
    return plain | parts | technical


def units_of(found: CodedEpisode, code: str) -> int:
    """Return the units of a code over the episode, counting a hospital's two parts of a service once."""
    lines = [one for one in found.lines if one.code == code]
    own = [one for one in lines if "26" not in one.modifiers] or lines
    return sum(one.units for one in own)


def _units(expected: Mapping[Any, int], found: CodedEpisode) -> list[str]:
    return [
        f"{code} has {units_of(found, str(code))} units, expected {units}"
        for code, units in expected.items()
        if units_of(found, str(code)) != units
    ]


def _session_lines(case: Mapping[str, Any], expected: Sequence[str] | None, found: CodedEpisode) -> list[str]:
    """Compare delivery and guidance of every day of treatment."""
    if expected is None:
        return []
    days = sorted({one.day for one in facts_of(case).sessions})
    wrong = []
    for day in days:
        lines = Counter(
            "-".join((one.code, *one.modifiers))
            for one in found.lines
            if one.date_of_service == day and one.family in (Family.DELIVERY, Family.GUIDANCE)
        )
        if lines != Counter(map(str, expected)):
            wrong.append(f"{day}: {sorted(lines.elements())}, expected {sorted(map(str, expected))}")
    return wrong


def _dated_lines(expected: Mapping[date, Sequence[str]], found: CodedEpisode) -> list[str]:
    """Compare days: `77427`, `77300 x7`, `77387-26` must stand among the lines of the day."""
    wrong = []
    for day, lines in expected.items():
        there = {f"{'-'.join((one.code, *one.modifiers))} x{one.units}" for one in found.lines if one.date_of_service == day}
        asked = [f"{one}" if " x" in str(one) else f"{one} x1" for one in map(str, lines)]
        wrong += [f"{day}: no {one} among {sorted(there)}" for one in asked if one not in there]
    return wrong


def review_differences(case: Mapping[str, Any], facts: Episode, found: CodedEpisode) -> list[str]:
    """Return what a charge review has otherwise than a case expects: `1 bundled`, `2 not-in-force 77407`."""
    billed = [_billed(number, one) for number, one in enumerate(case["billed"], 1)]
    got = {
        " ".join((str(one.line), one.kind.value, *(one.suggests if one.kind.value == "not-in-force" else ())))
        for one in review_lines(billed, found, facts)
        if one.line is not None
    }
    return [f"findings {sorted(got)}, expected {sorted(case['findings'])}"] if got != set(case["findings"]) else []


def _billed(number: int, written: str) -> BilledLine:
    """Return a billed line: `77387-TC x2 @2026-03-02`."""
    code, _, day = written.partition(" @")
    code, _, units = code.partition(" x")
    code, *modifiers = code.split("-")
    return BilledLine(number, code, date.fromisoformat(day), int(units or 1), tuple(modifiers))
