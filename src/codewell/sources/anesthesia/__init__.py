"""Anaesthesia conversion factors by locality, and base units by code."""

from codewell.sources.anesthesia.source import SOURCES

__all__ = ["SOURCES"]
