"""A small learned reader of names and places in context; optional, numpy only. `README.md` is its model card."""
