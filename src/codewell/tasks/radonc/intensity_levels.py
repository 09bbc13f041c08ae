"""What intensity levels do to a plan: the laboratory's studies, with one beam's fluence at each number of levels."""

from __future__ import annotations

from dataclasses import dataclass

from codewell.tasks.radonc.episode_facts import needs_extra


@dataclass(frozen=True, slots=True)
class ShownLevels:
    """A plan of a number of levels.

    Args:
        levels: above zero.
        apertures: of all beams.
        mu: of a fraction.
        target_d95: Gy that 95 % of the target get.
        target_d10: Gy that its hottest tenth gets at least.
        organ_d10: Gy that the hottest tenth of the organ gets at least.
        counts: levels of one beam's fluence, rows from the head to the feet.
        shapes: apertures that this beam is given through.
    """

    levels: int
    apertures: int
    mu: float
    target_d95: float
    target_d10: float
    organ_d10: float
    counts: tuple[tuple[int, ...], ...]
    shapes: int


@dataclass(frozen=True, slots=True)
class ShownStudy:
    """Plans of one fluence with more and more levels.

    Args:
        name: `easy` or `hard`.
        organ: that is spared.
        plans: by rising levels.
        measured: phantom, command and day.
    """

    name: str
    organ: str
    plans: tuple[ShownLevels, ...]
    measured: str


def intensity_levels() -> tuple[ShownStudy, ...]:
    """Return the kept studies.

    Raises:
        ConfigurationError: the extra `radonc` is not installed.
    """
    needs_extra("scipy")
    import numpy as np

    from codewell.radonc.lab.sequencing.areal import areal
    from codewell.radonc.lab.sequencing.level_study import kept_studies
    from codewell.radonc.lab.sequencing.levels import quantise

    studies = []
    for study in kept_studies():
        plans = []
        for one in study.results:
            counts = quantise(np.array(study.fluence), one.levels).counts
            rows = tuple(tuple(int(value) for value in row) for row in counts[::-1])
            plans.append(
                ShownLevels(
                    one.levels,
                    one.apertures,
                    one.mu,
                    one.target_d95,
                    one.target_d10,
                    one.organ_d10,
                    rows,
                    len(areal(counts)),
                )
            )
        studies.append(ShownStudy(study.name, study.organ, tuple(plans), study.measured))
    return tuple(studies)
