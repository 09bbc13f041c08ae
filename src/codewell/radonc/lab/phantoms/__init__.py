"""Parametric phantoms: a CT with structures made from shapes whose dimensions and sources stand in TOML."""
