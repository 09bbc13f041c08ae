"""NCCI procedure-to-procedure edits."""

from codewell.sources.ncci_ptp.source import SOURCES

__all__ = ["SOURCES"]
