"""The finder of identifiers as a recognizer for Presidio."""
