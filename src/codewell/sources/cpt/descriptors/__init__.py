"""CPT descriptors from the user's own licensed AMA files."""

from codewell.sources.cpt.descriptors.source import SOURCE

__all__ = ["SOURCE"]
