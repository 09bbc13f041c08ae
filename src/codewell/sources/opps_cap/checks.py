"""What a whole OPPS cap file has."""

FEWEST_ROWS = 12_000
"""October 2025: 16,100; July 2024: 17,710."""
