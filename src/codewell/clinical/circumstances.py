"""Where an injury came about and what was being done, told in the sentence that tells its cause (guideline I.C.20.b-c)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from codewell.clinical.dictionary import CodeList
from codewell.clinical.status import table

_RESIDENCES = {
    ("apartment",): "Y9203",
    ("house",): "Y9201",
    ("mobile", "home"): "Y9202",
    ("nursing", "home"): "Y9212",
    ("boarding", "house"): "Y9204",
    ("dormitory",): "Y9216",
    ("home",): "Y9200",
}
"""Words of a residence and the codes of its places; the longer ones first."""
_ROOMS = {
    "kitchen": "kitchen",
    "bathroom": "bathroom",
    "shower": "bathroom",
    "bathtub": "bathroom",
    "bedroom": "bedroom",
    "dining": "dining",
    "yard": "yard",
    "backyard": "yard",
    "garden": "yard",
    "driveway": "driveway",
    "garage": "garage",
}
_BEFORE = {"the", "his", "her", "their", "a", "an", "own", "at", "in"}


def circumstances(lower: Sequence[str], codes: CodeList) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield the codes of place, activity and status that a sentence tells, each with the positions of its words.

    Args:
        lower: tokens of a sentence that tells what caused an injury, in lower case.
        codes: the day's codes.
    """
    home = _residence(lower, codes)
    if home is not None:
        yield home
    for words, code in table("circumstances").items():
        wanted = [part.split("|") for part in words.split(" ")]
        for start in range(len(lower) - len(wanted) + 1):
            if all(lower[start + i] in part for i, part in enumerate(wanted)):
                yield code, tuple(range(start, start + len(wanted)))
                break


def _residence(lower: Sequence[str], codes: CodeList) -> tuple[str, tuple[int, ...]] | None:
    """Return the place in a private or institutional residence; the room alone is one in a residence that is not named."""
    rooms = [i for i, word in enumerate(lower) if word in _ROOMS and i and lower[i - 1] in _BEFORE]
    stem, at = "Y9200", ()  # type: tuple[str, tuple[int, ...]]
    for words, found in _RESIDENCES.items():
        places = [i for i in range(1, len(lower)) if tuple(lower[i : i + len(words)]) == words and lower[i - 1] in _BEFORE]
        if places:
            stem, at = found, tuple(range(places[0], places[0] + len(words)))
            break
    if not rooms and not at:
        return None
    room = _ROOMS[lower[rooms[0]]] if rooms else "unspecified place"
    for code in codes.children(stem):
        if room in codes[code].descriptor.lower():
            return code, tuple(sorted({*at, *rooms[:1]}))
    return None
