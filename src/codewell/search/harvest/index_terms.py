"""The alphabetic index and the external cause index: each term with its nesting, and references followed to their term."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from codewell.kernel.codes import CodeSystem
from codewell.releases.shelf import OpenRelease, Shelf
from codewell.search.documents import Document, Kind, split_tokens
from codewell.search.tokens import Reading, Side, read

MOST_GRAFTED = 60
"""A reference to a term with more subterms than this leads to the term alone."""


@dataclass(slots=True)
class Term:
    """A line of an index.

    Attributes:
        number: its place in the document, from 1.
        parent: number of the term it is nested under, or None.
        title: as printed, without nonessential modifiers.
        code: without dot, possibly incomplete; None where the term only leads on.
        manifestation: second code in brackets, or None.
        see: the term referred to instead of a code.
        see_also: the term referred to beside it.
        required: tokens of the title.
        optional: tokens of nonessential modifiers.
        side: laterality named.
        other: the title says NEC.
        children: numbers of the subterms.
    """

    number: int
    parent: int | None
    title: str
    code: str | None
    manifestation: str | None
    see: str | None
    see_also: str | None
    required: tuple[str, ...]
    optional: tuple[str, ...]
    side: Side
    other: bool
    children: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TermIndex:
    """One index as a forest of terms."""

    terms: dict[int, Term]
    mains: dict[tuple[str, ...], int]

    def path(self, term: Term) -> list[Term]:
        """Return the terms from the main term down to this one."""
        steps = [term]
        while steps[-1].parent is not None:
            steps.append(self.terms[steps[-1].parent])
        return steps[::-1]

    def refer(self, reference: str) -> Term | None:
        """Return the term that a "see" names, as deep as its words lead; None where not even the main term is there."""
        parts = [read(part).tokens for part in re.split(r",\s*", reference.strip()) if part.strip()]
        if not parts:
            return None
        for taken in (2, 1):
            if len(parts) >= taken:
                number = self.mains.get(tuple(token for part in parts[:taken] for token in part))
                if number is not None:
                    return self._descend(self.terms[number], parts[taken:])
        return None

    def _descend(self, term: Term, parts: list[list[str]]) -> Term | None:
        for part in parts:
            if not part or "by" in part or part == ["site"] or part == ["type"]:
                continue
            found = next((child for child in self._below(term) if set(part) <= set(child.required)), None)
            if found is None:
                return None
            term = found
        return term

    def _below(self, term: Term) -> Iterator[Term]:
        """Yield the subterms, and those below connecting words such as "with" and "due to"."""
        for number in term.children:
            child = self.terms[number]
            yield child
            if not child.required:
                yield from self._below(child)


_LETTERS = frozenset({"a", "i"})
"""Subterms such as "A" below Influenza, which are stop words elsewhere."""


def load_terms(opened: OpenRelease) -> TermIndex:
    """Read all terms of an index release."""
    terms: dict[int, Term] = {}
    mains: dict[tuple[str, ...], int] = {}
    known: dict[str, tuple[Reading, tuple[str, ...], tuple[str, ...]]] = {}
    rows = opened.database.all(
        "SELECT id, parent, title, nonessential, code, manifestation, see, see_also FROM terms ORDER BY id"
    )
    for number, parent, title, nonessential, code, manifestation, see, see_also in rows:
        if title not in known:
            reading = read(title)
            letter = title.strip().lower()
            known[title] = (reading, (letter,), ()) if letter in _LETTERS else (reading, *split_tokens(reading))
        reading, required, optional = known[title]
        if parent is None:
            required, variants = _main_words(title, required)
            optional = (*optional, *variants)
        if nonessential:
            if nonessential not in known:
                known[nonessential] = (read(nonessential), (), ())
            optional = (*optional, *(token for token in known[nonessential][0].tokens if token not in required))
        terms[number] = Term(
            number, parent, title, code, manifestation, see, see_also, required, optional, reading.side, reading.other
        )
        if parent is None:
            first = read(title.split(",")[0]).tokens
            for key in (tuple(reading.tokens), tuple(first)):
                mains.setdefault(key, number)
        else:
            terms[parent].children.append(number)
    return TermIndex(terms, mains)


def _main_words(title: str, required: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Split "Infarct, infarction" into the word and its variants: parts of one word that begin alike say the same."""
    parts = [read(part).tokens for part in title.split(",")]
    if len(parts) > 1 and all(len(part) == 1 for part in parts):
        first = parts[0][0]
        variants = tuple(part[0] for part in parts[1:] if part[0][:4] == first[:4] and part[0] != first)
        return tuple(token for token in required if token not in variants), variants
    return required, ()


