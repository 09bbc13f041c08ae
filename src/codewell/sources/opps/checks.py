"""Fewest rows of a whole addendum; each number lies below the smallest seen."""

from __future__ import annotations

FEWEST_APCS = 800
"""CY 2025: 994."""

FEWEST_SERVICES = 17_000
"""January 2024: 18,109."""

FEWEST_STATUS_INDICATORS = 20
"""CY 2025: 29."""

FEWEST_COMMENT_INDICATORS = 3
"""CY 2025: 4."""

FEWEST_INPATIENT_ONLY = 500
"""CY 2025: 1,731; from 2026 the list is being phased out."""
