"""Addresses that programs ask and not browsers' pages: keys of the API count there, and errors are told as data."""

from __future__ import annotations

from typing import Final

API: Final = "/v1/"
FHIR: Final = "/fhir"
CDS: Final = "/cds-services"


def is_for_programs(path: str) -> bool:
    """Say whether an address is one of programs."""
    return path.startswith(API) or is_fhir(path) or _is_below(path, CDS)


def is_fhir(path: str) -> bool:
    """Say whether an address is one of the FHIR service, which tells errors as OperationOutcomes."""
    return _is_below(path, FHIR)


def _is_below(path: str, base: str) -> bool:
    return path == base or path.startswith(f"{base}/")
