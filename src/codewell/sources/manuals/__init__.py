"""Public manuals that somebody loads: the NCCI Policy Manual, the Internet-Only Manuals of CMS, and others."""

from codewell.sources.manuals.source import SOURCE

__all__ = ["SOURCE"]
