"""Volumes and shifts as SimpleITK's images and transforms. Both use the patient's axes; SimpleITK counts x first."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import SimpleITK as sitk

from codewell.radonc.lab.guiding.shifts import Matrix
from codewell.radonc.volume import Grid, Volume


def as_image(volume: Volume) -> Any:
    """Return a volume as a float image with its spacing and origin."""
    return on_grid(np.asarray(volume.values, dtype=np.float32), volume.grid)


def on_grid(values: npt.NDArray[np.generic], grid: Grid) -> Any:
    """Return an array (z, y, x) as an image on a grid."""
    image = sitk.GetImageFromArray(values)
    image.SetSpacing([float(step) for step in reversed(grid.spacing)])
    image.SetOrigin([float(start) for start in reversed(grid.origin)])
    return image


def as_transform(matrix: Matrix) -> Any:
    """Return a 4 x 4 matrix as an affine transform."""
    transform = sitk.AffineTransform(3)
    transform.SetMatrix(matrix[:3, :3].ravel().tolist())
    transform.SetTranslation(matrix[:3, 3].tolist())
    return transform


def resampled(volume: Volume, grid: Grid, taking: Matrix, outside: float) -> npt.NDArray[np.float32]:
    """Return a volume's values at a grid's points after a matrix has taken those points to the volume's frame."""
    wanted = sitk.Image([int(count) for count in reversed(grid.shape)], sitk.sitkUInt8)
    wanted.SetSpacing([float(step) for step in reversed(grid.spacing)])
    wanted.SetOrigin([float(start) for start in reversed(grid.origin)])
    image = sitk.Resample(as_image(volume), wanted, as_transform(taking), sitk.sitkLinear, outside, sitk.sitkFloat32)
    return np.asarray(sitk.GetArrayFromImage(image), dtype=np.float32)
