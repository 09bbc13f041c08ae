"""From the code an index prints to the billable code: what the words say of side, site, kind and encounter, else unspecified."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from codewell.clinical.cues import listed
from codewell.clinical.dictionary import Dictionary
from codewell.clinical.words import title_words

SEVERAL = ("E08", "E09", "E10", "E11", "E13")
"""Categories of which as many codes are reported as there are complications (guideline I.C.4.a)."""
_SIDES = ("left", "right", "bilateral")
_DOMINANCE = {"right": "dominant", "left": "nondominant"}
"""What is presumed of a side where the note does not say which is dominant (guideline I.C.6.a)."""
_ALIGNMENT = {"displacement", "nondisplaced"}
"""A fracture of which neither is said is coded as displaced (guideline I.C.19.c), the first of the two in the list."""
_OPEN_SITE = ("site unspecified", "unspecified site")
_RESIDUAL = {"unspecified", "other", "specified", "without", "not"}
_PAIRED = {
    "arm",
    "leg",
    "limb",
    "shoulder",
    "elbow",
    "wrist",
    "hand",
    "finger",
    "hip",
    "knee",
    "ankle",
    "foot",
    "toe",
    "eye",
    "ear",
}


def billable_code(code: str, said: AbstractSet[str], dictionary: Dictionary, *, encounter: str = "A") -> str | None:
    """Return the billable code below `code` that the words support, or None where they support none.

    Descends one level at a time: the child whose own words are said best, else the one called unspecified, else one whose
    number says so (9 or 0). The seventh character is the encounter's (guideline I.C.19.a).

    Args:
        code: without dot, billable or a category.
        said: standard words near the mention, sides among them.
        dictionary: the day's codes.
        encounter: seventh characters of injuries, the fittest first: A active treatment, D routine healing, K nonunion.
    """
    codes = dictionary.codes
    if code not in codes:
        return None
    while not codes[code].billable:
        children = codes.children(code)
        if not children:
            return None
        chosen = _by_encounter(children, encounter) if len(children[0]) == 7 else None
        chosen = chosen or _by_words(code, children, said, dictionary)
        if chosen is None:
            return None
        code = chosen
    return code


def sited_code(code: str, said: AbstractSet[str], dictionary: Dictionary, encounter: str) -> str:
    """Return the code of the region that the words name, where the given one leaves the site open; else the code itself."""
    codes = dictionary.codes
    stem = codes[code].parent if len(code) == 7 else code
    parent = codes[stem].parent if stem is not None and stem in codes else None
    if parent is None or not any(words in codes[code].descriptor.lower() for words in _OPEN_SITE):
        return code
    above = _words(parent, dictionary)
    best = (0, "")
    for child in codes.children(parent):
        own = _words(child, dictionary) - above - {"region"}
        if own and not own & _RESIDUAL and own <= said:
            best = max(best, (len(own), child))
    if not best[1]:
        return code
    return billable_code(best[1], said, dictionary, encounter=encounter) or code


def has_sides(code: str, dictionary: Dictionary) -> bool:
    """Say whether a code leaves open a side that its siblings name."""
    listed_code = dictionary.codes[code]
    if "unspecified" not in listed_code.descriptor.lower():
        return False
    return sided_code(code, "left", dictionary, code[6:7]) is not None


def sided_code(code: str, side: str, dictionary: Dictionary, encounter: str) -> str | None:
    """Return the code of the same condition on a side, where the given one leaves the side open."""
    key = (code, side, encounter)
    if key not in dictionary.sided:
        dictionary.sided[key] = _sided(code, side, dictionary, encounter)
    return dictionary.sided[key]


def _sided(code: str, side: str, dictionary: Dictionary, encounter: str) -> str | None:
    codes = dictionary.codes
    stem = codes[code].parent if len(code) == 7 else code
    parent = codes[stem].parent if stem is not None and stem in codes else None
    if stem is None or parent is None:
        return None
    wanted = _without_side(codes[stem].descriptor)
    on_side = [one for one in codes.children(parent) if side in codes[one].descriptor.lower().replace(",", " ").split()]
    sibling = next((one for one in on_side if _without_side(codes[one].descriptor) == wanted), None)
    if sibling is None and side == "bilateral":
        sibling = next((one for one in on_side if _names_no_organ(_without_side(codes[one].descriptor), wanted)), None)
    if sibling is None:
        return None
    return sibling if codes[sibling].billable else _by_encounter(codes.children(sibling), encounter)


def _names_no_organ(both: frozenset[str], one: frozenset[str]) -> bool:
    """Say whether a code of both sides leaves unsaid only the organ that a code of one side names ("eye", "knee")."""
    return both < one and len(one - both) == 1


def _without_side(descriptor: str) -> frozenset[str]:
    words = frozenset(word.rstrip("s") for word in descriptor.lower().replace(",", " ").replace("(s)", "").split())
    return words - {"left", "right", "bilateral", "unspecified", "unilateral", "side", "eye", "ear"}


def descriptor_words(code: str, dictionary: Dictionary) -> frozenset[str]:
    """Return the standard words of a code's descriptor."""
    return _words(code, dictionary)


