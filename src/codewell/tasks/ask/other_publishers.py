"""Guidelines that others publish: whether a question asks for them, and what to say."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from codewell.assistant.retrieval.wording import concepts_of, words_of


@dataclass(frozen=True, slots=True)
class OtherPublisher:
    """A subject on which another publisher's guidelines are not loaded.

    Args:
        id: of the subject.
        cues: phrases that name it.
        alone: phrases that name it where nothing else is named.
        says: what to say of it.
        search: words to search our own pages with, beside the question's.
        manual: whether a loaded manual may hold them.
        quoted: whether only its own words would answer, so that ours are no answer.
    """

    id: str
    cues: tuple[tuple[str, ...], ...]
    alone: tuple[tuple[str, ...], ...]
    says: str
    search: str
    manual: bool
    quoted: bool


def other_publisher(question: str) -> OtherPublisher | None:
    """Return whose guidelines a question asks for where they are not the Official Guidelines; else None."""
    words = tuple(words_of(question))
    for subject in _subjects():
        if any(_holds(words, cue) for cue in subject.cues):
            return subject
    named = {one for concept in concepts_of(question) if concept.weight == 1 for one in concept.readings[0][0]}
    for subject in _subjects():
        for cue in subject.alone:
            known = {one for concept in concepts_of(" ".join(cue)) for one in concept.readings[0][0]}
            if _holds(words, cue) and named <= known | {"servic"}:
                return subject
    return None


def _holds(words: tuple[str, ...], cue: tuple[str, ...]) -> bool:
    return any(words[at : at + len(cue)] == cue for at in range(len(words) - len(cue) + 1))


@cache
def _subjects() -> tuple[OtherPublisher, ...]:
    stated = tomllib.loads((files(__package__) / "other_publishers.toml").read_text(encoding="utf-8"))
    return tuple(
        OtherPublisher(
            one["id"],
            tuple(tuple(words_of(cue)) for cue in one["cues"]),
            tuple(tuple(words_of(cue)) for cue in one["alone"]),
            one["says"],
            one["search"],
            one.get("manual", False),
            one.get("quoted", False),
        )
        for one in stated["subject"]
    )
