"""What a whole RBCS table has."""

FEWEST_ROWS = 14_000
"""Release 2024: 17,033."""
