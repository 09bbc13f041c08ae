"""Questions to the writer of a note: what is open, told from codes and findings, in words that lead to no answer."""
