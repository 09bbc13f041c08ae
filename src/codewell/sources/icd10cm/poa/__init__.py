"""Diagnosis codes exempt from present-on-admission (POA) reporting."""

from codewell.sources.icd10cm.poa.source import SOURCE

__all__ = ["SOURCE"]
