"""What a whole add-on code table has."""

FEWEST_ROWS = 6_000
"""June 2024: 7,465."""
