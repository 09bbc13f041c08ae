"""The tabular list's levels, instructional notes and seventh characters, as inherited by a code."""

from __future__ import annotations

from collections.abc import Sequence

from codewell.codebook.entry import InstructionalNote, NoteKind, Place, SeventhCharacter
from codewell.codebook.origins import origin_of
from codewell.kernel.codes import Icd10CmCode
from codewell.releases.shelf import OpenRelease

_ONLY_WHERE_WRITTEN = {NoteKind.INCLUSION_TERM.value}
"""An inclusion term names what its own code holds; a subdivision does not inherit it."""


def _shown(place: str, kind: str) -> str:
    return str(Icd10CmCode(place)) if kind == "code" else place


def _levels_above(opened: OpenRelease, category: str) -> list[tuple[str, str, str]]:
    """Return `(place, kind, title)` of sections and chapter above a category, nearest first."""
    levels = []
    row = opened.database.one("SELECT parent FROM places WHERE place = ?", category)
    while row and row[0] is not None:
        place = row[0]
        found = opened.database.one("SELECT place, kind, title, parent FROM places WHERE place = ?", place)
        if found is None:
            break
        levels.append((found[0], found[1], found[2]))
        row = (found[3],)
    return levels


def above_category(opened: OpenRelease | None, code: str) -> tuple[Place, ...]:
    """Return chapter and section of a code, chapter first; empty where no tabular list is loaded."""
    if opened is None:
        return ()
    return tuple(
        Place(place, title.removesuffix(f"({place})").rstrip(), kind)
        for place, kind, title in reversed(_levels_above(opened, code[:3]))
    )


def neighbours(opened: OpenRelease | None, category: str) -> tuple[str, ...]:
    """Return the other categories of a category's section, in the publisher's order."""
    if opened is None:
        return ()
    rows = opened.database.all(
        "SELECT place FROM places WHERE kind = 'code' AND place <> ?1 "
        "AND parent = (SELECT parent FROM places WHERE place = ?1) ORDER BY ordinal",
        category,
    )
    return tuple(row[0] for row in rows)


def notes(opened: OpenRelease | None, lineage: Sequence[str]) -> tuple[InstructionalNote, ...]:
    """Return the notes of a code and of every level above it, nearest level first.

    A complete seven-character code has no row in the tabular list: the notes of its stem, inclusion terms included, are its
    own. Inclusion terms of higher levels are left out.

    Args:
        opened: the tabular list; None where none is loaded.
        lineage: the code and its ancestors in the code list, nearest first.
    """
    if opened is None or not lineage:
        return ()
    origin = origin_of(opened)
    levels = [(value, "code") for value in lineage]
    levels += [(place, kind) for place, kind, _ in _levels_above(opened, lineage[-1])]
    own = {lineage[0], *_stem(lineage)}
    found = []
    for place, level in levels:
        rows = opened.database.all("SELECT kind, text FROM notes WHERE place = ? ORDER BY ordinal", place)
        inherited = place not in own
        for kind, text in rows:
            if not (inherited and kind in _ONLY_WHERE_WRITTEN):
                found.append(InstructionalNote(NoteKind(kind), text, _shown(place, level), inherited, origin))
    return tuple(found)


def _stem(lineage: Sequence[str]) -> tuple[str, ...]:
    """Return the code that a seven-character code completes (`T36.0X1`, `W11`); empty for other codes."""
    if len(lineage[0]) == 7 and len(lineage) > 1 and lineage[0][:6] == lineage[1].ljust(6, "X"):
        return (lineage[1],)
    return ()


def seventh_characters(
    opened: OpenRelease | None, lineage: Sequence[str], children: Sequence[Place], siblings: Sequence[Place]
) -> tuple[SeventhCharacter, ...]:
    """Return the characters defined at the nearest level that defines any, with the codes of the official list they make.

    Args:
        opened: the tabular list; None where none is loaded.
        lineage: the code and its ancestors, nearest first.
        children: codes one level below the code.
        siblings: codes beside it.
    """
    if opened is None:
        return ()
    definitions: list[tuple[str, str]] = []
    for value in lineage:
        rows = opened.database.all("SELECT character, meaning FROM seventh_characters WHERE place = ? ORDER BY ordinal", value)
        if rows:
            definitions = [(row[0], row[1]) for row in rows]
            break
    complete = len(lineage[0]) == 7
    made = {place.key[-1]: place.key for place in (siblings if complete else children) if len(place.key) == 8}
    if complete:
        made[lineage[0][-1]] = str(Icd10CmCode(lineage[0]))
    if made:
        return tuple(
            SeventhCharacter(character, meaning, made[character]) for character, meaning in definitions if character in made
        )
    return tuple(SeventhCharacter(character, meaning, None) for character, meaning in definitions) if not complete else ()
