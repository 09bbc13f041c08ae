"""The fields of a passage as terms: its title, what it stands under, its text, and words it is asked for by."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from codewell.assistant.passage import Passage, PassageSource
from codewell.assistant.retrieval.wording import term, words_of

FIELD_WEIGHTS = (3.0, 1.2, 1.0, 1.5)
"""Of title, above, text and context, in order."""


class Fields(NamedTuple):
    """Terms of a passage, field by field."""

    title: tuple[str, ...]
    above: tuple[str, ...]
    text: tuple[str, ...]
    context: tuple[str, ...]


def fields_of(passages: Sequence[Passage]) -> list[Fields]:
    """Return the fields of each passage; a text that stands in several editions is read once."""
    titles = {passage.id: passage.title for passage in passages}
    read = cache(_terms)
    return [
        Fields(
            read(passage.title),
            read(" ".join(_above(passage, titles))),
            read(passage.text),
            read(" ".join((_context(passage), *passage.codes))),
        )
        for passage in passages
    ]


def _terms(text: str) -> tuple[str, ...]:
    return tuple(term(word) for word in words_of(text))


def _above(passage: Passage, titles: dict[str, str]) -> list[str]:
    """Return the titles of the sections above a passage, the nearest first; of others the publication's."""
    if passage.source is not PassageSource.GUIDELINES:
        return [passage.publication]
    found, above = [], passage.id.partition("#")[0].rpartition(".")[0]
    while above:
        if above in titles:
            found.append(titles[above])
        above = above.rpartition(".")[0]
    return found


def _context(passage: Passage) -> str:
    stated = _contexts().get(passage.source.value, {})
    section = passage.id.partition("#")[0].rpartition("/")[2]
    return next((text for prefix, text in stated.items() if section == prefix or section.startswith(prefix + ".")), "")


@cache
def _contexts() -> dict[str, dict[str, str]]:
    return tomllib.loads((files(__package__) / "contexts.toml").read_text(encoding="utf-8"))
