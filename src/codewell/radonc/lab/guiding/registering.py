"""Rigid registration of a cone-beam CT with the planning CT: mutual information, from several starts. Not for clinical use."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np
import SimpleITK as sitk

from codewell.kernel.errors import InputError
from codewell.radonc.facts import Point
from codewell.radonc.lab.guiding.cone_beam import field_of_view
from codewell.radonc.lab.guiding.itk_images import as_image, on_grid
from codewell.radonc.lab.guiding.shifts import RigidShift, shift_of
from codewell.radonc.volume import Volume

BINS = 40
SKIN = -500.0
"""HU above which a voxel belongs to the body, lying between air and fat in both kinds of CT."""
MARGIN = 8.0
"""mm of air around the body that the comparison keeps, so that the skin counts."""
AGREED = 1.0
"""mm and degrees within which the best starts have to end together."""


class RegistrationError(InputError):
    """Two images cannot be registered."""

    slug = "radonc.not-registered"


@dataclass(frozen=True, slots=True)
class Registration:
    """A registration.

    Args:
        shift: found, from planning to treatment, about the isocentre.
        similarity: mutual information at the end, higher is better.
        agreed: whether the best starts ended together; where they did not, a person has to look.
    """

    shift: RigidShift
    similarity: float
    agreed: bool


def register(planning: Volume, daily: Volume, *, isocentre: Point, reach: float = 16.0, seed: int = 1) -> Registration:
    """Find how the patient lies against planning.

    A coarse search ranks starts up to `reach` along each axis by mutual information; the best are followed on a coarse
    grid, the best end on a fine one. Mutual information does not mind that scatter and calibration give a cone-beam CT
    other Hounsfield units. The same arguments give the same answer: samples are drawn with a seed, in one thread.

    Args:
        planning: planning CT.
        daily: cone-beam CT, in coordinates of the treatment room.
        isocentre: planned.
        reach: mm along each axis at which starts are tried.
        seed: of the sampling, not 0.

    Raises:
        RegistrationError: the volumes do not overlap, or the cone-beam CT shows no body.

    Source: Mattes D et al., IEEE Trans Med Imaging 22:120-128 (2003), doi 10.1109/TMI.2003.809072.
    """
    moving, fixed, mask = as_image(planning), as_image(daily), _body(daily)
    if not sitk.GetArrayViewFromImage(mask).any():
        raise RegistrationError("The cone-beam CT shows no body.", next_step="Check its Hounsfield units and field of view.")
    coarse = _Level(_smoothed(moving, 5.0), _smoothed(fixed, 5.0), mask, seed)
    fine = _Level(_smoothed(moving, 2.0), _smoothed(fixed, 2.0), mask, seed)
    again = replace(fine, seed=seed + 1)
    try:
        starts = coarse.ranked(isocentre, reach)[:2]
        ends = sorted((coarse.followed(start, 30_000, 3.0, 0.02, 70) for start in starts), key=lambda end: end[1])
        best, _ = fine.followed(ends[0][0], 60_000, 1.0, 0.004, 60)
        # Descent in regular steps may stop short along the axis of a round neck; new steps and samples carry it on.
        best, value = again.followed(best, 90_000, 1.0, 0.002, 60)
    except RuntimeError as error:
        raise RegistrationError(
            "The cone-beam CT and the planning CT do not overlap enough to be registered.",
            next_step="Check that both belong to the same patient and frame of reference.",
        ) from error
    found = _shift(best, isocentre)
    second = _shift(ends[1][0], isocentre)
    return Registration(found, -value, _apart(_shift(ends[0][0], isocentre), second) <= AGREED)


@dataclass(frozen=True, slots=True)
class _Level:
    """Images of one resolution and how they are compared."""

    moving: Any
    fixed: Any
    mask: Any
    seed: int

    def comparison(self, transform: Any, samples: int) -> Any:
        """Return a registration method set to a start, which compares a number of voxels drawn over the whole grid."""
        method = sitk.ImageRegistrationMethod()
        method.SetNumberOfThreads(1)
        method.SetMetricAsMattesMutualInformation(BINS)
        method.SetMetricSamplingStrategy(method.RANDOM)
        method.SetMetricSamplingPercentage(min(1.0, samples / self.fixed.GetNumberOfPixels()), self.seed)
        method.SetMetricUseFixedImageGradientFilter(False)
        method.SetMetricUseMovingImageGradientFilter(False)
        method.SetMetricFixedMask(self.mask)
        method.SetInterpolator(sitk.sitkLinear)
        method.SetInitialTransform(transform, inPlace=False)
        return method

    def ranked(self, isocentre: Point, reach: float) -> list[Any]:
        """Return starts about the planned position, best first."""
        corners = product((-0.6 * reach, 0.6 * reach), repeat=3)
        ends = (tuple(reach * side * (axis == other) for other in range(3)) for axis in range(3) for side in (-1, 1))
        starts = []
        for offset in ((0.0, 0.0, 0.0), *ends, *corners):
            start = sitk.Euler3DTransform()
            start.SetComputeZYX(True)
            start.SetCenter([isocentre.x, isocentre.y, isocentre.z])
            start.SetTranslation(offset)
            try:
                starts.append((self.comparison(start, 15_000).MetricEvaluate(self.fixed, self.moving), start))
            except RuntimeError:
                continue  # ITK's word for too few samples inside both images: no start there
        if not starts:
            raise RuntimeError("no start overlaps")
        return [start for _, start in sorted(starts, key=lambda one: one[0])]

    def followed(self, start: Any, samples: int, step: float, least: float, turns: int) -> tuple[Any, float]:
        """Return where a start leads and the metric there (lower is better)."""
        method = self.comparison(start, samples)
        method.SetOptimizerAsRegularStepGradientDescent(
            learningRate=step, minStep=least, numberOfIterations=turns, relaxationFactor=0.6, gradientMagnitudeTolerance=1e-7
        )
        method.SetOptimizerScalesFromPhysicalShift()
        end = sitk.Euler3DTransform(method.Execute(self.fixed, self.moving).GetNthTransform(0))
        return end, float(method.GetMetricValue())


def _smoothed(image: Any, spacing: float) -> Any:
    """Return an image blurred and thinned to about a spacing; an axis already coarser stays as it is."""
    sigmas = [0.5 * spacing if step < spacing else 0.0 for step in image.GetSpacing()]
    factors = [max(1, round(spacing / step)) for step in image.GetSpacing()]
    if any(sigmas):
        image = sitk.DiscreteGaussian(image, [max(sigma, 1e-3) ** 2 for sigma in sigmas])
    return sitk.Shrink(image, factors)


def _body(daily: Volume) -> Any:
    """Return the mask of the body with a rim of air, inside the field of view."""
    seen = field_of_view(daily)
    image = on_grid(((np.asarray(daily.values, dtype=np.float32) > SKIN) & seen).astype(np.uint8), daily.grid)
    radius = [max(1, round(MARGIN / step)) for step in image.GetSpacing()]
    rim = [max(1, round(4.0 / step)) for step in image.GetSpacing()]
    inside = sitk.BinaryErode(on_grid(seen.astype(np.uint8), daily.grid), [rim[0], rim[1], 0])
    return sitk.And(sitk.BinaryDilate(image, radius), inside)


def _shift(transform: Any, isocentre: Point) -> RigidShift:
    """Return the shift a transform from the cone-beam CT to the planning CT stands for."""
    matrix = np.eye(4)
    turn = np.asarray(transform.GetMatrix()).reshape(3, 3)
    centre = np.asarray(transform.GetCenter())
    matrix[:3, :3] = turn
    matrix[:3, 3] = centre + np.asarray(transform.GetTranslation()) - turn @ centre
    return shift_of(np.asarray(np.linalg.inv(matrix)), isocentre)


def _apart(one: RigidShift, other: RigidShift) -> float:
    """Return the larger of the distance (mm) and the largest difference of angles (degrees)."""
    turned = (one.rotation.x - other.rotation.x, one.rotation.y - other.rotation.y, one.rotation.z - other.rotation.z)
    return max(one.translation.distance(other.translation), *(abs(angle) for angle in turned))
