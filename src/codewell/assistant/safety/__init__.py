"""Requests that are declined, each with the compliant alternative."""
