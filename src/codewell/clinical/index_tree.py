"""The alphabetic index as a tree that can be walked with the words of a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from codewell.clinical.cues import listed
from codewell.clinical.words import words_of

_BRACKETED = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_TRANSPARENT = {"with", "in", "due", "to", "by", "of", "following", "associated", "from", "during", "secondary"}


@dataclass(slots=True)
class IndexNode:
    """A main term or subterm.

    Args:
        path: titles from the main term down.
        phrases: the ways to write it, as normalised content words; empty for joining words such as "with".
        code: without dot; None where the entry only refers elsewhere.
        incomplete: the printed code ends in a dash.
        see: text of a *see* reference, or None.
        children: subterms, those below joining words included.
    """

    path: tuple[str, ...]
    phrases: tuple[tuple[str, ...], ...]
    code: str | None
    incomplete: bool
    see: str | None
    children: list[IndexNode] = field(default_factory=list)
    by_first_word: dict[str, list[tuple[tuple[str, ...], IndexNode]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IndexTerm:
    """A row of the index as released: see `codewell.sources.icd10cm.alphabetic_index`."""

    id: int
    parent: int | None
    title: str
    path: str
    code: str | None
    incomplete: bool
    see: str | None


def content_words(text: str) -> tuple[str, ...]:
    """Return the normalised words of a title that carry meaning."""
    return tuple(
        w.norm for w in words_of(_BRACKETED.sub(" ", text)) if w.norm.isalnum() and w.norm not in listed("connecting_words")
    )


def phrases_of(title: str) -> tuple[tuple[str, ...], ...]:
    """Return the ways to write a title: "Diabetes, diabetic" has two, "Infarct, infarction" too.

    "Specified disease NEC" has none: it is what is left when no other subterm fits, and no note says it.
    """
    if "specified" in title.lower().split():
        return ()
    parts = [part for part in _BRACKETED.sub(" ", title).split(",") if part.strip()]
    stems = {part.strip().lower()[:4] for part in parts}
    if len(parts) > 1 and len(stems) == 1 and all(len(part.split()) == 1 for part in parts):
        found = [content_words(part) for part in parts]
    else:
        found = [content_words(title)]
    return tuple(dict.fromkeys(phrase for phrase in found if phrase))


def grow(terms: Iterable[IndexTerm]) -> dict[str, list[tuple[tuple[str, ...], IndexNode]]]:
    """Return main terms by the first word of each of their phrases, longest phrase first."""
    nodes: dict[int, IndexNode] = {}
    roots: list[IndexNode] = []
    for term in terms:
        path = tuple(term.path.split(" > "))
        node = IndexNode(path, phrases_of(term.title), term.code, term.incomplete, term.see)
        nodes[term.id] = node
        parent = nodes.get(term.parent) if term.parent is not None else None
        (parent.children if parent else roots).append(node)
    for node in nodes.values():
        node.by_first_word = _by_first_word(_reachable(node))
    return _by_first_word(roots)


def _reachable(node: IndexNode) -> list[IndexNode]:
    """Return the subterms, looking through joining words such as "with" and "due to"."""
    found = []
    for child in node.children:
        if set(child.path[-1].lower().replace("(", " ").replace(")", " ").split()) <= _TRANSPARENT:
            found += _reachable(child)
        else:
            found.append(child)
    return found


def _by_first_word(nodes: Sequence[IndexNode]) -> dict[str, list[tuple[tuple[str, ...], IndexNode]]]:
    grouped: dict[str, list[tuple[tuple[str, ...], IndexNode]]] = {}
    for node in nodes:
        for phrase in node.phrases:
            grouped.setdefault(phrase[0], []).append((phrase, node))
    for group in grouped.values():
        group.sort(key=lambda pair: -len(pair[0]))
    return grouped
