"""The words every other room shares: codes, days, text spans, errors. Standard library only."""
