"""Seconds to import full publishers' files: `python bench/imports.py FOLDER_OF_REFERENCE_FILES`."""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from machine import machine

from codewell.kernel.validity import Validity
from codewell.releases.importing import ImportRequest, import_release
from codewell.sources.contract import ReleaseIdentity
from codewell.sources.files import open_published
from codewell.sources.registry import source

FILES = {
    "icd10cm": "icd10cm/cms_2026_code_descriptions_order.zip",
    "icd10cm-tabular": "icd10cm/icd10c-tabular-April-1-2026.xml.gz",
    "icd10cm-index": "icd10cm/ICD10CM_2025_Index.csv.gz",
    "icd10pcs": "icd10pcs/cms_2026_pcs_order.zip",
    "hcpcs": "hcpcs/2019-Alpha-Numeric-HCPCS-File.zip",
    "mpfs": "mpfs/PPRRVU2025_Oct.redacted.csv.gz",
    "ncci-ptp-practitioner": "ncci/ncci_ptp_practitioner_2024-07-01.tsv.gz",
}


def main(folder: Path) -> None:
    """Import each file into a temporary home and print rows and seconds."""
    print(f"imports of full files ({machine()})")
    for source_id, path in FILES.items():
        with tempfile.TemporaryDirectory() as home:
            began = time.perf_counter()
            request = ImportRequest(
                source(source_id),
                open_published(folder / path),
                identity=ReleaseIdentity("measured", Validity(date(2024, 1, 1))),
                accepted_by="measurement",
            )
            release = import_release(Path(home), request)
            seconds = time.perf_counter() - began
            size = (Path(home) / "releases" / release.file_name).stat().st_size
        print(f"  {source_id}: {release.row_count:,} rows, {seconds:.1f} s, {size / 1e6:.0f} MB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
