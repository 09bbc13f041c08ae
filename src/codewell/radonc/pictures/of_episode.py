"""The pictures of an episode: for its treatment plans, what is delivered, where the dose goes and how the patient was placed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import BinaryIO

from codewell.radonc.episode.plan_geometry import PlanGeometry, read_plan_geometries
from codewell.radonc.facts import Episode, PlanFacts, Point, Technique
from codewell.radonc.geometry import BeamShapes, StructureContours
from codewell.radonc.pictures.apertures import aperture_animation, aperture_strip
from codewell.radonc.pictures.checkerboard import checkerboard
from codewell.radonc.pictures.dose_on_ct import dose_on_ct
from codewell.radonc.pictures.drawing import Picture
from codewell.radonc.pictures.histograms import Histogram, histogram, histogram_picture
from codewell.radonc.pictures.masks import mask_of
from codewell.radonc.pictures.plan_overview import plan_overview
from codewell.radonc.pictures.themes import LIGHT, Theme, Width

MOST_PLANS = 2
MOST_STRUCTURES = 9
_TARGETS = ("PTV", "CTV", "GTV")
_NOT_IN_HISTOGRAMS = frozenset(
    {"EXTERNAL", "SUPPORT", "MARKER", "CONTROL", "REGISTRATION", "ISOCENTER", "CONTRAST_AGENT", "BOLUS"}
)
_MOVING = frozenset({Technique.SLIDING_WINDOW, Technique.VMAT, Technique.CONFORMAL_ARC})


class Subject(Enum):
    """What a picture shows."""

    PLAN = "plan"
    APERTURES = "apertures"
    DELIVERY = "delivery"
    HISTOGRAM = "histogram"
    DOSE = "dose"
    SHIFT = "shift"


@dataclass(frozen=True, slots=True)
class EpisodePicture:
    """A picture of an episode.

    Args:
        subject: what it shows.
        plan: label of the plan.
        caption: one sentence below it.
        picture: drawn.
    """

    subject: Subject
    plan: str
    caption: str
    picture: Picture


def pictures_of(
    source: Path | BinaryIO, episode: Episode, *, theme: Theme = LIGHT, width: int = Width.DESKTOP
) -> tuple[EpisodePicture, ...]:
    """Return the pictures of the first plans that treat; what the files do not hold has none.

    Args:
        source: that the episode was read from.
        episode: read from it.
        theme: colours.
        width: CSS pixels of the widest ones.

    Raises:
        InputError: there is no such place.
    """
    plans = [plan for plan in episode.plans if plan.intent.is_treatment and plan.treating][:MOST_PLANS]
    return tuple(
        one for shown in read_plan_geometries(source, episode, plans) for one in _pictures(shown, theme=theme, width=width)
    )


def _pictures(shown: PlanGeometry, *, theme: Theme, width: int) -> Iterator[EpisodePicture]:
    label, lab = shown.plan.label, shown.is_laboratory
    beams = _treating(shown)
    if len(beams) > 1:
        overview = plan_overview(beams, theme=theme, width=width, is_laboratory=lab)
        yield EpisodePicture(
            Subject.PLAN,
            label,
            "The fluence of each beam: one even shade is one intensity, many shades are intensity modulation.",
            overview,
        )
    beam = max(beams, key=lambda one: len(one.shapes), default=None)
    if beam is not None:
        moving = shown.plan.technique in _MOVING
        strip = aperture_strip(beam, theme=theme, width=width, moving=moving, is_laboratory=lab)
        yield EpisodePicture(Subject.APERTURES, label, _beam_words(shown.plan, beam), strip)
        if len([shape for shape in beam.shapes if shape.mu > 0]) > 1:
            film = aperture_animation(beam, theme=theme, moving=moving, is_laboratory=lab)
            yield EpisodePicture(Subject.DELIVERY, label, "The same beam as it is delivered, and what builds up.", film)
    prescription = _prescription(shown.plan)
    histograms = _histograms(shown)
    if histograms:
        narrow = min(width, 620) if width >= Width.DESKTOP else width
        drawn = histogram_picture(histograms, prescription=prescription, theme=theme, width=narrow, is_laboratory=lab)
        yield EpisodePicture(Subject.HISTOGRAM, label, "Dose by volume of targets and organs.", drawn)
    at = _middle(shown)
    if at is None or shown.ct is None:
        return
    if shown.dose is not None and prescription:
        outlines = _chosen(shown.structures, external=True)
        drawn = dose_on_ct(
            shown.ct, shown.dose, outlines, at=at, prescription=prescription, theme=theme, width=width, is_laboratory=lab
        )
        yield EpisodePicture(Subject.DOSE, label, "Dose over the planning CT, through the isocenter.", drawn)
    if shown.day is not None:
        drawn = checkerboard(
            shown.ct, shown.day.volume, shown.day.to_treatment, at=at, theme=theme, width=width, is_laboratory=lab
        )
        words = "Planning CT and the first cone-beam CT in alternate squares, before and after the correction."
        yield EpisodePicture(Subject.SHIFT, label, words, drawn)


def _treating(shown: PlanGeometry) -> list[BeamShapes]:
    treating = {beam.number for beam in shown.plan.treating}
    return [beam for beam in shown.beams if beam.number in treating and beam.shapes]


def _beam_words(plan: PlanFacts, beam: BeamShapes) -> str:
    count = plan.modulation.apertures
    openings = f"{count} aperture{'' if count == 1 else 's'} in {len(plan.treating)} beam{'' if len(plan.treating) == 1 else 's'}"
    words = "The number of apertures is shown, and never decides between codes."
    return f"Beam {beam.number} as the source sees it; the plan has {openings}. {words}"


def _prescription(plan: PlanFacts) -> float | None:
    stated = [one.dose for one in plan.prescriptions if one.dose > 0]
    if stated:
        return max(stated)
    planned = sum(group.dose * group.fractions for group in plan.groups if group.dose and group.fractions)
    return planned or None


def _middle(shown: PlanGeometry) -> Point | None:
    return shown.plan.isocentres[0] if shown.plan.isocentres else None


def _histograms(shown: PlanGeometry) -> list[Histogram]:
    if shown.dose is None:
        return []
    found = (
        histogram(shown.dose, mask_of(one, shown.dose.grid), one.name, is_target=_is_target(one))
        for one in _chosen(shown.structures, external=False)
    )
    return [one for one in found if one is not None]


def _chosen(structures: Sequence[StructureContours], *, external: bool) -> list[StructureContours]:
    """Return targets first, then organs, as many as a picture can hold; the body only for outlines."""
    drawn = [one for one in structures if one.polygons and (_is_shown(one) or (external and one.kind == "EXTERNAL"))]
    return sorted(drawn, key=lambda one: (not _is_target(one), one.kind == "EXTERNAL"))[:MOST_STRUCTURES]


def _is_shown(structure: StructureContours) -> bool:
    return structure.kind not in _NOT_IN_HISTOGRAMS


def _is_target(structure: StructureContours) -> bool:
    return structure.kind in _TARGETS or (not structure.kind and structure.name.upper().startswith(_TARGETS))
