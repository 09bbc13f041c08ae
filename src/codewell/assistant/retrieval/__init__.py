"""Passages found for a question on a day."""
