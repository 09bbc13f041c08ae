"""Which names of files and folders may tell a person."""

from __future__ import annotations

import re
from collections.abc import Iterable

from codewell.phi.fields.scanning import find_in_value
from codewell.phi.lexicon import FIRST_USUAL, LAST_TOP, LAST_USUAL, MEDICAL, NEVER, PLAIN, lexicon
from codewell.phi.redaction import Finder

_BETWEEN_WORDS = re.compile(r"[\s_\-.,]+")
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,7}")
_SHORTEST = 4
_MOST_DIGITS = 3
_OF_FILES = frozenset({"csv", "dcm", "docx", "fhir", "hl", "img", "json", "outbox", "pdf", "sample", "samples", "test", "xml"})


def split_name(file: str) -> tuple[str, str]:
    """Return a file's name without its ending, and the ending: `.txt`; empty where it has none that looks like one."""
    suffix = _SUFFIX.search(file, file.rfind(".")) if "." in file else None
    end = suffix[0] if suffix and suffix.end() == len(file) else ""
    return file.removesuffix(end), end


def tells_somebody(step: str, find: Finder, removed: Iterable[str] = ()) -> bool:
    """Say whether a step of a path may tell a person.

    Args:
        step: a folder's name, or a file's without its ending.
        find: finds the identifiers of a text.
        removed: what was taken out of the file itself; a word of it may not stand in the name.
    """
    words = _BETWEEN_WORDS.sub(" ", step)
    if not _is_ordinary(words) and any(find_in_value("file name", one, find) for one in {step, words} if one.strip()):
        return True
    if any(_is_usual_name(word) for word in re.findall(r"[^\W\d_]{3,}", words.lower())):
        return True
    held = {word.casefold() for word in words.split()}
    return any(
        len(word) >= _SHORTEST and word.casefold() in held for value in removed for word in _BETWEEN_WORDS.sub(" ", value).split()
    )


def _is_usual_name(word: str) -> bool:
    """Say whether the word is among the most usual family names and none of medicine: "charts of Smith"."""
    flag = lexicon()[word]
    return bool(flag & LAST_TOP and not flag & (NEVER | MEDICAL)) and word not in _OF_FILES


def _is_ordinary(words: str) -> bool:
    """Say whether the words of a name are all words of the language or of medicine that are no usual name: "charts", "labs 2".

    A name gives a finder nothing to read it by but its words, and "charts" alone might be anybody's.
    """
    letters = re.findall(r"[^\W\d_]+", words.lower())
    if not letters or sum(map(str.isdigit, words)) > _MOST_DIGITS:
        return False
    return all(
        len(word) == 1 or word in _OF_FILES or (flag & (PLAIN | NEVER) and not flag & (FIRST_USUAL | LAST_USUAL | LAST_TOP))
        for word, flag in ((word, lexicon()[word]) for word in letters)
    )
