"""The terminology operations of the FHIR service."""

from __future__ import annotations

from codewell.interfaces.fhir.terminology.dispatch import terminology_operation

__all__ = ["terminology_operation"]
