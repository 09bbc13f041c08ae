"""One module for each family of claim edits."""
