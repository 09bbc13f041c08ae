"""What a coder looks terms up in: the index, whole phrases with one code, abbreviations; made from the releases of a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from codewell.clinical.index_tree import IndexNode, IndexTerm, content_words, grow


class Vocabulary(Protocol):
    """Lay words and abbreviations, handed in by the task that knows where they are kept."""

    def abbreviations(self) -> Mapping[str, str]:
        """Return abbreviation as written -> expansion in the classification's words, unambiguous ones only."""
        ...

    def phrases(self) -> Iterable[tuple[str, str]]:
        """Yield phrase and the ICD-10-CM code (with dot) that the bare phrase means."""
        ...


@dataclass(frozen=True, slots=True)
class ListedCode:
    """A code of the day's list."""

    code: str
    billable: bool
    descriptor: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class Phrase:
    """A fixed wording and its code.

    Args:
        words: normalised content words in order.
        code: without dot.
        path: where the wording stands.
    """

    words: tuple[str, ...]
    code: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dictionary:
    """All look-up structures of one day.

    Args:
        main_terms: index main terms by first word.
        phrases: fixed wordings by first word, longest first.
        abbreviations: expansion by abbreviation in its written case.
        codes: the day's code list.
        children: codes by parent, in the list's order.
        releases: titles of the releases it was made from.
    """

    main_terms: Mapping[str, list[tuple[tuple[str, ...], IndexNode]]]
    phrases: Mapping[str, list[Phrase]]
    abbreviations: Mapping[str, tuple[str, ...]]
    codes: Mapping[str, ListedCode]
    children: Mapping[str, list[str]]
    releases: tuple[str, ...]


def make_dictionary(
    index: Iterable[IndexTerm],
    codes: Iterable[ListedCode],
    inclusion_terms: Iterable[tuple[str, str]],
    vocabulary: Vocabulary,
    releases: tuple[str, ...],
) -> Dictionary:
    """Return the dictionary of a day.

    Args:
        index: rows of the alphabetic index in document order.
        codes: the code list of the day, in its order.
        inclusion_terms: code without dot and wording, from the tabular list.
        vocabulary: lay words and abbreviations.
        releases: what the rows come from, for the record of each answer.
    """
    listed = {code.code: code for code in codes}
    children: dict[str, list[str]] = {}
    for code in listed.values():
        if code.parent:
            children.setdefault(code.parent, []).append(code.code)
    fixed: dict[str, list[Phrase]] = {}
    wordings = [(code.descriptor, code.code, "descriptor") for code in listed.values() if len(code.code) < 7]
    wordings += [(text, code, "inclusion term") for code, text in inclusion_terms]
    wordings += [(text, code.replace(".", ""), "lay term") for text, code in vocabulary.phrases()]
    for text, code_value, kind in wordings:
        words = content_words(text.replace(" NOS", "").replace(", unspecified", ""))
        if words and code_value in listed and _stands_alone(text, code_value, kind):
            fixed.setdefault(words[0], []).append(Phrase(words, code_value, (kind, text)))
    for group in fixed.values():
        group.sort(key=lambda phrase: -len(phrase.words))
    abbreviations = {short: content_words(long) for short, long in vocabulary.abbreviations().items()}
    return Dictionary(grow(index), fixed, abbreviations, listed, children, releases)


def _stands_alone(text: str, code: str, kind: str) -> bool:
    """Say whether a wording found in a note means its code without more.

    Residual wordings ("other specified ...") are what is left when nothing else fits, and the reason for an encounter
    (Z00-Z13) is not told by a phrase.
    """
    residual = {"other", "specified", "unspecified", "elsewhere"} & set(text.lower().replace(",", " ").split())
    encounter = "Z00" <= code[:3] <= "Z13"
    return not encounter and (kind != "descriptor" or not residual)