def _by_encounter(children: Sequence[str], encounter: str) -> str | None:
    return next((child for character in encounter for child in children if child[6] == character), None)


def _by_words(parent: str, children: Sequence[str], said: AbstractSet[str], dictionary: Dictionary) -> str | None:
    above = _words(parent, dictionary)
    said = said | {_DOMINANCE[side] for side in said & _DOMINANCE.keys()}
    best: tuple[float, str] | None = None
    for child in children:
        own = _words(child, dictionary) - above
        if not own or own & _RESIDUAL:
            continue
        hits = len(own & said)
        score = hits / len(own) + 0.1 * hits
        sides = own & set(_SIDES)
        if sides and not sides & said:
            continue
        if sides and hits == len(sides & said) and _names_sites(children, sides, dictionary):
            continue
        if score >= 0.5 and (best is None or score > best[0]):
            best = (score, child)
    if best is not None:
        return best[1]
    codes = dictionary.codes
    same = next((c for c in children if _words(c, dictionary) == above and not codes[c].descriptor.startswith("Other ")), None)
    if same is not None:
        return same
    plain = next((child for child in children if codes[child].descriptor.lower().endswith(", uncomplicated")), None)
    if plain is not None:
        return plain
    open_ones = [
        child
        for child in children
        if "unspecified" in codes[child].descriptor.lower().replace(codes[parent].descriptor.lower(), "")
    ]
    if open_ones:
        return next((child for child in reversed(open_ones) if "nondisplaced" not in _words(child, dictionary)), open_ones[-1])
    without = next((child for child in children if "without" in codes[child].descriptor.lower()), None)
    if without is not None or len(children) == 1:
        return without or children[0]
    if code_of_women := next((child for child in children if "female" in _words(child, dictionary)), None):
        return code_of_women
    return next((child for child in children if child[-1] in "90"), None)


def _names_sites(children: Sequence[str], sides: AbstractSet[str], dictionary: Dictionary) -> bool:
    """Say whether a side alone tells nothing, because children of it name several sites: right axilla, right lower limb."""
    sided = [_words(child, dictionary) for child in children]
    return len({words - _ALIGNMENT for words in sided if words & sides}) > 1


def _words(code: str, dictionary: Dictionary) -> frozenset[str]:
    known = dictionary.descriptor_words.get(code)
    if known is None:
        known = dictionary.descriptor_words[code] = _read_words(code, dictionary)
    return known


def _read_words(code: str, dictionary: Dictionary) -> frozenset[str]:
    return frozenset(title_words(dictionary.codes[code].descriptor, dictionary.forms, listed("connecting_words")))
