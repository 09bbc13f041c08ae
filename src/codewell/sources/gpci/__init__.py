"""Geographic practice cost indices by Medicare locality."""

from codewell.sources.gpci.source import SOURCE

__all__ = ["SOURCE"]
