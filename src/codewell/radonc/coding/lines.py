"""The coded episode: lines to bill, codes that were rejected or denied, questions that stay open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from codewell.radonc.facts import Evidence, FileProblem


class RtSetting(Enum):
    """Where the technical part is furnished; until 2025 it decides which delivery codes Medicare takes."""

    HOSPITAL = "hospital"
    FREESTANDING = "freestanding"


class Component(Enum):
    """Which part of a service a line bills."""

    PROFESSIONAL = "professional"
    TECHNICAL = "technical"
    GLOBAL = "global"


class Family(Enum):
    """What a line is for."""

    SIMULATION = "simulation"
    PLANNING = "planning"
    PHYSICS = "physics"
    DEVICES = "devices"
    DELIVERY = "delivery"
    GUIDANCE = "guidance"
    MANAGEMENT = "management"


@dataclass(frozen=True, slots=True)
class Ruling:
    """A rule that decided.

    Args:
        id: `rt.delivery.imrt-simple`.
        basis: `published`, `derived` (from a cited rule), or `house`.
        cites: the source, with its address where it has one.
        says: the rule in our words.
    """

    id: str
    basis: str
    cites: str
    says: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """A neighbouring code that was not chosen, and why.

    Args:
        code: CPT or HCPCS code.
        label: ours; empty where the code book has none.
        because: one sentence.
        ruling: that decided.
        successor: codes that took a deleted code's place; empty otherwise.
    """

    code: str
    label: str
    because: str
    ruling: Ruling
    successor: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RtLine:
    """A line to bill.

    Args:
        code: CPT or HCPCS code, in force on the date of service.
        label: ours.
        family: what it is for.
        date_of_service: the day the service was furnished.
        units: whole, at least one.
        modifiers: in billing order.
        component: which part.
        ruling: why this code.
        evidence: what shows it.
        rejected: neighbours.
        flags: sentences to settle before billing ("documentation must show ..."); empty where nothing is open.
        session: key of the session; empty where it belongs to none.
        plan: UID of the plan; empty where it belongs to none.
    """

    code: str
    label: str
    family: Family
    date_of_service: date
    units: int
    modifiers: tuple[str, ...]
    component: Component
    ruling: Ruling
    evidence: tuple[Evidence, ...]
    rejected: tuple[Rejected, ...] = ()
    flags: tuple[str, ...] = ()
    session: str = ""
    plan: str = ""


@dataclass(frozen=True, slots=True)
class Denied:
    """A service that the episode shows but that is not billed: bundled, over its units, or of a plan that never bills.

    Args:
        code: that somebody might bill; empty where the service has none (a QA delivery).
        date_of_service: of the service.
        because: one sentence.
        ruling: that decided.
        evidence: what shows the service.
    """

    code: str
    date_of_service: date | None
    because: str
    ruling: Ruling
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """What the files do not show and would change a code.

    Args:
        what: not shown.
        look_for: the sentence to look for in the note.
        would_change: codes that it could add or change.
        day: the day it concerns; None where the whole course.
    """

    what: str
    look_for: str
    would_change: tuple[str, ...]
    day: date | None = None


@dataclass(frozen=True, slots=True)
class CodedEpisode:
    """The codes of an episode.

    Args:
        setting: where.
        payer: id of the payer profile.
        lines: by date of service, then family, then code.
        denied: by date of service.
        questions: open.
        problems: of files, and of days for which no release or rule answers.
        rules: id and reviewed-through day of the rule tables that were used.
        releases: releases of the code book that were asked.
    """

    setting: RtSetting
    payer: str
    lines: tuple[RtLine, ...]
    denied: tuple[Denied, ...]
    questions: tuple[OpenQuestion, ...]
    problems: tuple[FileProblem, ...]
    rules: tuple[str, ...]
    releases: tuple[str, ...]
