"""A made-up export of the coverage database in its documented form: a ZIP inside a ZIP of quoted CSV files.

No real export is at hand. Names of files and columns are those of the publisher's API description (Coverage API 1.5) and data
dictionary; the document numbers, titles and days are invented.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

CONTRACTORS = {
    "contractor.csv": (
        '"contractor_id","contractor_type_id","contractor_version","contractor_bus_name","contractor_number","status"\n'
        '"7","9","1","Example Contractor, Inc.","01111","A"\n'
    ),
    "contractor_jurisdiction.csv": (
        '"contractor_id","contractor_type_id","contractor_version","state_id","last_updated","active_date","term_date"\n'
        '"7","9","1","6","2026-07-01 10:00:00","2020-01-01 00:00:00",""\n'
        '"7","9","1","32","2026-07-01 10:00:00","2020-01-01 00:00:00","2024-12-31 00:00:00"\n'
    ),
    "state_lookup.csv": '"state_id","state_abbrev","description"\n"6","CA","California"\n"32","NV","Nevada"\n',
}
ARTICLES = {
    "article.csv": (
        '"article_id","article_version","article_type","title","article_pub_date","article_eff_date","article_end_date",'
        '"description","article_rev_end_date","date_retired","last_updated"\n'
        '"90001","3","6","Billing and Coding: ""Invented"" Treatment","2024-12-20 00:00:00","2025-01-01 00:00:00","",'
        '"<p>First line,\n\nsecond line &amp; ""quoted""</p>","","","2026-06-30 08:15:00"\n'
        '"90002","1","6","Billing and Coding: Retired","2020-01-01","01/01/2020","12/31/2024",'
        '"<p>old</p>","","","2025-01-02 09:00:00"\n'
    ),
    "article_x_icd10_covered.csv": (
        '"article_id","article_version","icd10_code_id","icd10_code_version","icd10_covered_group","range","last_updated",'
        '"sort_order","description","asterisk"\n'
        '"90001","3","C61","2026","1","","2026-06-30","1","","N"\n'
        '"90001","3","C79.51","2026","2","","2026-06-30","2","","N"\n'
        '"90001","3","C79.51","2026","2","","2026-06-30","3","","N"\n'
        '"90002","1","C50.911","2020","1","","2025-01-02","1","","N"\n'
        '"90002","1","XX000","2020","2","","2025-01-02","2","Not applicable","N"\n'
    ),
    "article_x_icd10_noncovered.csv": (
        '"article_id","article_version","icd10_code_id","icd10_code_version","icd10_noncovered_group","range","last_updated",'
        '"sort_order","description"\n'
        '"90001","3","Z00.00","2026","1","","2026-06-30","1",""\n'
    ),
    "article_x_hcpc_code.csv": (
        '"article_id","article_version","hcpc_code_id","hcpc_code_version","hcpc_code_group","range","last_updated",'
        '"long_description","short_description"\n'
        '"90001","3","77407","67","1","","2026-06-30","not kept","not kept"\n'
        '"90001","3","G6015","12","1","","2026-06-30","not kept","not kept"\n'
        '"90002","1","77385","50","1","","2025-01-02","not kept","not kept"\n'
    ),
    "article_x_contractor.csv": (
        '"article_id","article_version","article_type","contractor_id","contractor_type_id","contractor_version","last_updated"\n'
        '"90001","3","6","7","9","1","2026-06-30"\n'
    ),
    **CONTRACTORS,
}
LCDS = {
    "lcd.csv": (
        '"lcd_id","lcd_version","title","determination_number","orig_det_eff_date","rev_eff_date","rev_end_date","indication",'
        '"date_retired","last_updated"\n'
        '"91001","2","Invented Treatment","","2020-01-01","2025-01-01 00:00:00","","<p>long\ntext</p>","","2026-06-29 08:00:00"\n'
    ),
    "lcd_x_contractor.csv": (
        '"lcd_id","lcd_version","contractor_id","contractor_type_id","contractor_version","last_updated"\n'
        '"91001","2","7","9","1","2026-06-29"\n'
    ),
    "lcd_related_documents.csv": (
        '"lcd_id","lcd_version","related_num","r_article_id","r_article_version","r_lcd_id","r_lcd_version","r_contractor_id",'
        '"last_updated"\n'
        '"91001","2","1","90001","3","","","","2026-06-29"\n'
        '"91001","2","2","","","91002","1","","2026-06-29"\n'
    ),
    **CONTRACTORS,
}


def export_of(files: dict[str, str], inner: str) -> bytes:
    """Return the bytes of a ZIP that holds a notice and a ZIP of the files."""
    packed, whole = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text.encode("latin-1"))
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr(f"{inner}_readme.pdf", b"%PDF-")
        archive.writestr(f"{inner}_csv.zip", packed.getvalue())
    return whole.getvalue()


@pytest.fixture
def article_files() -> dict[str, str]:
    return dict(ARTICLES)


@pytest.fixture
def made_export(tmp_path: Path):
    """Write an export and return its path."""

    def make(files: dict[str, str], name: str = "current_article") -> Path:
        path = tmp_path / f"{name}.zip"
        path.write_bytes(export_of(files, name))
        return path

    return make


@pytest.fixture
def lcd_files() -> dict[str, str]:
    return dict(LCDS)
