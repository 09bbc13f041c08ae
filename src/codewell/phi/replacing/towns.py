"""Which places that the tagger read are towns: it tells places from names, and not one kind of place from another."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from codewell.phi import cues
from codewell.phi.lexicon import place_names
from codewell.phi.phi_types import Found, PhiType

TOWN_BY_CONTEXT = "location.tagger-town"
_NO_KIND = frozenset({"location.tagger", "location.residence"})
_PLAIN = re.compile(r"[^\W\d_]+(?:[ .'’-]{1,2}[^\W\d_]+){0,3}")
_LED = re.compile(
    r"\b(?:in|near|outside|visiting|leaving|to|from|hometown(?: of)?|(?:city|town|village) of)[ \t\n]{1,3}$", re.IGNORECASE
)
_WORK = re.compile(
    r"\b(?:work\w*|employ\w*|retir\w*|laid off|fired|resign\w*|hired|job)\W(?:[^.\n]{0,40}\W)?(?:from|to)\W{1,3}$", re.IGNORECASE
)
_AFTER_STREET = re.compile(r",[ \t]{0,2}\n?$")
_STATE = re.compile(r"[ \t]{0,2},[ \t\n]{0,3}(?P<state>[^\W\d_]+(?: [^\W\d_]+)?)")
_FARTHEST = 60


def with_towns(text: str, found: Iterable[Found]) -> tuple[Found, ...]:
    """Return the findings, in which a place that its context shows to be a town says so.

    A town is one word of the list of places, or more, that stands behind "in" or "from", behind a street and a comma, or before
    a comma and a state. What somebody works for, and whatever holds a digit or a word of buildings or streets, is none: a limited
    data set keeps towns, and must keep nothing else.
    """
    placed: list[Found] = []
    for one in found:
        if one.type is PhiType.LOCATION and one.rule in _NO_KIND and _is_town(text, one, placed[-1] if placed else None):
            placed.append(replace(one, rule=TOWN_BY_CONTEXT))
        else:
            placed.append(one)
    return tuple(placed)


def _is_town(text: str, found: Found, before: Found | None) -> bool:
    value = text[found.start : found.end]
    name = " ".join(value.lower().split())
    words = cues.table("places")
    if not _PLAIN.fullmatch(value) or name not in place_names() or name in words["nicknames"]:
        return False
    if " " in name and set(re.findall(r"[^\W\d_]+", name)) & (words["facilities"] | words["sure_streets"]):
        return False
    led = text[max(0, found.start - _FARTHEST) : found.start]
    if _LED.search(led):
        return not _WORK.search(led)
    state = _STATE.match(text, found.end)
    if state and {state["state"].lower(), state["state"].split(" ")[0].lower()} & words["states"]:
        return True
    street = before is not None and before.type is PhiType.LOCATION and any(map(str.isdigit, text[before.start : before.end]))
    return street and before is not None and bool(_AFTER_STREET.fullmatch(text, before.end, found.start))
