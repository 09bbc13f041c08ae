"""A phantom: a CT with structures, its isocentres and what it is supposed to be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from codewell.radonc.facts import Point
from codewell.radonc.volume import Volume


@dataclass(frozen=True, slots=True)
class Structure:
    """A structure of a phantom.

    Args:
        name: ROI Name.
        kind: RT ROI Interpreted Type: EXTERNAL, PTV, CTV, ORGAN, AVOIDANCE, MARKER, CONTROL.
        colour: red, green, blue, 0 to 255.
        mask: boolean array of the CT grid's shape.
    """

    name: str
    kind: str
    colour: tuple[int, int, int]
    mask: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Phantom:
    """A phantom.

    Args:
        name: `c-shape`, `pelvis`, `breast`, `head-and-neck`.
        ct: Hounsfield units, int16.
        structures: EXTERNAL first.
        isocentres: by name; `main` is always there.
        diagnosis: ICD-10-CM code with its dot that an episode of the phantom states; empty for a geometric phantom.
    """

    name: str
    ct: Volume
    structures: tuple[Structure, ...]
    isocentres: dict[str, Point]
    diagnosis: str

    def structure(self, name: str) -> Structure:
        """Return a structure by name.

        Raises:
            KeyError: there is none.
        """
        for one in self.structures:
            if one.name == name:
                return one
        raise KeyError(name)
