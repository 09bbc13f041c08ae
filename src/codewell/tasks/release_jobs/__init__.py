"""Imports and syncs that run beside the service, one at a time, with their state in files of the home."""
