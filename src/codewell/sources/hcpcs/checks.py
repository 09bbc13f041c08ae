"""What a whole HCPCS file has; each number lies below the smallest release seen."""

from __future__ import annotations

FEWEST_CODES = 6_000
"""2019 has 6,440 codes, 2025 has 8,463."""

FEWEST_MODIFIERS = 350
"""2019 has 360 modifiers, 2025 has 383."""
