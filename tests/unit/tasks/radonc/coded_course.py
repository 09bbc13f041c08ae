"""A coded course of three sessions, made by hand: a reader of results needs no files for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from codewell.radonc.coding.lines import (
    CodedEpisode,
    Component,
    Denied,
    Family,
    OpenQuestion,
    Rejected,
    RtLine,
    RtSetting,
    Ruling,
)
from codewell.radonc.facts import (
    CourseFacts,
    DeliveredBeam,
    Episode,
    FileProblem,
    Guidance,
    GuidanceFacts,
    ImagingFacts,
    NotShown,
    Point,
    Proof,
    SessionFacts,
    Shown,
)
from codewell.tasks.radonc.coded_rt_episode import CodedRtEpisode
from codewell.tasks.radonc.course_calendar import calendar_of
from codewell.tasks.radonc.line_money import LineMoney

DAYS = (date(2025, 12, 30), date(2025, 12, 31), date(2026, 1, 2))
PLANNED = date(2025, 12, 18)
RULE = Ruling("rt.example", "published", "https://example.org/rule", "An example rule.")
PROOF = Proof("RT1.dcm", "(3008,0022)", "FractionNumber", "1")
NOT_SHOWN = NotShown("motion management", "the beam was held when ...")


def session(day: date, number: int) -> SessionFacts:
    return SessionFacts(
        key=f"{day}#1",
        day=day,
        start=None,
        stop=None,
        plans=("1.2",),
        fraction=number,
        beams=(DeliveredBeam(1, "PHOTON", 100.0, 100.0, "TREATMENT", ("NORMAL",)),),
        isocentres=(Point(0, 0, 0),),
        share=1.0,
        interrupted=False,
        incomplete=False,
        motion=NOT_SHOWN,
        records=("RT1.dcm",),
        proofs=(PROOF,),
    )


EPISODE = Episode(
    courses=(CourseFacts(1, ("1.2",), tuple(f"{day}#1" for day in DAYS), DAYS[0], DAYS[-1], 3, True),),
    plans=(),
    sessions=tuple(session(day, number) for number, day in enumerate(DAYS, start=1)),
    guidance=(GuidanceFacts(Guidance.CONE_BEAM_CT, DAYS[0], None, Point(1, 2, 3), None, NOT_SHOWN, f"{DAYS[0]}#1", (PROOF,)),),
    imaging=(ImagingFacts("CT", PLANNED, "1.3", 120, 1, False, "PLANNING", (PROOF,)),),
    structures=(),
    doses=(),
    diagnoses=(Shown("C61", (PROOF,)),),
    stated=(),
    problems=(FileProblem("broken.dcm", "rt.truncated", "The file breaks off.", "Export it again."),),
    files=5,
    read=4,
    identified=True,
)


def line(code: str, day: date, component: Component, family: Family = Family.DELIVERY, *modifiers: str, units: int = 1) -> RtLine:
    other = Rejected("77386", "Another", "The site is simple.", RULE)
    return RtLine(code, f"words for {code}", family, day, units, modifiers, component, RULE, (PROOF,), (other,), (), "", "")


LINES = (
    line("77301", PLANNED, Component.PROFESSIONAL, Family.PLANNING, "26"),
    line("77301", PLANNED, Component.TECHNICAL, Family.PLANNING),
    line("77300", PLANNED, Component.TECHNICAL, Family.PHYSICS, units=9),
    line("77385", DAYS[0], Component.TECHNICAL),
    line("77385", DAYS[1], Component.TECHNICAL),
    line("77407", DAYS[2], Component.TECHNICAL),
    line("77387", DAYS[2], Component.PROFESSIONAL, Family.GUIDANCE, "26"),
    line("77427", DAYS[2], Component.PROFESSIONAL, Family.MANAGEMENT),
)
CODED = CodedEpisode(
    setting=RtSetting.HOSPITAL,
    payer="medicare",
    lines=LINES,
    denied=(Denied("77014", DAYS[0], "Packaged into delivery.", RULE, (PROOF,)),),
    questions=(OpenQuestion("approval of images", "images reviewed before the next treatment", ("77387",), DAYS[0]),),
    problems=(),
    rules=("delivery 2026-11-23",),
    releases=("opps-addendum-b 2025-Q4",),
)


def coded_course(setting: RtSetting = RtSetting.HOSPITAL, payer: str = "medicare", episode: Episode = EPISODE) -> CodedRtEpisode:
    """Return the course with ten dollars for each line."""
    coded = replace(CODED, setting=setting, payer=payer)
    money = tuple(LineMoney(Decimal(10), "hospital outpatient", "", ()) for _ in coded.lines)
    return CodedRtEpisode(episode, coded, calendar_of(episode, coded), money, Decimal(10 * len(money)))
