"""Treated sites that a note's sentence states, with their side."""

from __future__ import annotations

from collections.abc import Iterator

from codewell.radonc.facts import Confidence, Side, Site, SiteReading
from codewell.tasks.radonc.note_phrases import Words
from codewell.tasks.radonc.note_tables import NoteTables

_SIDES = {
    "left": Side.LEFT,
    "lt": Side.LEFT,
    "right": Side.RIGHT,
    "rt": Side.RIGHT,
    "bilateral": Side.BOTH,
    "both": Side.BOTH,
}
_SIDED = frozenset({Site.BREAST, Site.BREAST_AND_NODES, Site.CHEST_WALL, Site.LUNG, Site.HEAD_AND_NECK, Site.BONE, Site.SKIN})
_NODES = {
    "imn": "IMN",
    "imns": "IMN",
    "mammary": "IMN",
    "axilla": "axilla",
    "axillary": "axilla",
    "supraclavicular": "supraclavicular",
}
_WINDOW = 4
"""Words before a site's own within which its side stands."""


def site_readings(words: Words, tables: NoteTables) -> Iterator[tuple[tuple[int, ...], SiteReading]]:
    """Yield the sites of a sentence: at one place the most particular site alone.

    Yields:
        Positions of the words that name the site, and the reading.
    """
    taken: set[int] = set()
    for site, phrases in tables.sites.items():
        for places in phrases.found(words):
            if taken & set(places):
                continue
            taken |= set(places)
            yield places, SiteReading(site, _side(site, places, words), Confidence.STATED, (), _nodes(site, words))


def _side(site: Site, places: tuple[int, ...], words: Words) -> Side:
    if site not in _SIDED:
        return Side.NOT_STATED
    near = words.lower[max(0, places[0] - _WINDOW) : places[-1] + 1]
    sides = [_SIDES[word] for place, word in enumerate(near) if word in _SIDES and not _means_radiation(near, place)]
    if Side.LEFT in sides and Side.RIGHT in sides:
        return Side.BOTH
    return sides[-1] if sides else Side.NOT_STATED


def _means_radiation(near: tuple[str, ...], place: int) -> bool:
    """Say whether "RT" stands for radiation therapy: before "to" or "of", or at the end."""
    return near[place] == "rt" and (place + 1 >= len(near) or near[place + 1] in ("to", "of", "the", "for", "with"))


def _nodes(site: Site, words: Words) -> tuple[str, ...]:
    if site not in (Site.BREAST, Site.BREAST_AND_NODES, Site.CHEST_WALL):
        return ()
    return tuple(dict.fromkeys(_NODES[word] for word in words.lower if word in _NODES))
