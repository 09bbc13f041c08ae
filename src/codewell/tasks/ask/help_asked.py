"""Which item of the app's help a question asks for, told by the wordings that people use for it."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from functools import cache
from importlib.resources import files

from codewell.assistant.passage import Passage, PassageSource
from codewell.assistant.retrieval.index import PassageIndex
from codewell.tasks.ask.help_passages import help_passages

_ANY_DAY = date(2000, 1, 1)
"""The help holds on every day."""
_CANDIDATES = 12
_CLOSE = 0.55
"""From which a question is one on the app: questions on codes and rules stay well below it."""
_ASKS = re.compile(r"(?!what(?:'s| is) an? )(?:how|where|can|does|do|is|are|will|which|what|who|why)\b", re.IGNORECASE)
"""Words that begin a question; bare words, and what asks for the meaning of one, name things of the field."""


def item_asked(question: str) -> Passage | None:
    """Return the item of the help that a question on the app asks for; None where it asks for something else.

    Args:
        question: cleaned, identifiers taken out.
    """
    index, whole = _wordings(), _passage("question", question)
    asked = PassageIndex((whole,))

    def closeness(wording: Passage) -> float:
        """Return the share of the question that a wording holds, lessened by what else the wording says."""
        return index.coverage(question, wording) * (0.5 + 0.5 * asked.coverage(wording.title, whole))

    near = [(closeness(one.passage), one.passage.id) for one in index.retrieve(question, _ANY_DAY, limit=_CANDIDATES)]
    close, id = max(near, key=lambda one: one[0], default=(0.0, ""))
    return _items()[id.rpartition("/")[0]] if close >= _CLOSE else None


def asks_for_help(question: str) -> bool:
    """Say whether a question asks how the app is used, or what it does."""
    return _ASKS.match(question.strip()) is not None and item_asked(question) is not None


@cache
def _items() -> dict[str, Passage]:
    return {one.id: one for one in help_passages()}


@cache
def _wordings() -> PassageIndex:
    stated = tomllib.loads((files("codewell.assistant") / "help_wordings.toml").read_text(encoding="utf-8"))
    wordings = {id: [item.title, *stated.get(id.partition("/")[2], ())] for id, item in _items().items()}
    return PassageIndex([_passage(f"{id}/{n}", text) for id, texts in wordings.items() for n, text in enumerate(texts)])


def _passage(id: str, text: str) -> Passage:
    return Passage(id, PassageSource.HELP, text, "", "", "", "")
