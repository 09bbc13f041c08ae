"""Addenda of the ambulatory surgical center payment system: AA, BB, EE and FF."""

from codewell.sources.asc.source import SOURCES

__all__ = ["SOURCES"]
