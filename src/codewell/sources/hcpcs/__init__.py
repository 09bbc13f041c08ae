"""HCPCS Level II: codes and modifiers of one quarterly file."""

from codewell.sources.hcpcs.source import SOURCES

__all__ = ["SOURCES"]
