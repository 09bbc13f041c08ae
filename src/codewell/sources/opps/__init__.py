"""Addenda of the hospital outpatient prospective payment system: A, B, D1, D2 and E."""

from codewell.sources.opps.source import SOURCES

__all__ = ["SOURCES"]
