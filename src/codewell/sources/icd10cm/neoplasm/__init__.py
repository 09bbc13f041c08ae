"""The Table of Neoplasms: site by behaviour."""

from codewell.sources.icd10cm.neoplasm.source import SOURCE

__all__ = ["SOURCE"]
