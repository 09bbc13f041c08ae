"""Bulk work: many records from a folder or a file through one pure function, resumable, in their order."""
