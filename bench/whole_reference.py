"""Import every reference file of a folder and print what each became: `python bench/whole_reference.py FOLDER`.

Each file is tried with the sources that its folder suggests until one reads it whole; one that none reads is printed with the
reason that the README of its room gives.
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from machine import machine

from codewell.kernel.errors import CodewellError
from codewell.kernel.validity import Validity
from codewell.releases.importing import ImportRequest, import_release
from codewell.sources.contract import ReleaseIdentity
from codewell.sources.files import open_published
from codewell.sources.registry import ROOMS, source

BY_FOLDER = {
    "icd10cm": [name for name in ROOMS if name.startswith("icd10cm")],
    "icd10pcs": ["icd10pcs"],
    "guidelines": ["guidelines"],
    "crosswalk": ["gems"],
    "hcpcs": ["hcpcs", "hcpcs-modifiers", "rbcs"],
    "mpfs": ["mpfs", "mpfs-qpp", "gpci", "mpfs-localities", "anesthesia", "anesthesia-base-units", "opps-cap"],
    "opps_asc": [name for name in ROOMS if name.startswith(("opps-addendum", "asc-addendum"))],
    "ncci": [name for name in ROOMS if name.startswith("ncci")],
    "hcc": ["hcc"],
}
READ_TOGETHER = {
    "hcc/ra_labels_2026.csv.gz": "labels of the categories, read together with the mappings",
    "icd10cm/icd10cm-addenda-2026.zip": "PDF addenda; history comes from code lists and conversion table (sources/icd10cm)",
    "hcpcs/2019-HCPCS-Record-Layout.zip": "a description of the layout, not data",
    "hcpcs/2019-HCPCS-NOC-Codes.zip": "a list of codes that are in the HCPCS file already",
    "mpfs/RVU25D_record_layout.pdf": "a description of the layout, not data",
    "hcc/hcc_is_chronic.csv.gz": "nothing uses it yet (sources/hcc)",
    "hcc/ra_eligible_cpt_hcpcs_2026.csv.gz": "nothing uses it yet (sources/hcc)",
}
NOT_YET = {
    "drg": "not imported yet (sources/drg)",
    "coverage": "not imported yet (sources/coverage)",
}


def outcome(path: Path, folder: Path) -> str:
    """Return what a file became, in one line."""
    name = path.relative_to(folder).as_posix()
    if path.parent.name in NOT_YET:
        return NOT_YET[path.parent.name]
    if name in READ_TOGETHER:
        return READ_TOGETHER[name]
    if path.suffix == ".xsd" or "2013" in name:
        return "a schema, or a format sample of another layout (see the room's README)"
    refusals = []
    for source_id in BY_FOLDER.get(path.parent.name, []):
        with tempfile.TemporaryDirectory() as home:
            began = time.perf_counter()
            try:
                request = ImportRequest(
                    source(source_id),
                    open_published(path),
                    identity=ReleaseIdentity("tried", Validity(date(2024, 1, 1))),
                    excerpt="excerpt" in name or "addon" in name,
                    accepted_by="measurement",
                )
                release = import_release(Path(home), request)
                return f"{source_id}: {release.row_count:,} rows in {time.perf_counter() - began:.1f} s"
            except CodewellError as refusal:
                refusals.append(f"{source_id}: {refusal.message}")
    return "REFUSED\n    " + "\n    ".join(refusals)


def main(folder: Path) -> None:
    """Print one line for each file."""
    print(f"every reference file ({machine()})")
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != "MANIFEST.tsv":
            print(f"  {path.relative_to(folder)}: {outcome(path, folder)}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
