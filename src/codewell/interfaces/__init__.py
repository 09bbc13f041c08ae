"""Translate between people or programs and the tasks; nothing else happens here."""
