"""Run the laboratory: an episode of radiation therapy without a person in it, imaged, planned, delivered and guided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from codewell.kernel.errors import InputError
from codewell.tasks.radonc.episode_facts import Progress, needs_extra, no_progress

if TYPE_CHECKING:
    from codewell.radonc.lab.expecting import Expected
    from codewell.radonc.lab.steps.figures import Figure

_EXTRA = ("pydicom", "scipy", "SimpleITK")


@dataclass(frozen=True, slots=True)
class LabScenario:
    """A scenario that the laboratory can run.

    Args:
        name: as it is asked for.
        title: what happens in it.
    """

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class RtLabRequest:
    """A scenario to run.

    Args:
        preset: name of the scenario.
        out: a folder that is new or empty.
        first_day: of treatment; None takes the scenario's.
        quick: coarse grids, for trying things out.
        progress: told how far it is.
    """

    preset: str
    out: Path
    first_day: date | None = None
    quick: bool = False
    progress: Progress = no_progress


@dataclass(frozen=True, slots=True)
class RtLabRun:
    """What the laboratory made; not for clinical use.

    Args:
        preset: name of the scenario.
        title: what happened.
        folder: where the files lie.
        first_day: of treatment.
        files: names in the folder.
        figures: measures of the steps.
        expected: what the files are meant to show.
        warning: NOT FOR CLINICAL USE.
    """

    preset: str
    title: str
    folder: str
    first_day: date
    files: tuple[str, ...]
    figures: tuple[Figure, ...]
    expected: Expected
    warning: str


def lab_scenarios() -> tuple[LabScenario, ...]:
    """Return the scenarios by name.

    Raises:
        ConfigurationError: the extra `radonc` is not installed.
    """
    needs_extra(*_EXTRA)
    from codewell.radonc.lab.presets.reading import preset_names, read_preset

    return tuple(LabScenario(name, read_preset(name).title) for name in preset_names())


def run_rt_lab(request: RtLabRequest) -> RtLabRun:
    """Run a scenario and write its episode as DICOM.

    Raises:
        ConfigurationError: the extra `radonc` is not installed.
        InputError: there is no such scenario, or the folder cannot be written or holds something.
    """
    needs_extra(*_EXTRA)
    from codewell.radonc.lab.running import run_preset

    try:
        made = run_preset(
            request.preset,
            request.out,
            first_day=request.first_day,
            progress=request.progress,
            quality="smoke" if request.quick else "full",
        )
    except OSError as refused:
        raise InputError(f"{request.out} cannot be written ({refused.strerror}).", slug="input.not-writable") from None
    return RtLabRun(
        made.name, made.title, str(made.folder), made.first_day, made.files, made.figures, made.expected, made.warning
    )
