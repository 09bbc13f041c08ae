"""Public manuals that somebody loaded, as passages: one for each section, dated as the manual states; found by number, too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from codewell.assistant.passage import FoundPassage, Passage, PassageSource
from codewell.releases.shelf import Shelf
from codewell.tasks.ask.pieces import pieces
from codewell.tasks.read_manual import days_of, every_section, manual_link
from codewell.tasks.workplace import Workplace

_SECTION = re.compile(r"\bsection (?P<section>[A-Z]|\d{1,3}(?:\.\d{1,3}){0,5})\b", re.IGNORECASE)
_CHAPTER = re.compile(r"\bch(?:apter|ap)?\.? (?P<chapter>[IVX]{1,6}|\d{1,3})\b", re.IGNORECASE)


def sections_of_manuals(workplace: Workplace, text: str, on: date) -> list[FoundPassage]:
    """Return the sections of loaded manuals that a text names by number, those in force on the day alone where there are some."""
    named, chapter = _SECTION.search(text), _CHAPTER.search(text)
    if named is None:
        return []
    wanted = named["section"].upper(), chapter["chapter"].upper() if chapter else ""
    ids = {
        f"{manual.release.release}/{heading.id}"
        for manual, heading, _ in every_section(workplace.shelf)
        if heading.section.upper() == wanted[0] and wanted[1] in ("", heading.chapter.upper())
    }
    found = [one for one in manual_passages(workplace.shelf) if one.id.split("/", 3)[3] in ids]
    held = [one for one in found if one.holds_on(on)]
    return [FoundPassage(one, 1.0, not one.holds_on(on)) for one in (held or found)[:3]]


def manual_passages(shelf: Shelf) -> Iterator[Passage]:
    """Yield the sections of every loaded manual, long ones in pieces."""
    for manual, heading, text in every_section(shelf):
        release, days = manual.release, days_of(manual.release, heading)
        name = manual.title.lower().replace("/", " ").replace(" ", "-")
        for count, piece in enumerate(pieces(text), start=1):
            yield Passage(
                id=f"manual/{name}/{heading.chapter or '-'}/{release.release}/{heading.id}" + (f"#{count}" if count > 1 else ""),
                source=PassageSource.MANUAL,
                title=heading.title or manual.title,
                text=piece,
                publication=manual.name,
                place=heading.place,
                link=manual_link(release.release, heading.id),
                first_day=days.first_day,
                last_day=days.last_day,
            )
