"""The audit of a redaction as a page for a privacy officer."""
