"""Fewest rows of a whole addendum; each number lies below the smallest seen (2025 and 2026)."""

from __future__ import annotations

FEWEST_AA = 3_500
"""January 2025: 4,183."""

FEWEST_BB = 2_000
"""January 2025: 2,454 different codes."""

FEWEST_EE = 1_000
"""January 2026: 1,557."""

FEWEST_FF = 3_500
"""January 2025: 4,183."""