def index_documents(shelf: Shelf) -> Iterator[Document]:
    """Yield the wordings of the newest alphabetic and external cause index."""
    for source, kind in (("icd10cm-index", Kind.INDEX), ("icd10cm-external-index", Kind.EXTERNAL_INDEX)):
        if releases := shelf.all(source):
            index = load_terms(_newest(releases))
            for term in index.terms.values():
                yield from _term_documents(index, term, kind)


def _newest(releases: tuple[OpenRelease, ...]) -> OpenRelease:
    """Return the latest whole release; an excerpt only where there is nothing else."""
    return max(releases, key=lambda opened: (not opened.release.excerpt, opened.release.validity.first_day))


def main_terms(shelf: Shelf) -> set[str]:
    """Return the words that stand alone as main terms of the alphabetic index, save those it calls no condition."""
    found: set[str] = set()
    if releases := shelf.all("icd10cm-index"):
        rows = _newest(releases).database.all("SELECT title, see, see_also FROM terms WHERE parent IS NULL")
        for title, see, see_also in rows:
            words = read(title.split(",")[0]).tokens
            if len(words) == 1 and "condition" not in f"{see or ''} {see_also or ''}".lower():
                found.add(words[0])
    return found


def _term_documents(index: TermIndex, term: Term, kind: Kind) -> Iterator[Document]:
    path = index.path(term)
    required, optional, side, other = _joined(path)
    if not required:
        return
    why = " > ".join(step.title for step in path)
    if term.code:
        yield Document(required, optional, side, other, kind, CodeSystem.ICD10CM, term.code, why)
        if term.manifestation:
            yield Document(
                required,
                optional,
                side,
                other,
                Kind.INDEX_REFERENCE,
                CodeSystem.ICD10CM,
                term.manifestation,
                f"{why} (manifestation)",
            )
    reference = term.see or (None if term.code else term.see_also)
    if reference and (target := index.refer(reference)) is not None and target is not term:
        yield from _grafted(index, target, required, optional, side, f"{why}, see {reference}")


def _joined(path: list[Term]) -> tuple[tuple[str, ...], tuple[str, ...], Side, bool]:
    """Return the words of a path; a subterm's "traumatic" revokes the "(nontraumatic)" of the term above it."""
    required: dict[str, None] = {}
    optional: dict[str, None] = {}
    side = Side.NONE
    for step in path:
        required.update(dict.fromkeys(step.required))
        optional.update(dict.fromkeys(step.optional))
        side = step.side or side
    beside = tuple(t for t in optional if t not in required and t.removeprefix("non") not in required)
    return tuple(required), beside, side, path[-1].other


def _grafted(
    index: TermIndex, target: Term, required: tuple[str, ...], optional: tuple[str, ...], side: Side, why: str
) -> Iterator[Document]:
    """Yield the referring words alone for the target's code, and with each of its subterms for theirs."""
    target_words = tuple(token for step in index.path(target) for token in (*step.required, *step.optional))
    beside = tuple(dict.fromkeys(t for t in (*optional, *target_words) if t not in required))
    if target.code:
        yield Document(required, beside, side, False, Kind.INDEX_REFERENCE, CodeSystem.ICD10CM, target.code, why)
    below = list(islice(_subtree(index, target), MOST_GRAFTED + 1))
    if len(below) > MOST_GRAFTED:
        return
    for term, words, extra in below:
        if term.code:
            yield Document(
                tuple(dict.fromkeys((*required, *words))),
                tuple(dict.fromkeys((*beside, *extra))),
                term.side or side,
                term.other,
                Kind.INDEX_REFERENCE,
                CodeSystem.ICD10CM,
                term.code,
                f"{why} > {term.title}",
            )


def _subtree(
    index: TermIndex, top: Term, words: tuple[str, ...] = (), extra: tuple[str, ...] = ()
) -> Iterator[tuple[Term, tuple[str, ...], tuple[str, ...]]]:
    for number in top.children:
        child = index.terms[number]
        here, beside = (*words, *child.required), (*extra, *child.optional)
        yield child, here, beside
        yield from _subtree(index, child, here, beside)
