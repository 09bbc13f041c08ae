"""Identifiers of Safe Harbor: finding them, taking them out, telling what was taken."""
