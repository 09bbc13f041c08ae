"""Reads a room's SOURCE.toml: who publishes the file, under what licence, from where."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from codewell.sources.contract import Rights


@cache
def read_rights(package: str) -> Rights:
    """Return the rights stated beside the code of a source room.

    Args:
        package: dotted name of the room, as its `__package__`.
    """
    stated = tomllib.loads((files(package) / "SOURCE.toml").read_text(encoding="utf-8"))
    return Rights(
        publisher=stated["publisher"],
        licence=stated["licence"],
        url=stated["url"],
        carries_ama=stated.get("carries_ama", False),
    )
