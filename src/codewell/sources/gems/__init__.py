"""General equivalence mappings between ICD-9-CM and ICD-10-CM diagnoses."""

from codewell.sources.gems.source import SOURCE

__all__ = ["SOURCE"]
