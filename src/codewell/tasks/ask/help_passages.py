"""The app's own help as passages."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.resources import files

from codewell.assistant.passage import Passage, PassageSource


def help_passages() -> Iterator[Passage]:
    """Yield what the app can be asked to do, and how."""
    stated = tomllib.loads((files("codewell.assistant") / "help.toml").read_text(encoding="utf-8"))
    for item in stated["item"]:
        yield Passage(
            id=f"help/{item['id']}",
            source=PassageSource.HELP,
            title=item["title"],
            text=item["text"],
            publication="Codewell's help",
            place=item.get("command", "") or item["title"],
            link=item.get("link", ""),
        )
