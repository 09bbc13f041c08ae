"""One form for the inflections of a word: our own light stemmer, the same for what is indexed and what is asked."""

from __future__ import annotations

import re
from functools import lru_cache

_IRREGULAR = {
    "feet": "foot",
    "teeth": "tooth",
    "children": "child",
    "women": "woman",
    "men": "man",
    "mice": "mouse",
    "lice": "lice",
    "louse": "lice",
    "knives": "knife",
    "calves": "calf",
    "vertebrae": "vertebra",
    "metastases": "metastasis",
    "metastatic": "metastasis",
    "diagnoses": "diagnosis",
    "prostheses": "prosthesis",
    "thromboses": "thrombosis",
    "stenoses": "stenosis",
    "psychoses": "psychosis",
    "neuroses": "neurosis",
    "adhesions": "adhesion",
    "swollen": "swell",
    "broke": "break",
    "broken": "break",
    "bitten": "bite",
    "torn": "tear",
    "fell": "fall",
    "fallen": "fall",
    "stung": "sting",
    "bled": "bleed",
    "burnt": "burn",
    "frozen": "frozen",
    "injuries": "injury",
    "injured": "injury",
    "injure": "injury",
    "dying": "die",
    "series": "series",
    "species": "species",
    "rabies": "rabies",
    "scabies": "scabies",
    "caries": "caries",
    "herpes": "herpes",
    "shingles": "shingles",
    "measles": "measles",
    "mumps": "mumps",
    "aids": "aids",
    "pregnant": "pregnancy",
}


def words(text: str) -> list[str]:
    """Return the words of a list written as one text."""
    return text.split()


_SUFFIXES = tuple(
    sorted(
        words(
            "ization ational ativeness ative ation ition ional ality ivity ically ical ious ancy ency ence ance ent ant ion ive"
            " ary ory ity ism ist ous ial ual ic al ia is us um en in at ly ar a y i o"
        ),
        key=lambda suffix: (-len(suffix), suffix),
    )
)
_SHORT_ROOTED = frozenset({"um", "us", "al", "ic", "ial", "a", "ar"})
"""Latin endings of anatomical words, which leave four letters often: sacrum, sacral; tibia, tibial."""


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Return the word without plural and verb endings and without a silent e; words with digits stay as they are."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) <= 3 or not word.isalpha():
        return word
    if len(word) > 6 and word.endswith("ly") and word != "anomaly":
        word = word[:-2]
    bare = _without_verb_ending(_without_plural(word))
    return bare[:-1] if len(bare) > 4 and bare.endswith("e") else bare


@lru_cache(maxsize=200_000)
def family(stemmed: str) -> str:
    """Return the root that nouns and adjectives of one origin share (allergy, allergic; sacrum, sacral)."""
    root = stemmed
    for _ in range(3):
        suffix = next((s for s in _SUFFIXES if root.endswith(s) and len(root) - len(s) >= (4 if s in _SHORT_ROOTED else 5)), None)
        if suffix is None:
            break
        root = root[: -len(suffix)]
    return root


def _without_plural(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "zzes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _without_verb_ending(word: str) -> str:
    for ending in ("ing", "ed"):
        if word.endswith(ending) and not word.endswith("eed"):
            root = word[: -len(ending)]
            if len(root) >= 3 and re.search("[aeiouy]", root):
                doubled = len(root) > 3 and root[-1] == root[-2] and root[-1] not in "aeioulsz"
                return root[:-1] if doubled else root
    return word
