"""What a whole locality file has."""

FEWEST_AREAS = 80
"""110 areas in 2024 and 2025."""
