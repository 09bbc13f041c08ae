"""Restructured BETOS classification of procedures."""

from codewell.sources.rbcs.source import SOURCE

__all__ = ["SOURCE"]
