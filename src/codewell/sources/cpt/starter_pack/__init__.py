"""Our own words and sourced days for about 700 procedure codes."""

from codewell.sources.cpt.starter_pack.source import SOURCE

__all__ = ["SOURCE"]
