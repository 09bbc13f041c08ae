"""Caps that the hospital outpatient rates set on imaging fees."""

from codewell.sources.opps_cap.source import SOURCE

__all__ = ["SOURCE"]
