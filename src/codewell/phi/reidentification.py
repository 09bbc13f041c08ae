"""What may still point at a person when every identifier is gone: combinations that few documents of a corpus share.

Safe Harbor is met without it; 45 CFR 164.514(b)(2)(ii) also asks that nobody knows that the rest could identify someone. These
are notes for the person who decides, by document number, never by value.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

SMALLEST_CELL: Final = 11
"""Documents; a combination that fewer share is a small cell.

Source: CMS Cell Size Suppression Policy: no cell of 10 or fewer is released.
"""

_AGE = re.compile(r"\b(\d{1,2}\+?)[- ]?(?:years?|y/?o|yrs?)(?:[- ]old)?\b", re.IGNORECASE)
_ZIP = re.compile(r"\b[A-Z]{2},? (\d{3})(?:\d\d(?:-\d{4})?)?\b")
_WOMAN = re.compile(r"\b(?:female|woman|girl|she|her)\b", re.IGNORECASE)
_MAN = re.compile(r"\b(?:male|man|boy|he|his)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Traits:
    """What a redacted document still tells of its person. It lives in memory only and no report holds it.

    Args:
        age: as written; empty for none.
        sex: "f", "m" or empty.
        zip3: first three digits of a ZIP code; empty for none.
        conditions: rare conditions that it names.
    """

    age: str
    sex: str
    zip3: str
    conditions: frozenset[str]


@dataclass(frozen=True, slots=True)
class ReidentificationNote:
    """A reason to look again.

    Args:
        id: stable, `reidentification.case`.
        sentence: what it is, in words.
        documents: numbers of the documents that it concerns.
    """

    id: str
    sentence: str
    documents: tuple[int, ...]


def traits_of(text: str) -> Traits:
    """Return what a redacted text still tells of its person."""
    age, area = _AGE.search(text), _ZIP.search(text)
    woman, man = len(_WOMAN.findall(text)), len(_MAN.findall(text))
    sex = "f" if woman > man else "m" if man > woman else ""
    low = " ".join(text.lower().split())
    named = frozenset(one for one in rare_conditions() if one in low)
    return Traits(age[1] if age else "", sex, area[1] if area else "", named)


def notes_of(corpus: Sequence[tuple[int, Traits]]) -> tuple[ReidentificationNote, ...]:
    """Return the reasons to look again at documents of a corpus.

    Args:
        corpus: number and traits of each document.
    """
    rare = tuple(number for number, one in corpus if one.conditions)
    all_three = tuple(number for number, one in corpus if one.conditions and one.age and one.zip3)
    cells: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for number, one in corpus:
        if one.age and one.zip3:
            cells[one.age, one.sex, one.zip3].append(number)
    small = tuple(sorted(number for members in cells.values() if len(members) < SMALLEST_CELL for number in members))
    oldest = tuple(number for number, one in corpus if one.age == "90+" and one.zip3)
    found = (
        ("rare-age-zip", "A rare condition stands beside an age and a three-digit ZIP code.", all_three),
        ("rare-condition", "A rare condition is named; together with what others know it can point at one person.", rare),
        ("small-cell", f"Fewer than {SMALLEST_CELL} documents of this run share age, sex and three-digit ZIP code.", small),
        ("oldest", "An age of 90 or more stands beside a three-digit ZIP code.", oldest),
    )
    return tuple(ReidentificationNote(f"reidentification.{id}", sentence, numbers) for id, sentence, numbers in found if numbers)


@cache
def rare_conditions() -> tuple[str, ...]:
    """Return the names of rare conditions in lower case."""
    lines = (files("codewell.phi.cues") / "rare_conditions.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))
