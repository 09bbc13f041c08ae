"""Radiation oncology: an episode's files to codes, claims, audits and laboratory runs."""
