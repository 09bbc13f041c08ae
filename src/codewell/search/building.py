"""Building the index from the releases on a shelf."""

from __future__ import annotations

import gc
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from codewell.kernel.errors import NotLoadedError
from codewell.releases.shelf import Shelf
from codewell.search import wordlists
from codewell.search.codes import code_features
from codewell.search.documents import Document, Kind
from codewell.search.harvest.allergies import allergy_documents
from codewell.search.harvest.code_lists import CodeList, code_lists, descriptor_documents, paired_organs
from codewell.search.harvest.index_terms import index_documents, main_terms
from codewell.search.harvest.phrases import QUALIFIER, PhraseReader, Rewriting, drug_documents, phrase_documents, rewritings
from codewell.search.harvest.tables import table_documents
from codewell.search.harvest.tabular_notes import inclusion_documents
from codewell.search.harvest.written_texts import WrittenText, digest_of, service_documents, written_documents
from codewell.search.lexicon import phrase_arrays
from codewell.search.postings import build_postings
from codewell.search.service_words import service_terms
from codewell.search.storage import Array, read_stamp, write_folder
from codewell.search.tokens import Readings
from codewell.search.wordlists import Phrase

INDEX_FORMAT = 23
"""Raised whenever stored arrays change their meaning, so that an older index is rebuilt."""

SOURCES = (
    "icd10cm", "icd10cm-tabular", "icd10cm-index", "icd10cm-external-index", "icd10cm-neoplasm", "icd10cm-drugs", "icd10pcs",
    "hcpcs", "cpt", "starter-pack",
)  # fmt: skip

Progress = Callable[[str], None]


def stamp_of(shelf: Shelf, texts: Sequence[WrittenText] = ()) -> str:
    """Return what an index built from this shelf now would be made from: format, word lists, written texts, releases."""
    releases = sorted(f"{r.source} {r.release} {r.sha256}" for r in shelf if r.source in SOURCES)
    return "\n".join((f"format {INDEX_FORMAT}", f"words {wordlists.digest()}", f"texts {digest_of(texts)}", *releases))


def is_current(shelf: Shelf, path: Path, texts: Sequence[WrittenText] = ()) -> bool:
    """Say whether the index below `path` was built from the releases on the shelf, these texts and today's word lists."""
    return read_stamp(path) == stamp_of(shelf, texts)


def build_index(shelf: Shelf, path: Path, progress: Progress = lambda step: None, texts: Sequence[WrittenText] = ()) -> None:
    """Build the index below `path`; the previous one answers until the new one is complete.

    Args:
        shelf: the releases.
        path: folder of the index.
        progress: called with each step's name.
        texts: our words about services, each as a further wording.

    Raises:
        NotLoadedError: no code list is loaded.
        StorageError: the disk refused.
    """
    progress("codes")
    lists = list(code_lists(shelf))
    if not lists:
        raise NotLoadedError("No code list is loaded, so there is nothing to search.", next_step="Run `codewell build`.")
    with _without_cycle_search():
        write_folder(path, stamp_of(shelf, texts), _arrays(shelf, lists, texts, progress))


