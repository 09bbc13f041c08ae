"""Runs a scenario: images a phantom, plans, delivers and guides, and writes the episode. Not for clinical use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from math import cos, pi
from pathlib import Path

from codewell.radonc.facts import LABORATORY_TEXT
from codewell.radonc.lab.dicom.objects import WARNING, Header
from codewell.radonc.lab.expecting import Expected, expected_facts
from codewell.radonc.lab.phantom import Phantom
from codewell.radonc.lab.presets.choices import PlanChoice, Preset
from codewell.radonc.lab.presets.reading import read_preset
from codewell.radonc.lab.quality import Quality, QualityName, quality_of
from codewell.radonc.lab.steps.delivering import Session, deliver, delivery_figures
from codewell.radonc.lab.steps.figures import Figure
from codewell.radonc.lab.steps.guiding import Guided, guidance_figures, guide, guided_appointments
from codewell.radonc.lab.steps.imaging import image_phantom
from codewell.radonc.lab.steps.planning import Planned, plan_treatment
from codewell.radonc.lab.steps.scheduling import Appointment, appointments, weekday_before
from codewell.radonc.lab.telling import episode_text
from codewell.radonc.lab.writing import Story, whole_folder, write_story
from codewell.radonc.volume import Volume

Progress = Callable[[str, int, int], None]
"""Called with the step (`imaging`, `planning`, `delivery`, `guidance`, `writing`), what is done of it and all of it."""


@dataclass(frozen=True, slots=True)
class LabEpisode:
    """An episode that the laboratory made.

    Args:
        name: of the scenario.
        title: of the scenario.
        folder: where it lies.
        first_day: of treatment.
        files: in the folder, with forward slashes, in alphabetical order.
        figures: of the four steps.
        expected: what the files are meant to show; facts, never codes.
        warning: NOT FOR CLINICAL USE.
    """

    name: str
    title: str
    folder: Path
    first_day: date
    files: tuple[str, ...]
    figures: tuple[Figure, ...]
    expected: Expected
    warning: str = WARNING


def run_preset(
    name: str,
    out: Path,
    *,
    first_day: date | None = None,
    progress: Progress | None = None,
    quality: QualityName = "full",
    seed: int = 1,
) -> LabEpisode:
    """Run a scenario and write its episode to a folder, which is whole or not there.

    Args:
        name: of the scenario (`preset_names()`).
        out: a folder that is new or empty.
        first_day: of treatment; the first day after it on which the department is open counts. None takes the scenario's.
        progress: None tells nothing.
        quality: `smoke` is coarse and quick, `full` is for a person to look at.
        seed: of noise, position and machine errors; the same arguments give the same files.

    Raises:
        UnknownPresetError: there is no scenario of that name.
        OccupiedFolderError: the folder holds something.
        InputError: the scenario cannot be planned on its phantom.
    """
    preset = read_preset(name)
    grids = quality_of(quality)
    tell: Progress = progress or (lambda step, done, total: None)
    with whole_folder(out) as folder:
        story = _live(name, preset, first_day or preset.first_day, grids, seed, tell, registers_all=quality == "full")
        figures = (
            *_imaging_figures(story.phantom),
            *(figure for planned in story.planned for figure in planned.figures),
            *delivery_figures(story.sessions, story.phantom),
            *guidance_figures(story.guided, len(story.guided) if quality == "full" else 1),
        )
        expected = expected_facts(preset, story.planned, story.sessions, story.guided)
        write_story(story, folder, lambda done, total: tell("writing", done, total))
        text = episode_text(name, preset, story.first_day, quality, figures)
        (folder / LABORATORY_TEXT).write_text(text, encoding="utf-8")
        files = tuple(sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()))
    return LabEpisode(name, preset.title, out, story.first_day, files, figures, expected)


def _live(
    name: str, preset: Preset, first_day: date, quality: Quality, seed: int, tell: Progress, *, registers_all: bool
) -> Story:
    tell("imaging", 0, 1)
    phantom = image_phantom(preset.phantom, quality, seed)
    tell("imaging", 1, 1)
    due = appointments(preset, first_day)
    opened = due[0].start.date() if due else first_day
    planned = tuple(_plan(choice, index, preset, phantom, quality, tell) for index, choice in enumerate(preset.plans))
    sessions = _deliveries(due, planned, seed, tell)
    guided = _guidance(preset, due, quality, seed, tell, registers_all=registers_all)
    diagnoses = tuple((one.code, one.meaning) for one in preset.diagnoses)
    header = Header(name, seed, weekday_before(opened, preset.imaging.days_before), diagnoses)
    return Story(preset, header, opened, phantom, _phases(preset, quality, seed), planned, sessions, guided)


def _phases(preset: Preset, quality: Quality, seed: int) -> tuple[Volume, ...]:
    """Return the phases of a 4D CT: position is a cosine of the phase, from inhale."""
    count = preset.imaging.phases
    volumes = []
    for index in range(count):
        inhaled = preset.imaging.amplitude * (1 + cos(2 * pi * index / count)) / 2
        volumes.append(image_phantom(preset.phantom, quality, seed + 1 + index, inhaled=inhaled).ct)
    return tuple(volumes)


def _plan(choice: PlanChoice, index: int, preset: Preset, phantom: Phantom, quality: Quality, tell: Progress) -> Planned:
    count = len(preset.plans)
    planned = plan_treatment(choice, phantom, quality, lambda done, total: tell("planning", index * total + done, count * total))
    tell("planning", index + 1, count)
    return planned


def _deliveries(due: tuple[Appointment, ...], planned: tuple[Planned, ...], seed: int, tell: Progress) -> tuple[Session, ...]:
    by_label = {one.plan.label: one for one in planned}
    sessions = []
    for number, one in enumerate(due, start=1):
        sessions.append(deliver(one, by_label[one.plan.label], seed))
        tell("delivery", number, len(due))
    return tuple(sessions)


def _guidance(
    preset: Preset, due: tuple[Appointment, ...], quality: Quality, seed: int, tell: Progress, *, registers_all: bool
) -> tuple[Guided, ...]:
    imaged = guided_appointments(preset.guidance, due)
    if preset.guidance is None or not imaged:
        return ()
    clean = image_phantom(preset.phantom, quality, seed, noise=0.0)
    found = []
    for number, one in enumerate(imaged, start=1):
        measures = registers_all or number == 1
        found.append(guide(preset.guidance, one, clean, quality, seed=seed, measures=measures))
        tell("guidance", number, len(imaged))
    return tuple(found)


def _imaging_figures(phantom: Phantom) -> tuple[Figure, ...]:
    return (
        Figure("imaging", "planes of the planning CT", phantom.ct.grid.shape[0]),
        Figure("imaging", "structures", len(phantom.structures)),
    )
