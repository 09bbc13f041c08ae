"""Passages found for a question on a day: lexical search over words, titles and codes, ranked again, dated."""
