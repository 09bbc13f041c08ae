"""History of ICD-10-CM: which codes came when, and what was reported before them."""

from codewell.sources.icd10cm.conversion.source import SOURCE

__all__ = ["SOURCE"]
