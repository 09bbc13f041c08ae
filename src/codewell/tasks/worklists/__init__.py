"""Worklists: codes read from files, written to files, and seen on a day."""
