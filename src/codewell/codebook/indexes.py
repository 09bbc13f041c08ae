"""Which index entries lead to a code."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from codewell.codebook.entry import IndexEntry
from codewell.codebook.origins import answering, origin_of
from codewell.kernel.codes import Icd10CmCode
from codewell.releases.shelf import OpenRelease, Shelf

_PATH = " > "


def entries(shelf: Shelf, lineage: Sequence[str], on: date) -> tuple[IndexEntry, ...]:
    """Return the entries of all indexes that lead to the code, its own first, then incomplete ones of its ancestors.

    Manifestation codes come from the newest release that prints them, because some publications of the index leave them out:
    an entry that leads to the same code in both is shown once, with its pair and the release that states it.

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
    found = _with_manifestations(found, _manifestations(shelf, lineage))
    for source, name in (("icd10cm-neoplasm", "neoplasm"), ("icd10cm-drugs", "drugs")):
        opened = answering(shelf, source, on).opened
        if opened is not None:
            found += _cells(opened, name, lineage)
    return tuple(found)


def _terms(opened: OpenRelease, name: str, lineage: Sequence[str]) -> list[IndexEntry]:
    """Return index entries; an entry that prints the stem of a code with a seventh character (`W11`) counts as its own."""
    origin = origin_of(opened)
    found = []
    for depth, value in enumerate(lineage):
        rows = opened.database.all(
            "SELECT path, code_printed, manifestation FROM terms WHERE code = ? AND (incomplete = 1 OR ? = 1) ORDER BY id",
            value,
            int(depth == 0 or _is_stem(lineage, depth)),
        )
        found += [IndexEntry(name, tuple(row[0].split(_PATH)), row[1], _shown(row[2]), None, origin) for row in rows]
    return found


def _is_stem(lineage: Sequence[str], depth: int) -> bool:
    """Say whether the ancestor at `depth` is what the seven-character code completes."""
    return depth == 1 and len(lineage[0]) == 7 and lineage[0][:6] == lineage[1].ljust(6, "X")


def _shown(value: str | None) -> str | None:
    """Return a stored code as an index prints it: with its dot, and a dash where incomplete."""
    if value is None:
        return None
    bare = value.rstrip("-")
    dash = ".-" if len(bare) == 3 else "-"
    return str(Icd10CmCode(bare)) + (dash if bare != value else "")


def _cells(opened: OpenRelease, name: str, lineage: Sequence[str]) -> list[IndexEntry]:
    """Return table cells; a drug's cell holds the stem of a code that takes a seventh character and counts as its own."""
    origin = origin_of(opened)
    found = []
    for depth, value in enumerate(lineage):
        rows = opened.database.all(
            "SELECT terms.path, cells.code_printed, cells.column_title FROM cells JOIN terms ON terms.id = cells.term "
            "WHERE cells.code = ? AND (cells.incomplete = 1 OR ? = 1) ORDER BY terms.id",
            value,
            int(depth == 0 or _is_stem(lineage, depth)),
        )
        found += [IndexEntry(name, tuple(row[0].split(_PATH)), row[1], None, row[2], origin) for row in rows]
    return found


def _manifestations(shelf: Shelf, lineage: Sequence[str]) -> list[IndexEntry]:
    """Return the entries that print a pair of codes of which the code is either: etiology, or manifestation in brackets."""
    printed = [lineage[0], *(f"{value}-" for value in lineage)]
    for opened in reversed(shelf.all("icd10cm-index")):
        if opened.database.one("SELECT 1 FROM terms WHERE manifestation > '' LIMIT 1") is None:
            continue
        pairs = opened.database.all(
            "SELECT id, path, code_printed, manifestation FROM terms WHERE code = ? AND manifestation > ''", lineage[0]
        )
        pairs += opened.database.any_of(
            "SELECT id, path, code_printed, manifestation FROM terms WHERE manifestation IN (?*)", printed
        )
        origin = origin_of(opened)
        return [
            IndexEntry("alphabetic", tuple(path.split(_PATH)), code, _shown(manifestation), None, origin)
            for _, path, code, manifestation in sorted(set(pairs))
        ]
    return []


def _with_manifestations(found: list[IndexEntry], pairs: list[IndexEntry]) -> list[IndexEntry]:
    """Return `found` with each pair in the place of the same entry without it; further pairs follow."""
    waiting = {(pair.path, pair.code): pair for pair in pairs}
    merged = [entry if entry.manifestation else waiting.pop((entry.path, entry.code), entry) for entry in found]
    known = {(entry.path, entry.code, entry.manifestation) for entry in merged}
    return merged + [pair for pair in waiting.values() if (pair.path, pair.code, pair.manifestation) not in known]
