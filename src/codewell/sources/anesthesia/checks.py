"""What whole anaesthesia files have."""

FEWEST_FACTORS = 80
"""109 localities in 2024 and 2025."""

FEWEST_UNITS = 250
"""276 codes in 2022."""
