"""ICD-10-PCS: the code list of one fiscal year (order file)."""

from codewell.sources.icd10pcs.source import SOURCE

__all__ = ["SOURCE"]
