"""How the text of a page reads: its length, its school grade, and words that say nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from codewell.codebook.written.faults import PageFault
from codewell.codebook.written.page import FilePart, PageFile, Section

FEWEST_WORDS, MOST_WORDS = 150, 250
HIGHEST_GRADE = 11.0
"""Of the plain-language text: house policy, "about grade 10", with one grade for the names of organs and machines."""
HIGHEST_CODING_GRADE = 14.0
"""Of the other sections, which coders read."""
FEWEST_GRADED = 50
"""Words of a section below which the formula says nothing."""
_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")
_COUNTED = re.compile(r"\w+(?:[-'’.,/]\w+)*")
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = (
    ("e", ("le", "ee", "ie", "oe", "ue", "ye")),
    ("es", ("ses", "ces", "ges", "zes", "xes", "shes", "ches", "ies", "les")),
    ("ed", ("ted", "ded", "eed", "ied")),
)
"""Last letters that are not spoken, each with the endings in which they are."""


def count_words(text: str) -> int:
    """Return the number of words; a number or code is one."""
    return len(_COUNTED.findall(text))


def school_grade(texts: list[str]) -> float:
    """Return the Flesch-Kincaid grade of texts, each of which ends a sentence; numbers and codes are left out.

    Source:
        Kincaid, Fishburne, Rogers and Chissom, Derivation of new readability formulas, Naval Technical Training Command
        Research Branch Report 8-75, 1975. Syllables are counted as groups of vowels, without a silent last e.
    """
    words = [word for text in texts for word in _WORD.findall(text)]
    if not words:
        return 0.0
    sentences = sum(max(1, len(_SENTENCE_END.findall(text))) for text in texts)
    syllables = sum(map(count_syllables, words))
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


@cache
def count_syllables(word: str) -> int:
    """Return about how many syllables an English word has."""
    plain = re.sub(r"[^a-z]", "", word.lower())
    silent = any(plain.endswith(end) and not plain.endswith(kept) for end, kept in _SILENT)
    return max(1, len(_VOWELS.findall(plain)) - silent)


def language_faults(page: PageFile) -> Iterator[PageFault]:
    """Yield what the house policy does not accept in the text of a page, in the order of its sections."""
    yield from _length_and_grade(page)
    yield from _filler(page)


def _length_and_grade(page: PageFile) -> Iterator[PageFault]:
    for code in page.codes:
        parts = page.parts_of(code, Section.PLAIN_LANGUAGE)
        texts = _texts(parts)
        words = sum(map(count_words, texts))
        number = parts[-1].number if parts else 1
        if not FEWEST_WORDS <= words <= MOST_WORDS:
            asked = f"{FEWEST_WORDS} to {MOST_WORDS}"
            yield PageFault(page.name, number, f"The plain-language text of {code} has {words} words; {asked} are asked for.")
        grade = school_grade(texts)
        if grade > HIGHEST_GRADE:
            yield PageFault(
                page.name, number, f"The plain-language text of {code} reads at grade {grade:.1f}; at most {HIGHEST_GRADE:.0f}."
            )
    for section in Section:
        parts = tuple(part for part in page.parts if part.section is section)
        texts = _texts(parts)
        grade = school_grade(texts) if sum(map(count_words, texts)) >= FEWEST_GRADED else 0.0
        if section is not Section.PLAIN_LANGUAGE and grade > HIGHEST_CODING_GRADE:
            yield PageFault(
                page.name,
                parts[0].number,
                f"The section {section.title} reads at grade {grade:.1f}; at most {HIGHEST_CODING_GRADE:.0f}.",
            )


def _texts(parts: tuple[FilePart, ...]) -> list[str]:
    return [line for part in parts for block in part.blocks for line in block.lines]


def _lines(page: PageFile) -> Iterator[tuple[int, str]]:
    for part in page.parts:
        for block in part.blocks:
            yield from zip(block.numbers, block.lines, strict=True)


def _filler(page: PageFile) -> Iterator[PageFault]:
    for number, text in _lines(page):
        for found in dict.fromkeys(match.group().lower() for match in _filler_shape().finditer(text)):
            yield PageFault(page.name, number, f"The words {found!r} say nothing here; say what is meant or leave them out.")


@cache
def _filler_shape() -> re.Pattern[str]:
    listed = (files(__package__) / "filler_words.txt").read_text(encoding="utf-8").splitlines()
    words = [re.escape(line.strip()) for line in listed if line.strip() and not line.startswith("#")]
    return re.compile(rf"\b(?:{'|'.join(sorted(words, key=len, reverse=True))})\b", re.IGNORECASE)
