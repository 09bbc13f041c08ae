"""The Medicare coverage database's export: local articles with their codes, and local coverage determinations."""

from codewell.sources.coverage.source import SOURCES

__all__ = ["SOURCES"]
