"""Which side a note says of a site, so that a condition named without its side has the one said elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from codewell.clinical.reading import Reading

SIDES = frozenset({"left", "right", "bilateral"})
_NEAR = 5
_LATER = {"examination", "review_of_systems", "results", "past_history", "surgical_history", "family_history", "procedure"}
"""Sections that compare both sides or speak of another time; asked only where the rest of the note is silent."""
_REGION = {
    "wrist": "arm",
    "hand": "arm",
    "finger": "arm",
    "thumb": "arm",
    "elbow": "arm",
    "forearm": "arm",
    "shoulder": "arm",
    "humerus": "arm",
    "knee": "leg",
    "ankle": "leg",
    "foot": "leg",
    "toe": "leg",
    "heel": "leg",
    "calf": "leg",
    "thigh": "leg",
    "hip": "leg",
}
_SITES = frozenset(_REGION) | frozenset(
    [
        "arm",
        "leg",
        "limb",
        "eye",
        "ear",
        "breast",
        "ovary",
        "lung",
        "kidney",
        "testis",
        "femur",
        "tibia",
        "fibula",
        "radius",
        "ulna",
        "clavicle",
        "ureter",
        "eyelid",
        "groin",
    ]
)


class NoteSides:
    """The sides that a note says, each with the words it is said of.

    Args:
        readings: the sentences of a note.
    """

    def __init__(self, readings: Sequence[Reading]) -> None:
        self._said: list[tuple[str, frozenset[str], bool]] = []
        for reading in readings:
            for side in SIDES:
                for place in reading.words.get(side, ()):
                    if "handed" in reading.words or "dominant" in reading.words:
                        continue
                    near = reading.words_between(place - _NEAR, place + _NEAR)
                    self._said.append((side, near, reading.sentence.section in _LATER))

    def of(self, words: Iterable[str], descriptor_words: AbstractSet[str]) -> tuple[str, ...]:
        """Return the sides said of a condition's words or of its site; none where the note says none.

        Args:
            words: the mention's standard words.
            descriptor_words: those of its code, for the site.
        """
        if not self._said:
            return ()
        sites = (frozenset(words) | descriptor_words) & _SITES
        wanted = sites | {_REGION[site] for site in sites if site in _REGION} | frozenset(words)
        if "limb" in sites:
            wanted |= {site for site, region in _REGION.items() if region == ("arm" if "upper" in descriptor_words else "leg")}
        for later in (False, True):
            found = {side for side, near, is_later in self._said if is_later == later and near & wanted}
            if found:
                return ("bilateral",) if "bilateral" in found else tuple(sorted(found))
        everywhere = {side for side, _, _ in self._said}
        return tuple(everywhere) if len(everywhere) == 1 else ()
