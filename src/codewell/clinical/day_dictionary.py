"""The dictionary of a day, read from the releases in force (or the nearest, which the answer then names)."""

from __future__ import annotations

from datetime import date

from codewell.clinical.dictionary import Dictionary, ListedCode, Vocabulary, make_dictionary
from codewell.clinical.index_tree import IndexTerm
from codewell.kernel.errors import NotLoadedError
from codewell.releases.shelf import OpenRelease, Shelf


def dictionary_of(shelf: Shelf, on: date, vocabulary: Vocabulary) -> Dictionary:
    """Return the dictionary for a day of service or discharge.

    Args:
        shelf: the releases.
        on: the day.
        vocabulary: lay words and abbreviations.

    Raises:
        NotLoadedError: the code list, the tabular list or the index is not on this machine.
    """
    codes, tabular, index = (_nearest(shelf, source, on) for source in ("icd10cm", "icd10cm-tabular", "icd10cm-index"))
    return make_dictionary(
        index=(
            IndexTerm(row[0], row[1], row[2], row[3], row[4], bool(row[5]), row[6])
            for row in index.database.all("SELECT id, parent, title, path, code, incomplete, see FROM terms ORDER BY id")
        ),
        codes=(
            ListedCode(row[0], bool(row[1]), row[2], row[3])
            for row in codes.database.all("SELECT code, billable, long_descriptor, parent FROM codes ORDER BY sequence")
        ),
        inclusion_terms=(
            (row[0], row[1])
            for row in tabular.database.all("SELECT place, text FROM notes WHERE kind = 'inclusion_term' ORDER BY place, ordinal")
        ),
        vocabulary=vocabulary,
        releases=tuple(opened.release.title for opened in (codes, tabular, index)),
    )


def _nearest(shelf: Shelf, source: str, on: date) -> OpenRelease:
    opened = shelf.nearest(source, on)
    if opened is None:
        raise NotLoadedError(f"{source} is not loaded.", next_step="Build the reference with `codewell build`.")
    return opened
