"""Columns of the neoplasm table."""

from __future__ import annotations

from codewell.sources.icd10cm.cell_table import CellTable, columns

FILE_NAME = r"[-_]neoplasms?(?:[-_].*)?\.(?:xml|csv)$"

TABLE = CellTable(
    columns(
        (
            ("Malignant Primary", "MalignantPrimary"),
            ("Malignant Secondary", "MalignantSecondary"),
            ("Ca in situ", "CaInSitu"),
            ("Benign", "Benign"),
            ("Uncertain Behavior", "UncertainBehavior"),
            ("Unspecified Behavior", "UnspecifiedBehavior"),
        )
    ),
    extra=frozenset({"manif"}),
)
