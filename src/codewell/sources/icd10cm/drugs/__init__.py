"""The Table of Drugs and Chemicals: substance by intent."""

from codewell.sources.icd10cm.drugs.source import SOURCE

__all__ = ["SOURCE"]
