"""What lines of one day do to one another: codes not in force, units above their limit, pairs that are not paid together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from codewell.radonc.coding.lines import Component, Denied, Family, RtLine, RtSetting
from codewell.radonc.coding.reference import PtpEdit, Standing
from codewell.radonc.coding.workbench import Workbench, proofs_of

_SUMMED = ("77300", "77334")
"""Codes whose lines of several plans on a day are one line: they count calculations and devices."""
_RELEASES = {"59", "XE", "XP", "XS", "XU"}


def settle(bench: Workbench) -> None:
    """Leave the lines that can be billed together; what goes is listed as denied with its reason."""
    bench.lines = list(_summed(bench.lines))
    bench.lines = [line for line in bench.lines if _is_in_force(bench, line)]
    bench.lines = _within_units(bench, bench.lines)
    bench.lines = _without_pairs(bench, bench.lines)


def _summed(lines: Sequence[RtLine]) -> Iterator[RtLine]:
    """Yield the lines, those that count the same things on a day added up."""
    firsts: dict[tuple[object, ...], int] = {}
    found: list[RtLine] = []
    for line in lines:
        key = (line.code, line.date_of_service, line.component, line.modifiers)
        if line.code in _SUMMED and key in firsts:
            found[firsts[key]] = _added(found[firsts[key]], line)
            continue
        firsts[key] = len(found)
        found.append(line)
    yield from found


def _added(first: RtLine, second: RtLine) -> RtLine:
    return replace(
        first,
        units=first.units + second.units,
        evidence=proofs_of(first.evidence, second.evidence),
        rejected=(*first.rejected, *(one for one in second.rejected if one not in first.rejected)),
        flags=tuple(dict.fromkeys((*first.flags, *second.flags))),
    )


def _is_in_force(bench: Workbench, line: RtLine) -> bool:
    """Say whether a code is in force on its day, by the hand-kept days and by the code book; one that is not is denied."""
    day = line.date_of_service
    successors = bench.successors(line.code, day)
    surface = bench.rule("rt.codes.surface-2026", day)
    too_early = line.code in surface.texts("new") and day < surface.values["first_day"]
    standing = bench.reference.standing(line.code, day)
    if standing is Standing.NOT_LOADED:
        bench.problem(
            "rt.code-list-not-loaded",
            f"No code list is loaded for {day:%Y}: the days of codes are those of the rule tables.",
            "Load the code book's releases for that year.",
        )
    if not successors and not too_early and standing in (Standing.IN_FORCE, Standing.NOT_LOADED):
        return True
    then = successors or bench.reference.successors(line.code, day)
    because = f"{line.code} is not in force on {day}" + (f"; {', '.join(then)} took its place." if then else ".")
    bench.denied.append(Denied(line.code, day, because, bench.ruling("rt.codes.not-in-force", day), line.evidence))
    return False


def _side(bench: Workbench, line: RtLine) -> RtSetting:
    """Return whose tables check a line: the hospital's for its own lines, the practitioner's for all others."""
    own = bench.hospital and line.component is Component.TECHNICAL
    return RtSetting.HOSPITAL if own else RtSetting.FREESTANDING


def _within_units(bench: Workbench, lines: Sequence[RtLine]) -> list[RtLine]:
    """Return the lines within the medically unlikely limits of their day.

    Sessions and separate plans above a limit that can be appealed stay, flagged; other units above it go.
    """
    so_far: dict[tuple[object, ...], int] = {}
    found: list[RtLine] = []
    for line in lines:
        side = _side(bench, line)
        limit = bench.reference.unit_limit(line.code, line.date_of_service, side)
        key = (line.code, line.date_of_service, side, line.component)
        before = 0 if limit is not None and limit.mai == 1 else so_far.get(key, 0)
        so_far[key] = so_far.get(key, 0) + line.units
        if limit is None or before + line.units <= limit.mue_value:
            found.append(line)
            continue
        over = f"The limit of {line.code} is {limit.mue_value} a day (indicator {limit.mai}, {limit.release})."
        if before and limit.mai == 3 and line.family in (Family.DELIVERY, Family.GUIDANCE, Family.PLANNING):
            flag = f"{over} The second line needs its modifier and documentation; it can be appealed."
            found.append(replace(line, flags=(*line.flags, flag)))
            continue
        left = limit.mue_value - before
        rule = bench.ruling("rt.conflicts.units", line.date_of_service)
        because = f"{line.units - max(left, 0)} of {line.units} units are above the limit. {over}"
        _deny_once(bench, Denied(line.code, line.date_of_service, because, rule, line.evidence))
        if left > 0:
            found.append(replace(line, units=left))
    return found


def _without_pairs(bench: Workbench, lines: Sequence[RtLine]) -> list[RtLine]:
    """Return the lines without those that are not paid beside another; released ones get the modifier."""
    kept = list(lines)
    groups: dict[tuple[object, ...], list[RtLine]] = {}
    for line in lines:
        groups.setdefault((line.date_of_service, _side(bench, line)), []).append(line)
    for group in groups.values():
        for first, second in combinations(group, 2):
            if first.code != second.code and first in kept and second in kept:
                _settle_pair(bench, kept, first, second)
    return kept


def _settle_pair(bench: Workbench, kept: list[RtLine], first: RtLine, second: RtLine) -> None:
    edit = edit_between(bench, first.code, second.code, first)
    if edit is None or edit.modifier_indicator == 9:
        return
    paid, other = (first, second) if first.code == edit.column_1 else (second, first)
    place = kept.index(other)
    if edit.modifier_indicator == 1 and _are_separate(bench, paid, other):
        separate = bench.rule("rt.conflicts.separate-services", other.date_of_service)
        if not _RELEASES & set(other.modifiers):
            modifier = separate.text("modifier")
            flag = f"Released from {paid.code} by {modifier}: the episode shows two services ({separate.ruling.id})."
            kept[place] = replace(other, modifiers=(*other.modifiers, modifier), flags=(*other.flags, flag))
        return
    because = (
        f"It is not paid beside {paid.code} on one day (modifier indicator {edit.modifier_indicator}, {edit.release}"
        + ("" if edit.covers else ", the nearest release")
        + ")."
    )
    rule = bench.ruling("rt.conflicts.pairs", other.date_of_service)
    _deny_once(bench, Denied(other.code, other.date_of_service, because, rule, other.evidence))
    del kept[place]


def edit_between(bench: Workbench, first: str, second: str, line: RtLine) -> PtpEdit | None:
    """Return the edit between two codes on the day of a line: of the loaded release, else one that publications name."""
    day = line.date_of_service
    edit = bench.reference.ptp(first, second, day, _side(bench, line))
    if edit is not None:
        return edit
    stated = bench.rule("rt.conflicts.stated-pairs", day)
    for column_1, column_2, indicator in stated.rows("pairs"):
        if {first, second} == {column_1, column_2}:
            return PtpEdit(str(column_1), str(column_2), int(indicator), stated.ruling.cites.rsplit("; ", 1)[-1])
    return None


def _are_separate(bench: Workbench, paid: RtLine, other: RtLine) -> bool:
    """Say whether the episode shows two services: of two sessions, or of a pair that the table names."""
    if paid.session and other.session and paid.session != other.session:
        return True
    pairs = bench.rule("rt.conflicts.separate-services", paid.date_of_service).rows("pairs")
    return any({paid.code, other.code} == set(pair) for pair in pairs)


def _deny_once(bench: Workbench, denied: Denied) -> None:
    """Add what is denied; the two parts of one service are one entry."""
    if not any(
        (one.code, one.date_of_service, one.because) == (denied.code, denied.date_of_service, denied.because)
        for one in bench.denied
    ):
        bench.denied.append(denied)


def in_billing_order(lines: Iterable[RtLine]) -> tuple[RtLine, ...]:
    """Return lines by date of service, family, code, part, session and plan."""
    families, components = list(Family), list(Component)
    return tuple(
        sorted(
            lines,
            key=lambda one: (
                one.date_of_service,
                families.index(one.family),
                one.code,
                components.index(one.component),
                one.session,
                one.plan,
                one.modifiers,
            ),
        )
    )
