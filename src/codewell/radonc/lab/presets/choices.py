"""What a scenario states: phantom, plans, schedule, guidance, events."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from codewell.radonc.facts import Side

Share = Annotated[float, Field(gt=0, lt=1)]


class _Stated(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Diagnosis(_Stated):
    """An ICD-10-CM code with its dot, and its meaning."""

    code: str
    meaning: str


class Ball(_Stated):
    """A structure that a scenario adds: a ball within the body.

    Args:
        name: ROI Name.
        kind: RT ROI Interpreted Type.
        centre: mm from the main isocentre (x, y, z).
        radius: mm.
        hu: Hounsfield units it images with; None where it is only drawn. One that images moves in a 4D CT.
    """

    name: str
    kind: Literal["PTV", "CTV", "GTV", "ORGAN", "BOLUS"]
    centre: tuple[float, float, float]
    radius: float = Field(gt=0)
    hu: float | None = None


class PhantomChoice(_Stated):
    """A phantom, and what its structures are called in this scenario.

    Args:
        name: of the phantom.
        side: treated side, where the phantom has sides.
        names: new name of a structure by its own; others keep theirs.
        without: structures left out.
        added: structures beside the phantom's.
        rind: name and depth in mm of a target that lies under the whole surface; empty draws none.
        isocentres: positions in mm from the main isocentre, by name, beside those that the phantom has.
    """

    name: Literal["c-shape", "pelvis", "breast", "head-and-neck"]
    side: Side = Side.NOT_STATED
    names: dict[str, str] = {}
    without: tuple[str, ...] = ()
    added: tuple[Ball, ...] = ()
    rind: dict[str, float] = {}
    isocentres: dict[str, tuple[float, float, float]] = {}


class ImagingChoice(_Stated):
    """Planning images.

    Args:
        days_before: between images and the first treatment.
        phases: of a 4D CT; 0 makes none.
        amplitude: mm by which what images moves towards the feet from exhale to inhale.
    """

    days_before: int = 14
    phases: int = 0
    amplitude: float = 10.0


class Arc(_Stated):
    """An arc: where it starts and stops, degrees, and its direction."""

    start: float
    stop: float
    clockwise: bool = True
    collimator: float = 0.0


class Electrons(_Stated):
    """Electron fields.

    Args:
        energy: MeV.
        gantries: one field each.
        applicator: side, mm; 0 where the beam has no applicator (total skin).
        ssd: source to skin distance, mm.
        target: name of the structure that is treated; empty takes the plan's.
        opening: side of the square opening at the isocentre plane, mm; None follows the target.
    """

    energy: float
    gantries: tuple[float, ...] = (0.0,)
    applicator: float = 150.0
    ssd: float = 1000.0
    target: str = ""
    opening: float | None = None


class Goal(_Stated):
    """A wish of planning.

    Args:
        structure: name.
        kind: `min`, `max`, `mean`, Gy; `dvh` at most `volume` of the structure above the dose.
        dose: Gy over all fractions.
        volume: share, with `dvh`.
        weight: against the other wishes.
    """

    structure: str
    kind: Literal["min", "max", "mean", "dvh"]
    dose: float
    volume: float | None = None
    weight: float = 1.0


class Device(_Stated):
    """A fixation device: DICOM's type and what it is."""

    kind: Literal["BITEBLOCK", "HEADFRAME", "MASK", "MOLD", "CAST", "HEADREST", "BREAST_BOARD", "BODY_FRAME", "VACUUM_MOLD",
                  "WHOLE_BODY_POD", "RECTAL_BALLOON", "HEAD_FRAME"]  # fmt: skip
    label: str


class MotionChoice(_Stated):
    """Motion dealt with while the beam is on, in DICOM's words."""

    technique: Literal["BREATH_HOLD", "REALTIME", "GATING", "TRACKING"]
    signal: Literal["BELT", "EXTERNAL_MARKER", "INTERNAL_MARKER", "SPIROMETER", "IMAGE"]


