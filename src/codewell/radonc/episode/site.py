"""The treated site."""

from __future__ import annotations

from collections.abc import Sequence

from pydicom.dataset import Dataset

from codewell.radonc.facts import NotShown, Shown, SiteReading, StructureFacts


def read_site(
    plan: Dataset, file: str, structures: Sequence[StructureFacts], diagnoses: Sequence[Shown[str]]
) -> Shown[SiteReading] | NotShown:
    """Return the treated site."""
    return NotShown("treated site", "the site that is treated, with its side")
