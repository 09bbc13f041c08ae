"""Makes facts of radiation oncology episodes, and a code reference that answers without releases.

`MadeReference` holds days of codes, limits and pairs as CMS publishes them (HCPCS and MUE/PTP release 2024-Q3), for tests only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

from codewell.radonc.coding.lines import RtSetting
from codewell.radonc.coding.reference import PtpEdit, Standing, UnitLimit
from codewell.radonc.facts import (
    Approval,
    BeamFacts,
    Confidence,
    CourseFacts,
    DeliveredBeam,
    DeviceFacts,
    DeviceKind,
    Episode,
    FractionGroup,
    Guidance,
    GuidanceFacts,
    ImagingFacts,
    Intent,
    Modulation,
    MotionManagement,
    NoteFact,
    NoteProof,
    NotShown,
    PlanFacts,
    Point,
    Prescription,
    Proof,
    SessionFacts,
    Shown,
    Side,
    Site,
    SiteReading,
    StatedFact,
    Technique,
)

_SILENT = NotShown("the fact", "the sentence")
_UNMODULATED = Modulation(1, None, 1.0, None)


def proof(file: str, keyword: str, value: str = "") -> Proof:
    return Proof(file, "(300A,0000)", keyword, value)


def beam(number: int = 1, technique: Technique = Technique.STATIC, *, radiation: str = "PHOTON", **more: Any) -> BeamFacts:
    """Return a treatment beam; `more` overrides fields."""
    arc = 360.0 if technique in (Technique.VMAT, Technique.CONFORMAL_ARC) else 0.0
    gantry = (number - 1) * 40.0 % 360
    made = BeamFacts(
        number=number,
        name=f"B{number}",
        delivery_type="TREATMENT",
        radiation=radiation,
        energy=6.0,
        technique=technique,
        isocentres=(Point(0, 0, 0),),
        gantry_start=gantry,
        gantry_stop=gantry,
        arc=arc,
        modulation=Modulation(8 if technique.is_modulated else 1, 300.0, 0.3, None),
        meterset=100.0,
        dose=None,
        wedges=0,
        blocks=0,
        boluses=0,
        compensators=1 if technique is Technique.COMPENSATOR else 0,
        ssd=900.0,
        proofs=(proof("plan.dcm", f"BeamSequence[{number}].RadiationType", radiation),),
    )
    return replace(made, **more)


def beams(count: int, technique: Technique = Technique.STATIC, **more: Any) -> tuple[BeamFacts, ...]:
    """Return beams of one technique at different gantry angles."""
    return tuple(beam(number, technique, **more) for number in range(1, count + 1))


def site(value: Site | None, side: Side = Side.NOT_STATED, confidence: Confidence = Confidence.LIKELY, **more: Any) -> Any:
    """Return a site that the structures show, or `NotShown`."""
    if value is None:
        return NotShown("site", "diagnosis")
    return Shown(SiteReading(value, side, confidence, **more), (proof("structures.dcm", "StructureSetROISequence[1].ROIName"),))


def plan(
    uid: str = "1.2.1",
    technique: Technique = Technique.STATIC,
    count: int = 2,
    *,
    day: date | None = None,
    approved: date | None = None,
    fractions: int | None = None,
    where: Site | None = Site.BONE,
    side: Side = Side.NOT_STATED,
    volumetric: bool | None = True,
    motion: str = "",
    devices: Sequence[tuple[DeviceKind, int]] = (),
    made_of: Sequence[BeamFacts] | None = None,
    **more: Any,
) -> PlanFacts:
    """Return a plan; `more` overrides fields."""
    radiation = "ELECTRON" if technique is Technique.ELECTRON else "PHOTON"
    own = tuple(made_of) if made_of is not None else beams(count, technique, radiation=radiation)
    shown = (proof("plan.dcm", "PlanIntent"),)
    made = PlanFacts(
        uid=uid,
        file=f"{uid}.dcm",
        label="PLAN",
        day=day,
        intent=Intent.CURATIVE,
        technique=technique,
        beams=own,
        groups=(FractionGroup(1, fractions, tuple(one.number for one in own), 200.0, None),),
        prescriptions=(Prescription("PTV", 50.0, fractions),),
        site=site(where, side),
        isocentres=tuple(dict.fromkeys(point for one in own for point in one.isocentres)),
        approval=Shown(Approval("APPROVED", approved, None), shown) if approved else _SILENT,
        constraints=Shown(3, shown) if technique.is_modulated else _SILENT,
        volumetric=_SILENT if volumetric is None else Shown(volumetric, shown),
        motion=Shown(MotionManagement(motion, "BELT"), shown) if motion else _SILENT,
        devices=tuple(Shown(DeviceFacts(kind, number, ""), shown) for kind, number in devices),
        structure_set="1.2.3",
        frame="1.2.4",
        supersedes=(),
        modulation=Modulation(sum(one.modulation.apertures for one in own), 300.0, 0.3, None),
        proofs=shown,
    )
    return replace(made, **more)


def session(
    of: PlanFacts | Sequence[PlanFacts], day: date, number: int = 1, *, start: time | None = None, **more: Any
) -> SessionFacts:
    """Return a session that delivered plans as planned; `more` overrides fields."""
    plans = (of,) if isinstance(of, PlanFacts) else tuple(of)
    key = f"{day}#{number}"
    begins = start or time(8 + 6 * (number - 1))
    made = SessionFacts(
        key=key,
        day=day,
        start=begins,
        stop=time(begins.hour, begins.minute + 12) if begins.minute < 48 else time(begins.hour, 59),
        plans=tuple(one.uid for one in plans),
        fraction=None,
        beams=tuple(
            DeliveredBeam(one.number, one.radiation, 100.0, 100.0, "TREATMENT", ("NORMAL",))
            for own in plans
            for one in own.treating
        ),
        isocentres=tuple(dict.fromkeys(point for own in plans for point in own.isocentres)),
        share=1.0,
        interrupted=False,
        incomplete=False,
        motion=_SILENT,
        records=(f"record-{key}.dcm",),
        proofs=(proof(f"record-{key}.dcm", "TreatmentDate", str(day)),),
    )
    return replace(made, **more)


def weekdays(first: date, count: int) -> list[date]:
    """Return working days from a day on."""
    found: list[date] = []
    day = first
    while len(found) < count:
        if day.weekday() < 5:
            found.append(day)
        day += timedelta(days=1)
    return found


def sessions(of: PlanFacts | Sequence[PlanFacts], first: date, count: int, **more: Any) -> list[SessionFacts]:
    """Return one session each working day."""
    return [session(of, day, **more) for day in weekdays(first, count)]


def twice_a_day(of: PlanFacts, first: date, count: int) -> list[SessionFacts]:
    """Return two sessions a working day, six hours apart."""
    days = weekdays(first, (count + 1) // 2)
    return [session(of, day, number) for day in days for number in (1, 2)][:count]


def guided(
    given: Iterable[SessionFacts], kind: Guidance = Guidance.CONE_BEAM_CT, *, approved: bool = True
) -> tuple[GuidanceFacts, ...]:
    """Return guidance of sessions, approved on its day."""
    return tuple(
        GuidanceFacts(
            kind,
            one.day,
            one.start,
            Point(1, 2, 3),
            None,
            Shown((one.day, time(20)), (proof("registration.dcm", "ApprovalStatus"),)) if approved else _SILENT,
            one.key,
            (proof(f"images-{one.key}.dcm", "Modality", "CT"),),
        )
        for one in given
    )


def planning_ct(day: date | None, phases: int = 1) -> ImagingFacts:
    """Return a planning CT."""
    return ImagingFacts("CT", day, f"1.3.{day}", 120, phases, False, "", (proof("ct.dcm", "AcquisitionDate", str(day)),))


def stated(kind: NoteFact, day: date | None = None, reading: SiteReading | None = None) -> StatedFact:
    """Return a sentence of the note."""
    return StatedFact(kind, day, NoteProof(0, 10, "a sentence"), reading)


def course(
    plans: Sequence[PlanFacts],
    given: Sequence[SessionFacts],
    number: int = 1,
    *,
    planned: int | None = None,
    complete: bool | None = True,
) -> CourseFacts:
    """Return a course of plans and sessions."""
    days = sorted(one.day for one in given)
    return CourseFacts(
        number,
        tuple(one.uid for one in plans),
        tuple(one.key for one in given),
        days[0] if days else None,
        days[-1] if days else None,
        planned if planned is not None else (len(given) if complete else None),
        complete,
    )


def episode(
    plans: Sequence[PlanFacts],
    given: Sequence[SessionFacts],
    *,
    courses: Sequence[CourseFacts] | None = None,
    guidance: Sequence[GuidanceFacts] = (),
    imaging: Sequence[ImagingFacts] = (),
    note: Sequence[StatedFact] = (),
    complete: bool | None = True,
    planned: int | None = None,
) -> Episode:
    """Return an episode of one course, unless courses are given."""
    own = tuple(courses) if courses is not None else (course(plans, given, planned=planned, complete=complete),)
    return Episode(own, tuple(plans), tuple(given), tuple(guidance), tuple(imaging), (), (), (), tuple(note), (), 1, 1, False)


_ENDED = ("77014", "77385", "77386", "77401", "G6001", "G6002", *(f"G60{number:02}" for number in range(3, 18)))
_SURFACE = ("77436", "77437", "77438", "77439")
_MANY = {"77300": 10, "77334": 10, "77332": 4, "77333": 2, "77331": 3, "77014": 2, "77402": 2, "77407": 2, "77412": 2, "77280": 2}
_STRICT = {"77336", "77417", "77427", "77431", "77432", "77435", "77470", "77321", "77371", "77372", "77401"}
_PAIRS = {
    ("77338", "77334"): 1,
    ("77338", "77333"): 1,
    ("77338", "77332"): 1,
    ("77334", "77336"): 1,
    ("77301", "77336"): 1,
    ("77301", "77334"): 1,
    ("77301", "77333"): 1,
    ("77301", "77332"): 1,
    ("77295", "77336"): 1,
    ("77300", "77336"): 1,
    ("77301", "77402"): 1,
    ("77301", "77407"): 1,
    ("77301", "77412"): 1,
    ("77301", "77263"): 0,
    ("77301", "77470"): 0,
    ("77014", "G6017"): 1,
    ("77014", "G6002"): 1,
    ("77290", "77014"): 0,
}
_HOSPITAL_PAIRS = {
    ("77385", "77470"): 1,
    ("77386", "77470"): 1,
    ("77385", "77338"): 1,
    ("77385", "77387"): 0,
    ("77386", "77385"): 1,
}
_PRACTITIONER_PAIRS = {("G6015", "77338"): 1, ("G6015", "77470"): 1, ("G6015", "77334"): 1}


class MadeReference:
    """A code reference in memory."""

    def __init__(self, *, loaded: bool = True, ended: Iterable[str] = ()) -> None:
        self.loaded = loaded
        self.ended = set(ended)

    def standing(self, code: str, day: date) -> Standing:
        if code in self.ended:
            return Standing.NO_LONGER
        if not self.loaded:
            return Standing.NOT_LOADED
        if code in _ENDED:
            return Standing.IN_FORCE if day <= date(2025, 12, 31) else Standing.NO_LONGER
        if code in _SURFACE:
            return Standing.IN_FORCE if day >= date(2026, 1, 1) else Standing.NOT_YET
        return Standing.IN_FORCE

    def label(self, code: str, day: date) -> str:
        return f"label of {code}"

    def successors(self, code: str, day: date) -> tuple[str, ...]:
        return ()

    def unit_limit(self, code: str, day: date, setting: RtSetting) -> UnitLimit | None:
        hospital = setting is RtSetting.HOSPITAL
        value = _MANY.get(code, 2 if (code in ("77385", "77386", "77387") and hospital) or code.startswith("G60") else 1)
        return UnitLimit(value, 2 if code in _STRICT else 3, "MUE 2024-Q3", date(2024, 7, 1) <= day <= date(2024, 9, 30))

    def ptp(self, first: str, second: str, day: date, setting: RtSetting) -> PtpEdit | None:
        more = _HOSPITAL_PAIRS if setting is RtSetting.HOSPITAL else _PRACTITIONER_PAIRS
        for pair in ((first, second), (second, first)):
            if pair in _PAIRS or pair in more:
                return PtpEdit(*pair, {**_PAIRS, **more}[pair], "PTP 2024-Q3", False)
        return None

    def opps_status(self, code: str, day: date) -> str:
        return ""

    def component_indicator(self, code: str, day: date) -> str:
        return ""

    def releases(self) -> tuple[str, ...]:
        return ("made",)
