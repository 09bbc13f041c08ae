"""A home in which every quarter of a year is whole, for measurements.

The files of July 2024 stand in for quarters that are not at hand.
"""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from codewell.kernel.validity import Validity
from codewell.releases.importing import ImportRequest, import_release
from codewell.sources.contract import ReleaseIdentity
from codewell.sources.files import open_published
from codewell.sources.registry import source

FIRST_DAY, LAST_DAY = date(2024, 7, 1), date(2025, 6, 30)
QUARTERS = (
    ("2024-Q3", date(2024, 7, 1), date(2024, 9, 30)),
    ("2024-Q4", date(2024, 10, 1), date(2024, 12, 31)),
    ("2025-Q1", date(2025, 1, 1), date(2025, 3, 31)),
    ("2025-Q2", date(2025, 4, 1), date(2025, 6, 30)),
)
NCCI = {
    "ncci-ptp-practitioner": "ncci_ptp_practitioner_2024-07-01.tsv.gz",
    "ncci-mue-practitioner": "ncci_mue_practitioner_2024-07-01.csv",
    "ncci-addon": "ncci_addon_codes_2024-06-03.csv",
}
FEES = {
    "2024-Q3": ("RVU24C", "pprrvu_rvu24c_jul.csv.gz"),
    "2024-Q4": ("RVU24D", "pprrvu_rvu24c_jul.csv.gz"),
    "2025-Q1": ("RVU25A", "PPRRVU25_JAN.redacted.csv.gz"),
    "2025-Q2": ("RVU25B", "PPRRVU25_APR.redacted.csv.gz"),
}


def year_home(reference: Path, data: Path, made: Path) -> Path:
    """Copy a home and import the whole NCCI and fee files of each quarter into it."""
    shutil.copytree(reference, made)
    for quarter, first, last in QUARTERS:
        for id, name in NCCI.items():
            _import(made, id, data / "ncci" / name, ReleaseIdentity(quarter, Validity(first, last)))
        label, name = FEES[quarter]
        _import(made, "mpfs", data / "mpfs" / name, ReleaseIdentity(label, Validity(first, last)))
    return made


def _import(home: Path, id: str, file: Path, identity: ReleaseIdentity) -> None:
    import_release(home, ImportRequest(source(id), open_published(file), identity, accepted_by="measurement"))
