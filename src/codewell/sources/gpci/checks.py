"""What a whole GPCI file has."""

FEWEST_LOCALITIES = 80
"""109 in 2024 to 2026; 112 at most since 2017."""
