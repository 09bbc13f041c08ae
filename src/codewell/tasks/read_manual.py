"""Read a public manual that somebody loaded: which there are, their contents, and a section with its neighbours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from codewell.kernel.errors import UnknownEntryError
from codewell.kernel.validity import Validity
from codewell.releases.release import Release
from codewell.releases.shelf import OpenRelease, Shelf
from codewell.tasks.workplace import Workplace

SOURCE = "manual"
_COLUMNS = "SELECT id, chapter, section, title, page_first, page_last, effective FROM sections"


@dataclass(frozen=True, slots=True)
class ManualHeading:
    """A section's heading.

    Args:
        id: its part of an address.
        chapter: empty where the manual has none.
        section: its number; empty where it has none.
        title: empty where it has none.
        page_first: as printed, else counted; empty where the file has no pages.
        page_last: the same.
        effective: first day that the section itself states; None where it states none.
    """

    id: str
    chapter: str
    section: str
    title: str
    page_first: str
    page_last: str
    effective: date | None

    @property
    def place(self) -> str:
        """Chapter, section and page in words, `chapter I, section E, page I-21`."""
        chapter = f"chapter {self.chapter}" if self.chapter else ""
        section = f"section {self.section}" if self.section else ""
        spans = self.page_last != self.page_first
        pages = f"page{'s' if spans else ''} {self.page_first}" + (f" to {self.page_last}" if spans else "")
        return ", ".join(filter(None, (chapter, section, pages if self.page_first else ""))) or self.title


@dataclass(frozen=True, slots=True)
class LoadedManual:
    """One edition of a manual.

    Args:
        title: of the manual.
        release: under which it was loaded.
        headings: of its sections, in order.
    """

    title: str
    release: Release
    headings: tuple[ManualHeading, ...]

    @property
    def name(self) -> str:
        """The title with the year of its edition."""
        return f"{self.title} {self.release.validity.first_day.year}"


@dataclass(frozen=True, slots=True)
class ReadSection:
    """A section with what stands beside it.

    Args:
        manual: its manual.
        heading: its heading.
        text: paragraphs.
        validity: days for which it speaks.
        notice: what must be said of the day; empty where the section holds on it.
        previous: the heading before; None for the first.
        following: the heading after; None for the last.
    """

    manual: LoadedManual
    heading: ManualHeading
    text: tuple[str, ...]
    validity: Validity
    notice: str
    previous: ManualHeading | None
    following: ManualHeading | None


def manual_link(release: str, section: str = "") -> str:
    """Return the address of a manual or of a section of it."""
    return "/".join(filter(None, ("/manuals", quote(release, safe=""), quote(section, safe="."))))


def days_of(release: Release, heading: ManualHeading) -> Validity:
    """Return the days for which a section speaks: from the day that it states, else those of its edition."""
    whole = release.validity
    if heading.effective is None or (whole.last_day is not None and heading.effective > whole.last_day):
        return whole
    return Validity(heading.effective, whole.last_day)


def every_section(shelf: Shelf) -> Iterator[tuple[LoadedManual, ManualHeading, str]]:
    """Yield each section of each loaded manual with its text, the newest editions first."""
    for opened in reversed(shelf.all(SOURCE)):
        manual = _manual(opened)
        texts = dict(opened.database.all("SELECT id, text FROM sections"))
        for heading in manual.headings:
            yield manual, heading, str(texts[heading.id])


def list_manuals(workplace: Workplace) -> tuple[LoadedManual, ...]:
    """Return every loaded manual, the newest editions first."""
    return tuple(_manual(opened) for opened in reversed(workplace.shelf.all(SOURCE)))


def read_manual(workplace: Workplace, release: str) -> LoadedManual:
    """Return a manual with the headings of its sections.

    Raises:
        UnknownEntryError: no such manual is loaded.
    """
    return _manual(_opened(workplace, release))


def read_section(workplace: Workplace, release: str, section: str, on: date | None) -> ReadSection:
    """Return a section of a manual.

    Args:
        workplace: the desk.
        release: of the manual.
        section: id of the section.
        on: the day of service; None where none was named.

    Raises:
        UnknownEntryError: no such manual is loaded, or it has no such section.
    """
    opened = _opened(workplace, release)
    manual = _manual(opened)
    at = next((number for number, heading in enumerate(manual.headings) if heading.id == section), None)
    if at is None:
        raise UnknownEntryError(f"{manual.name} has no such section.", next_step="Open its contents.")
    heading = manual.headings[at]
    row = opened.database.one("SELECT text FROM sections WHERE id = ?", section)
    days = days_of(opened.release, heading)
    notice = "" if on is None or days.covers(on) else f"This edition does not cover {on}: the section holds {days}."
    return ReadSection(
        manual,
        heading,
        tuple(str(row[0]).split("\n\n")) if row else (),
        days,
        notice,
        manual.headings[at - 1] if at else None,
        manual.headings[at + 1] if at + 1 < len(manual.headings) else None,
    )


def _opened(workplace: Workplace, release: str) -> OpenRelease:
    found = next((one for one in workplace.shelf.all(SOURCE) if one.release.release == release), None)
    if found is None:
        raise UnknownEntryError(
            "No such manual is loaded on this machine.", next_step="Load one with `codewell import manual FILE`."
        )
    return found


def _manual(opened: OpenRelease) -> LoadedManual:
    named = opened.database.one("SELECT title FROM manuals")
    rows = opened.database.all(f"{_COLUMNS} ORDER BY ordinal")
    headings = tuple(_heading(row) for row in rows)
    return LoadedManual(str(named[0]) if named else "Manual", opened.release, headings)


def _heading(row: tuple[object, ...]) -> ManualHeading:
    id, chapter, section, title, first, last, effective = row
    day = date.fromisoformat(str(effective)) if effective else None
    return ManualHeading(str(id), str(chapter), str(section), str(title), str(first), str(last), day)