@contextmanager
def _without_cycle_search() -> Iterator[None]:
    """Spare the collector from walking millions of living objects, of which none refer to each other in circles."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _arrays(shelf: Shelf, lists: list[CodeList], texts: Sequence[WrittenText], progress: Progress) -> dict[str, Array]:
    listed_phrases = _plainest_first(wordlists.phrases())
    listed_spellings = list(wordlists.spellings())
    reader = PhraseReader(listed_phrases, listed_spellings)
    rewritten = list(dict.fromkeys(rewritings(listed_phrases, reader)))
    numbers: dict[str, int] = {}
    arrays: dict[str, Array] = {}
    readings = Readings()
    for listed in lists:
        arrays.update(code_features(listed, numbers, readings))
    progress("wordings")
    documents = _distinct(_published(shelf, lists, readings, texts), list(phrase_documents(listed_phrases, reader)))
    further = (token.removeprefix(QUALIFIER) for rewriting in rewritten for token in (*rewriting.tokens, *rewriting.meant))
    arrays.update(build_postings(documents, further, numbers, {listed.system: listed for listed in lists}))
    arrays["head_tokens"] = np.array(sorted(numbers[token] for token in main_terms(shelf) if token in numbers), np.uint32)
    progress("words")
    arrays.update(
        phrase_arrays([_line(r) for r in rewritten], listed_spellings, sorted(reader.unstemmed), _words(lists, shelf, texts))
    )
    progress("storing")
    return arrays


def _published(shelf: Shelf, lists: list[CodeList], readings: Readings, texts: Sequence[WrittenText]) -> Iterator[Document]:
    """Yield the wordings of the publications; where two are the same, the more telling source comes first."""
    organs = paired_organs(lists)
    for document in index_documents(shelf):
        document.optional += tuple(organ for organ in organs.get(document.target, ()) if organ not in document.required)
        yield document
    yield from inclusion_documents(shelf)
    for listed in lists:
        yield from descriptor_documents(listed, readings)
    yield from table_documents(shelf)
    yield from allergy_documents(shelf)
    yield from drug_documents(wordlists.drug_classes())
    yield from service_documents()
    yield from written_documents(texts)


def _distinct(published: Iterable[Document], listed: list[Document]) -> Iterator[Document]:
    """Yield each wording of a code once; one that our lists have too is marked and keeps the publication's explanation."""
    phrases: dict[Key, Document] = {}
    for phrase in listed:
        phrases.setdefault(_key(phrase), phrase)
    explained: set[Key] = set()
    seen: set[tuple[Key, int]] = set()
    for document in published:
        key = _key(document)
        if (key, document.eras) in seen:
            continue
        seen.add((key, document.eras))
        if key in phrases and document.kind is not Kind.DESCRIPTOR:
            document.is_listed = True
            explained.add(key)
        yield document
    yield from (document for key, document in phrases.items() if key not in explained)


Key = tuple[frozenset[str], str, int]


def _key(document: Document) -> Key:
    return frozenset(document.required), document.target, int(document.side)


def _plainest_first(phrases: Iterable[Phrase]) -> list[Phrase]:
    """Put the shorter of two phrases of one list first, so that "heart attack" explains rather than "having a heart attack"."""
    by_list: dict[str, list[Phrase]] = {}
    for phrase in phrases:
        by_list.setdefault(phrase.origin, []).append(phrase)
    return [phrase for listed in by_list.values() for phrase in sorted(listed, key=lambda phrase: len(phrase.written))]


def _line(rewriting: Rewriting) -> tuple[str, str, str, str]:
    kind = {"abbreviations": "abbreviation", "synonyms": "synonym", "drug_brands": "brand"}.get(rewriting.origin, "lay term")
    note = f"{kind} '{rewriting.written}': {rewriting.wording}"
    return " ".join(rewriting.tokens), " ".join(rewriting.meant), rewriting.origin, note


def _words(lists: list[CodeList], shelf: Shelf, texts: Sequence[WrittenText]) -> list[tuple[str, int]]:
    """Return the words that a misspelled one may mean, those of descriptors, indexes and our lists and texts, with how often."""
    counts: Counter[str] = Counter()
    for listed in lists:
        for code in listed.codes:
            counts.update(re.findall(r"[a-z]{4,}", " ".join(code.wordings).lower()))
    for source in ("icd10cm-index", "icd10cm-external-index", "icd10cm-drugs", "icd10cm-neoplasm"):
        for opened in shelf.all(source)[-1:]:
            for title, more in opened.database.all("SELECT title, nonessential FROM terms"):
                counts.update(re.findall(r"[a-z]{4,}", f"{title} {more or ''}".lower()))
    for opened in shelf.all("icd10cm-tabular")[-1:]:
        for (text,) in opened.database.all("SELECT text FROM notes WHERE kind = 'inclusion_term'"):
            counts.update(re.findall(r"[a-z]{4,}", text.lower()))
    for phrase in wordlists.phrases():
        counts.update(re.findall(r"[a-z]{4,}", phrase.written.lower()))
    for text in (*(f"{text.title} {text.words}" for text in texts), *(term.phrase for term in service_terms())):
        counts.update(set(re.findall(r"[a-z]{4,}", text.lower())))
    return sorted(counts.items())
