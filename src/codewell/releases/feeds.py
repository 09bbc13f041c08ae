"""Which sources `codewell sync` can fetch."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def synced_sources() -> frozenset[str]:
    """Return the ids of the sources for which the table of publishers has an address."""
    table = tomllib.loads((files(__package__) / "publishers.toml").read_text(encoding="utf-8"))
    return frozenset(feed for download in table["download"] for feed in download["feeds"])
