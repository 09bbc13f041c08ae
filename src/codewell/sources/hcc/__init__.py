"""Hierarchical condition categories of Medicare Advantage risk adjustment."""

from codewell.sources.hcc.source import SOURCE

__all__ = ["SOURCE"]
