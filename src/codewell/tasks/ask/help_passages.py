"""The app's own help and the glossary as passages."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.resources import files

from codewell.assistant.glossary import glossary
from codewell.assistant.passage import Passage, PassageSource
from codewell.tasks.reference_books.book import BookId, entry_link


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


def glossary_passages() -> Iterator[Passage]:
    """Yield what each word of the glossary means."""
    for term in glossary():
        yield Passage(
            id=f"glossary/{term.term}",
            source=PassageSource.GLOSSARY,
            title=" / ".join((term.term, *term.also)),
            text=term.text,
            publication=f"Glossary of Codewell ({term.source})",
            place=f"term {term.term}",
            link=entry_link(BookId.GLOSSARY, None, term.term),
        )