class PlanChoice(_Stated):
    """A plan.

    Args:
        label: up to 16 characters.
        technique: how photon beams shape dose; `electron` where there are none.
        target: name of the structure.
        targets: of each isocentre, where there are several; empty takes `target` for all.
        isocentres: names; every gantry angle is treated from each.
        gantries: angles of fixed photon fields.
        arcs: photon arcs.
        electrons: electron fields of the plan.
        fractions: planned.
        dose_per_fraction: Gy.
        energy: MV.
        intent: of DICOM.
        site: Treatment Site in words.
        levels: intensity levels of step-and-shoot.
        is_volumetric: whether a structure set and a dose volume belong to the plan.
        goals: constraints of planning.
        devices: fixation devices.
        boluses: names of structures used as bolus.
        motion: dealt with during beam-on.
        setup_beams: gantry angles.
        approve: whether a physician approved the plan.
        after: label of the plan after whose last fraction this one begins; empty begins on the first day.
        delivered: fractions that are given; None gives all.
        verifies: label of the plan that this one verifies.
        days_before: between plan and first treatment.
    """

    label: str = Field(max_length=16)
    technique: Literal[
        "static", "field-in-field", "step-and-shoot", "sliding-window", "vmat", "conformal-arc", "compensator", "electron"
    ]
    target: str
    targets: tuple[str, ...] = ()
    isocentres: tuple[str, ...] = ("main",)
    gantries: tuple[float, ...] = ()
    arcs: tuple[Arc, ...] = ()
    electrons: Electrons | None = None
    fractions: int = Field(ge=1)
    dose_per_fraction: float = Field(gt=0)
    energy: float = 6.0
    intent: Literal["CURATIVE", "PALLIATIVE", "VERIFICATION", "MACHINE_QA"] = "CURATIVE"
    site: str = ""
    levels: int = Field(default=5, ge=1)
    is_volumetric: bool = True
    goals: tuple[Goal, ...] = ()
    devices: tuple[Device, ...] = ()
    boluses: tuple[str, ...] = ()
    motion: MotionChoice | None = None
    setup_beams: tuple[float, ...] = ()
    approve: bool = True
    after: str = ""
    delivered: int | None = None
    verifies: str = ""
    days_before: int = 5

    @model_validator(mode="after")
    def _has_beams(self) -> PlanChoice:
        if not (self.gantries or self.arcs or self.electrons):
            raise ValueError("a plan needs gantries, arcs or electrons")
        if self.targets and len(self.targets) != len(self.isocentres):
            raise ValueError("`targets` names one structure for each isocentre")
        return self


class ScheduleChoice(_Stated):
    """When fractions are given.

    Args:
        at: times of day, one fraction each.
        skips_holidays: whether the department is closed on the days of `holidays.toml`.
    """

    at: tuple[time, ...] = (time(9, 0),)
    skips_holidays: bool = True


class GuidanceChoice(_Stated):
    """Image guidance.

    Args:
        kind: what is imaged.
        every: one session in how many, from the first.
        is_reviewed: whether the physician approves before the next fraction.
    """

    kind: Literal["cone-beam-ct", "portal-image"]
    every: int = Field(default=1, ge=1)
    is_reviewed: bool = True


class Event(_Stated):
    """Something that happens to a fraction.

    Args:
        fraction: number, from 1.
        kind: `interrupted` goes on after a pause the same day, `partial` ends early, `setup-only` gives no beam.
        share: of the fraction's meterset given before; not with `setup-only`.
        pause: minutes of an interruption.
        plan: label; empty takes the first plan.
    """

    fraction: int = Field(ge=1)
    kind: Literal["interrupted", "partial", "setup-only"]
    share: Share = 0.5
    pause: int = 20
    plan: str = ""


class Preset(_Stated):
    """A scenario.

    Args:
        title: a line.
        description: a paragraph: what happens and what a coder can see in it.
        shows: rows of the worked cases that the episode shows.
        first_day: of treatment, unless another is asked for.
        diagnoses: that the files state.
        phantom: what is treated.
        imaging: planning images.
        plans: in order.
        schedule: of fractions.
        guidance: None makes no images on the machine.
        events: of fractions.
    """

    title: str
    description: str
    shows: tuple[int, ...]
    first_day: date
    diagnoses: tuple[Diagnosis, ...] = ()
    phantom: PhantomChoice
    imaging: ImagingChoice = ImagingChoice()
    plans: tuple[PlanChoice, ...] = Field(min_length=1)
    schedule: ScheduleChoice = ScheduleChoice()
    guidance: GuidanceChoice | None = None
    events: tuple[Event, ...] = ()

    @model_validator(mode="after")
    def _names_its_plans(self) -> Preset:
        labels = [plan.label for plan in self.plans]
        if len(set(labels)) != len(labels):
            raise ValueError("two plans have the same label")
        named = [event.plan for event in self.events] + [name for one in self.plans for name in (one.after, one.verifies)]
        for label in named:
            if label and label not in labels:
                raise ValueError(f"there is no plan “{label}”")
        return self
