"""Which counties belong to which Medicare locality."""

from codewell.sources.localities.source import SOURCE

__all__ = ["SOURCE"]
