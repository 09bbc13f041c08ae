"""Word forms and everyday wordings of our own, kept as data: standard words for forms, codes for phrases."""
