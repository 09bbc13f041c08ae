"""Which index entries lead to a code."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from codewell.codebook.entry import IndexEntry
from codewell.codebook.origins import answering, origin_of
from codewell.releases.shelf import OpenRelease, Shelf

_PATH = " > "


def entries(shelf: Shelf, lineage: Sequence[str], on: date) -> tuple[IndexEntry, ...]:
    """Return the entries of all indexes that lead to the code, its own first, then incomplete ones of its ancestors.

    Manifestation codes come from the newest release that prints them: some publications of the index leave them out.

    Args:
        shelf: the releases.
        lineage: the code and its ancestors, nearest first, without dots.
        on: the day of service.
    """
    found: list[IndexEntry] = []
    for source, name in (("icd10cm-index", "alphabetic"), ("icd10cm-external-index", "external cause")):
        opened = answering(shelf, source, on).opened
        if opened is not None:
            found += _terms(opened, name, lineage)
    found += _manifestations(shelf, lineage, {entry.path for entry in found if entry.manifestation})
    for source, name in (("icd10cm-neoplasm", "neoplasm"), ("icd10cm-drugs", "drugs")):
        opened = answering(shelf, source, on).opened
        if opened is not None:
            found += _cells(opened, name, lineage)
    return tuple(found)


def _terms(opened: OpenRelease, name: str, lineage: Sequence[str]) -> list[IndexEntry]:
    origin = origin_of(opened)
    found = []
    for depth, value in enumerate(lineage):
        rows = opened.database.all(
            "SELECT path, code_printed, manifestation FROM terms WHERE code = ? AND (incomplete = 1 OR ? = 0) ORDER BY id",
            value,
            depth,
        )
        found += [IndexEntry(name, tuple(row[0].split(_PATH)), row[1], row[2], None, origin) for row in rows]
    return found


def _cells(opened: OpenRelease, name: str, lineage: Sequence[str]) -> list[IndexEntry]:
    """Return table cells; a drug's cell holds the stem of a code that takes a seventh character and counts as its own."""
    origin = origin_of(opened)
    found = []
    for depth, value in enumerate(lineage):
        stem_of_complete = depth == 1 and len(lineage[0]) == 7
        rows = opened.database.all(
            "SELECT terms.path, cells.code_printed, cells.column_title FROM cells JOIN terms ON terms.id = cells.term "
            "WHERE cells.code = ? AND (cells.incomplete = 1 OR ? = 1) ORDER BY terms.id",
            value,
            int(depth == 0 or stem_of_complete),
        )
        found += [IndexEntry(name, tuple(row[0].split(_PATH)), row[1], None, row[2], origin) for row in rows]
    return found


def _manifestations(shelf: Shelf, lineage: Sequence[str], known: set[tuple[str, ...]]) -> list[IndexEntry]:
    for opened in reversed(shelf.all("icd10cm-index")):
        rows = opened.database.all(
            "SELECT path, code_printed, manifestation FROM terms WHERE manifestation IS NOT NULL "
            "AND (code = ?1 OR REPLACE(REPLACE(manifestation, '.', ''), '-', '') = ?1) ORDER BY id",
            lineage[0],
        )
        if rows:
            origin = origin_of(opened)
            paths = [(tuple(row[0].split(_PATH)), row[1], row[2]) for row in rows]
            return [IndexEntry("alphabetic", p, code, m, None, origin) for p, code, m in paths if p not in known]
    return []
