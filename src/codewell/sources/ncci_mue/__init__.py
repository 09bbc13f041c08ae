"""NCCI medically unlikely edits: units of service by code and setting."""

from codewell.sources.ncci_mue.source import SOURCES

__all__ = ["SOURCES"]
