"""The Medicare physician fee schedule's relative value file."""

from codewell.sources.mpfs.source import SOURCES

__all__ = ["SOURCES"]
