"""Sites of one family that coding tells apart: prostate, its bed, its nodes; breast, chest wall, regional nodes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from codewell.radonc.episode.site_evidence import DRAWN, LABEL, PRESCRIPTION, TARGET, Name
from codewell.radonc.episode.site_names import found_in, names_nodes, word_lists
from codewell.radonc.facts import Shown, Site, SiteReading, StructureFacts


def told_apart(
    reading: SiteReading, names: Sequence[Name], structures: Sequence[StructureFacts], diagnoses: Sequence[Shown[str]]
) -> SiteReading:
    """Return the reading told apart within its family: bed, chest wall, nodes."""
    targets = [name for name in names if name.source == TARGET]
    nodes = tuple(dict.fromkeys(name.text for name in targets if names_nodes(name.text)))
    if reading.site in (Site.PROSTATE, Site.PELVIS) and (reading.site is Site.PROSTATE or _prostate_drawn(names)):
        return _prostate(replace(reading, site=Site.PROSTATE), names, structures, nodes)
    if reading.site in (Site.BREAST, Site.CHEST_WALL):
        return _breast(reading, names, diagnoses, nodes)
    if reading.site in (Site.SKIN, Site.LYMPHOMA, Site.TOTAL_SKIN):
        total = word_lists().sites[Site.TOTAL_SKIN].words
        if any(found_in(total, name.words) for name in names if name.source != DRAWN):
            return replace(reading, site=Site.TOTAL_SKIN, nodes=nodes)
    return replace(reading, nodes=nodes)


def _prostate_drawn(names: Sequence[Name]) -> bool:
    return any(found_in(("*prost",), name.words) for name in names)


def _prostate(
    reading: SiteReading, names: Sequence[Name], structures: Sequence[StructureFacts], nodes: tuple[str, ...]
) -> SiteReading:
    bed = [name for name in names if name.source != DRAWN and found_in(word_lists().lists["bed"], name.words)]
    pelvic = any(
        found_in(("pelv", "nodes", "nodal", "lns"), name.words) for name in names if name.source in (PRESCRIPTION, LABEL)
    )
    if bed:
        return replace(
            reading,
            site=Site.PROSTATE_BED,
            nodes=nodes,
            others=_with(reading, Site.PROSTATE_AND_NODES) if nodes else reading.others,
        )
    if nodes:
        return replace(reading, site=Site.PROSTATE_AND_NODES, nodes=nodes)
    others = reading.others
    if pelvic:
        others = _with(reading, Site.PROSTATE_AND_NODES)
    if structures and not any(found_in(("*prost",), name.words) for name in names if name.source in (TARGET, DRAWN)):
        others = (*others, Site.PROSTATE_BED)
    return replace(reading, others=others)


def _breast(reading: SiteReading, names: Sequence[Name], diagnoses: Sequence[Shown[str]], nodes: tuple[str, ...]) -> SiteReading:
    lists, sites = word_lists().lists, word_lists().sites
    spoken = [name for name in names if name.source != DRAWN]
    wall = any(found_in(sites[Site.CHEST_WALL].words, name.words) for name in spoken)
    breast = any(found_in(sites[Site.BREAST].words, name.words) for name in spoken)
    removed = any(one.value.upper().startswith("Z90.1") for one in diagnoses)
    told = any(found_in(lists["breast_nodes"], name.words) for name in spoken if name.source != TARGET)
    if wall and not breast:
        return replace(
            reading,
            site=Site.CHEST_WALL,
            nodes=nodes,
            others=_with(reading, Site.BREAST_AND_NODES) if told and not nodes else reading.others,
        )
    site = Site.BREAST_AND_NODES if nodes else Site.BREAST
    others = reading.others
    if wall or removed:
        others = _with(reading, Site.CHEST_WALL)
    if told and not nodes:
        others = (*others, Site.BREAST_AND_NODES)
    return replace(reading, site=site, nodes=nodes, others=others)


def _with(reading: SiteReading, other: Site) -> tuple[Site, ...]:
    return tuple(dict.fromkeys((*reading.others, other)))
