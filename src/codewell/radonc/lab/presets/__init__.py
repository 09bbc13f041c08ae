"""Scenarios that the laboratory can run: one TOML file each, and the days on which a department is closed."""
