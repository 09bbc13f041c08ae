"""The side of a treated site."""

from __future__ import annotations

from collections.abc import Sequence

from codewell.radonc.episode.site_evidence import LABEL, PRESCRIPTION, TARGET, Name, related, word_for
from codewell.radonc.episode.site_names import side_in, word_lists
from codewell.radonc.facts import Shown, Side, Site, SiteReading


def side_of(reading: SiteReading, names: Sequence[Name], diagnoses: Sequence[Shown[str]]) -> Side:
    """Return the side: of the plan's own prescription or label, else of its targets, else of the diagnosis.

    Structure sets and diagnoses may hold both sides of which a plan treats one; its prescription and label tell which.
    """
    for source in (PRESCRIPTION, LABEL):
        own = _sides(source, reading, names)
        if own is not Side.NOT_STATED:
            return own
    codes = {side for one in diagnoses if (side := _side_of_code(one.value, reading.site)) is not None}
    coded = Side.BOTH if len(codes) > 1 else next(iter(codes), Side.NOT_STATED)
    drawn = _sides(TARGET, reading, names)
    if drawn is Side.NOT_STATED or (drawn is Side.BOTH and coded is not Side.NOT_STATED):
        return coded
    return drawn


def _sides(source: str, reading: SiteReading, names: Sequence[Name]) -> Side:
    sides = {side_in(name.words, is_label=source != TARGET) for name in names if name.source == source and _speaks(name, reading)}
    sides.discard(Side.NOT_STATED)
    return Side.BOTH if len(sides) > 1 else next(iter(sides), Side.NOT_STATED)


def _speaks(name: Name, reading: SiteReading) -> bool:
    """Say whether a name's side is that of the site: it names the site, or a target without another word."""
    midline = (
        Site.PROSTATE,
        Site.PROSTATE_BED,
        Site.PROSTATE_AND_NODES,
        Site.RECTUM,
        Site.ANUS,
        Site.BLADDER,
        Site.PELVIS,
        Site.SPINE,
    )
    if reading.site in midline:
        return False
    return name.source == TARGET or bool(word_for(reading.site, name))


def _side_of_code(code: str, site: Site) -> Side | None:
    lists, plain = word_lists(), code.upper().replace(".", "")
    fitting = [family for family in lists.diagnoses if code.upper().startswith(family)]
    if not fitting or not related(lists.diagnoses[max(fitting, key=len)], site):
        return None
    if code.upper().startswith(lists.always_right):
        return Side.RIGHT
    place = 5 if code.upper().startswith(lists.sixth) else 4 if code.upper().startswith(lists.fifth) else None
    if place is None or len(plain) <= place:
        return None
    return {"1": Side.RIGHT, "2": Side.LEFT}.get(plain[place])
