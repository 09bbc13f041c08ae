"""Written pages: texts about codes in plain language, ours and a hospital's own; docs/pages.md explains the format."""
