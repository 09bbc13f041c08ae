"""The Alphabetic Index to Diseases and Injuries and the index to external causes."""

from codewell.sources.icd10cm.alphabetic_index.source import SOURCES

__all__ = ["SOURCES"]
