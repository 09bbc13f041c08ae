"""Where a page's answers come from, named as a reader would."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from codewell.codebook.entry import CodeEntry, Origin
from codewell.kernel.errors import CodewellError
from codewell.sources.registry import source

_OURS = {"starter-pack": "Codewell starter pack: our own words, sourced dates"}
_ADDRESS = re.compile(r"https?://[^\s,;<>\"']+")


@cache
def source_title(source_id: str) -> str:
    """Return the publisher's name for a source, else its id."""
    if source_id in _OURS:
        return _OURS[source_id]
    try:
        return source(source_id).title
    except CodewellError:
        return source_id


def address_of(origin: Origin) -> str:
    """Return the first web address that an origin names; empty where it names none."""
    found = _ADDRESS.search(origin.url)
    return found.group() if found else ""


def releases_used(entry: CodeEntry) -> tuple[Origin, ...]:
    """Return every release that something on the entry's page comes from, each once, by source and release."""
    used: dict[tuple[str, str], Origin] = {}
    for origin in _origins(entry):
        used.setdefault((origin.source, origin.release), origin)
    return tuple(used[key] for key in sorted(used))


def _origins(entry: CodeEntry) -> Iterator[Origin]:
    parts: Iterable[Iterable[object]] = (
        (entry, entry.descriptors),
        entry.notes,
        entry.index_entries,
        entry.facts,
        entry.history,
        entry.related,
        entry.likely_modifiers,
    )
    for part in parts:
        for item in part:
            origin = getattr(item, "origin", None)
            if isinstance(origin, Origin):
                yield origin
