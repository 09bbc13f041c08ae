"""NCCI add-on codes and their primary codes."""

from codewell.sources.ncci_addon.source import SOURCE

__all__ = ["SOURCE"]
