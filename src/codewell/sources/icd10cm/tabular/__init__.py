"""The Tabular List of Diseases and Injuries: hierarchy, instructional notes, seventh characters."""

from codewell.sources.icd10cm.tabular.source import SOURCE

__all__ = ["SOURCE"]
