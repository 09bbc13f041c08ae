"""Data that ties medicines, measurements and the words of care to conditions."""
