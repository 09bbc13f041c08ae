"""Columns of the table of drugs and chemicals."""

from __future__ import annotations

from codewell.sources.icd10cm.cell_table import CellTable, columns

FILE_NAME = r"[-_]drugs?(?:[-_].*)?\.(?:xml|csv)$"

TABLE = CellTable(
    columns(
        (
            ("Poisoning Accidental (unintentional)", "PoisoningAccidental"),
            ("Poisoning Intentional self-harm", "PoisoningIntentionalSelfHarm"),
            ("Poisoning Assault", "PoisoningAssault"),
            ("Poisoning Undetermined", "PoisoningUndetermined"),
            ("Adverse effect", "AdverseEffect"),
            ("Underdosing", "Underdosing"),
        )
    )
)
