"""A release on this machine, as the catalogue records it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from codewell.kernel.validity import Validity


@dataclass(frozen=True, slots=True)
class Release:
    """One publication of a source, ready on this machine.

    Args:
        source: id of the source room.
        release: the publisher's label, `FY2026`.
        validity: days of service it answers for.
        file_name: database file below the releases folder.
        origin: names of the publisher's files it was made from, comma separated.
        sha256: of the publisher's bytes, decompressed, files in the order of their names.
        url: the publisher's page or file.
        licence: one line.
        excerpt: True when it holds a known part of the publication only.
        row_count: rows in all its tables.
        imported_at: ISO instant, or empty for what ships with Codewell.
        accepted_by: who accepted the AMA licence for it and when; empty where none was needed.
    """

    source: str
    release: str
    validity: Validity
    file_name: str
    origin: str
    sha256: str
    url: str
    licence: str
    excerpt: bool
    row_count: int
    imported_at: str
    accepted_by: str

    @property
    def title(self) -> str:
        """Source and label, as answers cite them: `icd10cm FY2026`."""
        return f"{self.source} {self.release}"

    def ends_before(self, day: date) -> bool:
        """Say whether the release's last day lies before `day`."""
        return self.validity.last_day is not None and self.validity.last_day < day
