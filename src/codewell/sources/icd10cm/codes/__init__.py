"""The code list of one fiscal year (order file)."""

from codewell.sources.icd10cm.codes.source import SOURCE

__all__ = ["SOURCE"]
