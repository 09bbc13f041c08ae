"""Charge review: billed lines against the codes of the episode."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from codewell.radonc.coding.lines import CodedEpisode, Component, Denied, Family, RtLine, RtSetting, Ruling
from codewell.radonc.coding.payers import payer_named
from codewell.radonc.coding.rulebook import RuleBook, rule_book
from codewell.radonc.facts import Episode, Evidence


class FindingKind(Enum):
    """What is wrong with a billed line, or missing."""

    MISSED = "missed"
    UNSUPPORTED = "unsupported"
    WRONG_DAY = "wrong-day"
    WRONG_UNITS = "wrong-units"
    WRONG_MODIFIERS = "wrong-modifiers"
    NOT_IN_FORCE = "not-in-force"
    BUNDLED = "bundled"


@dataclass(frozen=True, slots=True)
class BilledLine:
    """A line of a claim, as far as the review reads it.

    Args:
        number: 1-based, as on the claim.
        code: as billed.
        date_of_service: of the line.
        units: whole.
        modifiers: in order.
    """

    number: int
    code: str
    date_of_service: date
    units: int = 1
    modifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewFinding:
    """What the review found.

    Args:
        kind: of the finding.
        line: number of the billed line; None for a service that was not billed.
        code: billed, or missed.
        day: of the line or the missed service.
        because: one sentence.
        ruling: that decided; None where nothing in the episode shows the service.
        suggests: codes to bill in its place, or the missed code; empty where nothing is.
        units: to bill; None where the units are not in question.
        coded: the line of the coded episode that belongs to it.
        evidence: what shows it.
    """

    kind: FindingKind
    line: int | None
    code: str
    day: date
    because: str
    ruling: Ruling | None = None
    suggests: tuple[str, ...] = ()
    units: int | None = None
    coded: RtLine | None = None
    evidence: tuple[Evidence, ...] = ()


_BUNDLES = ("rt.planning.bundled", "rt.conflicts.pairs", "rt.guidance.", "rt.devices.hierarchy", "rt.planning.one-plan-a-day")
"""Rules whose denial means that the service is part of another one."""
_SEPARATES = {"59", "76", "XE", "XP", "XS", "XU"}


def review_lines(
    billed: Sequence[BilledLine], coded: CodedEpisode, episode: Episode, components: Collection[Component] = tuple(Component)
) -> tuple[ReviewFinding, ...]:
    """Return what differs between billed lines and the coded episode: line by line, then what was missed.

    Args:
        billed: lines of one claim or of several that bill the episode together.
        coded: the episode's codes.
        episode: its facts.
        components: parts that the claims are for; missed lines of other parts are not reported.
    """
    ledger = _Ledger(list(coded.lines), rule_book(), coded, episode, tuple(billed))
    findings = [finding for line in billed if (finding := _review(ledger, line)) is not None]
    return (*findings, *_missed(ledger, components))


@dataclass(slots=True)
class _Ledger:
    """Coded lines that no billed line has claimed yet, and the question."""

    open: list[RtLine]
    book: RuleBook
    coded: CodedEpisode
    episode: Episode
    billed: tuple[BilledLine, ...]

    def take(self, line: RtLine) -> None:
        """Claim a coded line."""
        self.open.remove(line)


def _is_professional(code: str, modifiers: Sequence[str], book: RuleBook, day: date) -> bool:
    parts = book.find("rt.components", day)
    return "26" in modifiers or (parts is not None and code in parts.texts("professional"))


def _same(ledger: _Ledger, line: BilledLine) -> list[RtLine]:
    """Return open coded lines of the code and part, of any day."""
    professional = _is_professional(line.code, line.modifiers, ledger.book, line.date_of_service)
    return [
        one
        for one in ledger.open
        if one.code == line.code and (one.component is Component.PROFESSIONAL) == professional
    ]  # fmt: skip


def _review(ledger: _Ledger, line: BilledLine) -> ReviewFinding | None:
    """Return what is wrong with a billed line; None where nothing is."""
    day = line.date_of_service
    ended = _not_in_force(ledger, line)
    if ended is not None:
        return ended
    same = _same(ledger, line)
    today = [one for one in same if one.date_of_service == day]
    if today:
        return _compare(ledger, line, today)
    for reason in (_technical_guidance, _denied, _beside, _bundled, _neighbour):
        finding = reason(ledger, line)
        if finding is not None:
            return finding
    return _other_day(ledger, line, same) or _elsewhere(ledger, line) or _unsupported(ledger, line)


def _not_in_force(ledger: _Ledger, line: BilledLine) -> ReviewFinding | None:
    day = line.date_of_service
    deleted, surface = ledger.book.find("rt.codes.deleted-2026", day), ledger.book.find("rt.codes.surface-2026", day)
    if deleted is None or surface is None:
        return None
    if line.code in surface.texts("new") and day < surface.values["first_day"]:
        because = f"{line.code} begins on {surface.values['first_day']}: it is not in force on {day}."
        return ReviewFinding(FindingKind.NOT_IN_FORCE, line.number, line.code, day, because, surface.ruling, surface.texts("old"))
    for rule, old, new, family in (
        (deleted, "delivery", "delivery_successors", Family.DELIVERY),
        (deleted, "guidance", "guidance_successors", Family.GUIDANCE),
        (surface, "old", "new", Family.DELIVERY),
    ):
        if line.code in rule.texts(old) and day > rule.values["last_day"]:
            own = next((one for one in ledger.open if one.family is family and one.date_of_service == day), None)
            if own is not None:
                ledger.take(own)
            then = (own.code,) if own else rule.texts(new)
            because = f"{line.code} ended on {rule.values['last_day']}: on {day} it is {' or '.join(then)}" + (
                f", by the evidence of the session ({own.ruling.says})" if own else " by what was delivered."
            )
            return ReviewFinding(
                FindingKind.NOT_IN_FORCE,
                line.number,
                line.code,
                day,
                because,
                rule.ruling,
                then,
                None,
                own,
                own.evidence if own else (),
            )
    return None


def _compare(ledger: _Ledger, line: BilledLine, today: Sequence[RtLine]) -> ReviewFinding | None:
    """Compare a billed line with the coded lines of its code, part and day, and claim them."""
    right, taken = 0, list[RtLine]()
    for one in today:
        if taken and right >= line.units:
            break
        right += one.units
        taken.append(one)
        ledger.take(one)
    first = taken[0]
    if right != line.units:
        because = f"{line.units} billed, the episode shows {right}: {first.ruling.says}"
        return ReviewFinding(
            FindingKind.WRONG_UNITS,
            line.number,
            line.code,
            line.date_of_service,
            because,
            first.ruling,
            units=right,
            coded=first,
            evidence=first.evidence,
        )
    if _modifiers_differ(first.modifiers, line.modifiers):
        asked, given = ", ".join(first.modifiers) or "none", ", ".join(line.modifiers) or "none"
        because = f"Modifiers billed: {given}; shown by the episode: {asked}."
        return ReviewFinding(
            FindingKind.WRONG_MODIFIERS,
            line.number,
            line.code,
            line.date_of_service,
            because,
            first.ruling,
            (line.code,),
            coded=first,
            evidence=first.evidence,
        )
    return None


def _modifiers_differ(asked: Sequence[str], given: Sequence[str]) -> bool:
    """Say whether modifiers differ in the part that they bill, or a second or separate service lacks its modifier."""
    if set(given) & {"26", "TC"} != set(asked) & {"26", "TC"}:
        return True
    return bool(set(asked) & _SEPARATES) and not set(given) & _SEPARATES


def _technical_guidance(ledger: _Ledger, line: BilledLine) -> ReviewFinding | None:
    rule = ledger.book.find("rt.guidance.technical-bundled", line.date_of_service)
    if rule is None or line.code != "77387" or "26" in line.modifiers:
        return None
    because = "The technical part of guidance is bundled into the delivery level from 2026: only the physician's part is billed."
    return ReviewFinding(FindingKind.BUNDLED, line.number, line.code, line.date_of_service, because, rule.ruling)


def _denied(ledger: _Ledger, line: BilledLine) -> ReviewFinding | None:
    found = next((one for one in ledger.coded.denied if _is_of(one, line)), None)
    if found is None:
        return None
    kind = FindingKind.BUNDLED if found.ruling.id.startswith(_BUNDLES) else FindingKind.UNSUPPORTED
    return ReviewFinding(
        kind, line.number, line.code, line.date_of_service, found.because, found.ruling, evidence=found.evidence
    )  # fmt: skip


def _is_of(denied: Denied, line: BilledLine) -> bool:
    return denied.code == line.code and denied.date_of_service in (None, line.date_of_service)


def _beside(ledger: _Ledger, line: BilledLine) -> ReviewFinding | None:
    """Find a billed line of the day beside which this one is not paid, where the episode does not show it either."""
    rule = ledger.book.find("rt.conflicts.stated-pairs", line.date_of_service)
    if rule is None:
        return None
    codes = {one.code for one in ledger.billed if one.date_of_service == line.date_of_service}
    for column_1, column_2, indicator in rule.rows("pairs"):
        if column_2 == line.code and column_1 in codes and indicator == 0:
            because = f"It is not paid beside {column_1} on one day (modifier indicator {indicator})."
            return ReviewFinding(FindingKind.BUNDLED, line.number, line.code, line.date_of_service, because, rule.ruling)
    return None


def _neighbour(ledger: _Ledger, line: BilledLine) -> ReviewFinding | None:
    """Find the coded line of the day that says why this code was not chosen."""
    for one in ledger.coded.lines:
        if one.date_of_service != line.date_of_service:
            continue
        written = {line.code, *(f"{line.code}-{modifier}" for modifier in line.modifiers)}
        for neighbour in one.rejected:
            if neighbour.code in written:
                is_open = one in ledger.open
                if is_open:
                    ledger.take(one)
                return ReviewFinding(
                    FindingKind.UNSUPPORTED,
                    line.number,
                    line.code,
                    line.date_of_service,
                    f"{neighbour.because} The episode shows {one.code}.",
                    neighbour.ruling,
                    (one.code,) if is_open else (),
                    coded=one,
                    evidence=one.evidence,
                )
    return None


def _other_day(ledger: _Ledger, line: BilledLine, same: Sequence[RtLine]) -> ReviewFinding | None:
    """Find the nearest day on which the episode shows the service and nobody billed it."""
    billed = {(one.code, one.date_of_service) for one in ledger.billed}
    free = [one for one in same if (one.code, one.date_of_service) not in billed]
    if not free:
        return None
    nearest = min(free, key=lambda one: (abs((one.date_of_service - line.date_of_service).days), one.date_of_service))
    ledger.take(nearest)
    because = f"The episode shows the service on {nearest.date_of_service}: {nearest.ruling.says}"
    return ReviewFinding(
        FindingKind.WRONG_DAY,
        line.number,
        line.code,
        line.date_of_service,
        because,
        nearest.ruling,
        (line.code,),
        coded=nearest,
        evidence=nearest.evidence,
    )


def _bundled(ledger: _Ledger, line: BilledLine) -> ReviewFinding | None:
    """Find an IMRT plan into which the service falls, though the files do not show the service itself."""
    day = line.date_of_service
    rule = ledger.book.find("rt.planning.bundled", day)
    if rule is None or line.code not in rule.texts("codes"):
        return None
    payer = payer_named(ledger.coded.payer)
    before, after = payer.switch("imrt-bundle-days-before", day).value, int(payer.switch("imrt-bundle-days-after", day).value)
    for plan in (one for one in ledger.coded.lines if one.code == "77301"):
        ahead = (plan.date_of_service - day).days
        if (ahead >= 0 and (before == "any" or ahead <= int(before))) or -after <= ahead < 0:
            because = f"It is part of the IMRT plan of {plan.date_of_service}, also on another day."
            return ReviewFinding(
                FindingKind.BUNDLED, line.number, line.code, day, because, rule.ruling, coded=plan, evidence=plan.evidence
            )
    return None


def _elsewhere(ledger: _Ledger, line: BilledLine) -> ReviewFinding | None:
    """Find a coded line of another day, or a denial, that says why the code does not fit the course."""
    for one in ledger.coded.lines:
        for neighbour in one.rejected:
            if neighbour.code == line.code and one.family is not Family.DELIVERY:
                return ReviewFinding(
                    FindingKind.UNSUPPORTED,
                    line.number,
                    line.code,
                    line.date_of_service,
                    neighbour.because,
                    neighbour.ruling,
                    coded=one,
                )
    for denied in ledger.coded.denied:
        if denied.code == line.code:
            kind = FindingKind.BUNDLED if denied.ruling.id.startswith(_BUNDLES) else FindingKind.UNSUPPORTED
            return ReviewFinding(kind, line.number, line.code, line.date_of_service, denied.because, denied.ruling)
    return None


def _unsupported(ledger: _Ledger, line: BilledLine) -> ReviewFinding:
    day = line.date_of_service
    coded = [one for one in ledger.coded.lines if one.code == line.code]
    if any(one.date_of_service == day for one in coded):
        because = f"The episode shows {line.code} on {day}, and another billed line has it already."
    elif coded:
        because = (
            f"The episode shows {line.code} {len(coded)} times, on other days that are billed already: {coded[0].ruling.says}"
        )
    elif ledger.episode.sessions and day not in {one.day for one in ledger.episode.sessions}:
        because = f"Nothing in the episode shows the service; no session is recorded on {day}."
    else:
        because = "Nothing in the episode shows the service."
    return ReviewFinding(FindingKind.UNSUPPORTED, line.number, line.code, day, because, coded[0].ruling if coded else None)


def _missed(ledger: _Ledger, components: Collection[Component]) -> Iterator[ReviewFinding]:
    wanted = set(components) | ({Component.GLOBAL} if ledger.coded.setting is RtSetting.FREESTANDING else set())
    for one in ledger.open:
        if one.component in wanted:
            open_ = f" Open: {' '.join(one.flags)}" if one.flags else ""
            yield ReviewFinding(
                FindingKind.MISSED,
                None,
                one.code,
                one.date_of_service,
                f"The episode shows it and no line bills it: {one.ruling.says}{open_}",
                one.ruling,
                (one.code,),
                one.units,
                one,
                one.evidence,
            )
