"""Answer questions from stored facts, with a citation for each."""
