"""Images that planning rests on, structures drawn on them, doses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from codewell.radonc.facts.proofs import Proof


@dataclass(frozen=True, slots=True)
class ImagingFacts:
    """Images that planning rests on: a simulation CT, a 4D CT, MR, PET.

    Args:
        modality: CT, MR, PT.
        day: of acquisition; None where not given.
        series: Series Instance UID.
        slices: number of images.
        phases: respiratory phases of a 4D series; 1 otherwise.
        is_cone_beam: whether it guides a session rather than planning.
        description: words of the series that tell its kind, never free text with names.
        proofs: of modality and day.
    """

    modality: str
    day: date | None
    series: str
    slices: int
    phases: int
    is_cone_beam: bool
    description: str
    proofs: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class StructureFacts:
    """A structure of a structure set.

    Args:
        name: ROI Name.
        kind: RT ROI Interpreted Type: PTV, ORGAN, EXTERNAL, ...; empty where not given.
        contours: number of contours.
        set_uid: UID of the structure set.
        file: where it stands.
    """

    name: str
    kind: str
    contours: int
    set_uid: str
    file: str


@dataclass(frozen=True, slots=True)
class DoseFacts:
    """An RT Dose.

    Args:
        uid: SOP Instance UID.
        file: where it stands.
        plan: UID of the plan it belongs to; empty where none is named.
        units: GY or RELATIVE.
        summation: PLAN, BEAM, FRACTION, ...
        shape: planes, rows, columns; None without pixels.
        maximum: Gy; None where it cannot be told.
    """

    uid: str
    file: str
    plan: str
    units: str
    summation: str
    shape: tuple[int, int, int] | None
    maximum: float | None
