"""The code systems as trees: chapters, sections and parts down to the codes, one level at a time."""
