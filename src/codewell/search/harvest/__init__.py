"""Wordings from the loaded releases and from our own word lists, one module per kind of source."""
