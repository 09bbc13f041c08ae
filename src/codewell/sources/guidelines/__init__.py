"""The ICD-10-CM Official Guidelines for Coding and Reporting as passages that can be cited."""

from codewell.sources.guidelines.source import SOURCE

__all__ = ["SOURCE"]
