"""From the code an index prints to the billable code: laterality and encounter from the sentence, else unspecified."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from codewell.clinical.dictionary import Dictionary

_SIDES = ("left", "right", "bilateral")


def billable_code(code: str, said: AbstractSet[str], dictionary: Dictionary) -> str | None:
    """Return the billable code below `code` that the words support, or None where they support none.

    Descends one level at a time: the side that is said, else the child called unspecified, else a child whose number says
    so (9 or 0); the seventh character is A (initial) unless the words say subsequent or sequela.

    Args:
        code: without dot, billable or a category.
        said: normalised words of the sentence.
        dictionary: the day's codes.
    """
    sides = {"both": "bilateral", "bilaterally": "bilateral"}
    words = {sides.get(word, word) for word in said}
    while code in dictionary.codes and not dictionary.codes[code].billable:
        children = dictionary.children.get(code, [])
        chosen = _by_encounter(children, words) if children and len(children[0]) == 7 else _by_words(children, words, dictionary)
        if chosen is None:
            return None
        code = chosen
    return code if code in dictionary.codes else None


def _by_encounter(children: list[str], words: AbstractSet[str]) -> str | None:
    wanted = "S" if "sequela" in words else "D" if "subsequent" in words else "A"
    return next((child for child in children if child[6] == wanted), None)


def _by_words(children: list[str], words: AbstractSet[str], dictionary: Dictionary) -> str | None:
    sides = [side for side in _SIDES if side in words]
    if len(sides) == 1:
        for child in children:
            if sides[0] in dictionary.codes[child].descriptor.lower().replace(",", " ").split():
                return child
    unspecified = [child for child in children if "unspecified" in dictionary.codes[child].descriptor.lower()]
    if unspecified:
        return unspecified[-1]
    return next((child for child in children if child[-1] in "90"), None)
