"""Building the search index from the loaded releases, and asking it."""
