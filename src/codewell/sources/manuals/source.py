"""A public manual as an importable source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import PurePath

from codewell.kernel.errors import PublisherFileError
from codewell.kernel.validity import Validity
from codewell.sources.contract import ReleaseIdentity, Rights, Row, Table
from codewell.sources.files import PublishedFile
from codewell.sources.manuals import layout
from codewell.sources.manuals.document import ManualDocument, read_manual_file
from codewell.sources.manuals.parse import ManualSection, parse_manual
from codewell.sources.reading import wanted
from codewell.sources.rights import read_rights

_STATED = re.compile(r"^(title|edition|first_day|last_day)\s?:\s?(.{1,200})$", re.IGNORECASE | re.MULTILINE)
_HEAD = 4_000
"""Characters in which a manual names itself."""
_FIRST_LINES = 6
_MARKS = re.compile(r"[^a-z0-9]+")


class Manual:
    """One edition of a public manual, whole or some of its chapters."""

    id = "manual"
    title = "Public manual (NCCI Policy Manual, Internet-Only Manuals, others)"

    @property
    def rights(self) -> Rights:
        return read_rights(__package__)

    @property
    def tables(self) -> tuple[Table, ...]:
        return (layout.MANUALS, layout.SECTIONS)

    def identify(self, files: Sequence[PublishedFile]) -> ReleaseIdentity | None:
        """Read name and days from what the manual prints; None where it states no day, so that somebody must say it."""
        documents = _documents(files)
        validity = _validity(documents)
        if validity is None:
            return None
        chapters = {section.chapter for document in documents for section in _sections(document)} - {""}
        parts = [_title(documents), _stated(documents[0]).get("edition", str(validity.first_day.year))]
        if len(chapters) == 1:
            parts.append(f"chapter-{chapters.pop()}")
        return ReleaseIdentity("-".join(_MARKS.sub("-", part.lower()).strip("-") for part in parts), validity)

    def rows(self, files: Sequence[PublishedFile]) -> Iterator[tuple[str, Row]]:
        """Yield the manual's name, then its sections in document order, each under an id of its own."""
        documents = _documents(files)
        title, seen, ordinal = _title(documents), set[str](), 0
        for document in documents:
            yield "manuals", (title, document.name)
            for section in _sections(document):
                ordinal += 1
                id = _id(section, ordinal)
                while id in seen:
                    id += "-2"
                seen.add(id)
                pages = section.pages or [""]
                effective = section.effective.isoformat() if section.effective else None
                yield (
                    "sections",
                    (
                        *(id, section.chapter, section.section, section.title),
                        *(pages[0], pages[-1], effective, section.text, ordinal),
                    ),
                )

    def check(self, files: Sequence[PublishedFile], counts: Mapping[str, int], *, excerpt: bool) -> None:
        """Refuse a file in which no section was found."""
        for document in _documents(files):
            if not _sections(document):
                raise PublisherFileError(file=document.name, expected="sections with text", found="none")


def _documents(files: Sequence[PublishedFile]) -> tuple[ManualDocument, ...]:
    found = wanted(files, matching=layout.FILE_NAME, source=Manual.title)
    return tuple(_read(file) for file in sorted(found, key=lambda file: file.name))


@lru_cache(maxsize=32)
def _read(file: PublishedFile) -> ManualDocument:
    """Reading a PDF takes seconds, and each step needs it; the opened file is the key."""
    return read_manual_file(file)


@lru_cache(maxsize=32)
def _sections(document: ManualDocument) -> tuple[ManualSection, ...]:
    return parse_manual(document)


def _stated(document: ManualDocument) -> dict[str, str]:
    head = "\n".join([line.text for line in document.lines if line.text][:_FIRST_LINES])
    return {match[1].lower(): match[2].strip() for match in _STATED.finditer(head)}


def _title(documents: Sequence[ManualDocument]) -> str:
    stated = _stated(documents[0]).get("title")
    if stated:
        return stated
    for document in documents:
        named = layout.NAME.search(document.whole[:_HEAD])
        if named:
            program = named["program"]
            return f"{program.capitalize()} NCCI Policy Manual" if program else " ".join(named["manual"].split()).title()
    return PurePath(documents[0].name).stem.replace("-", " ").replace("_", " ")


def _validity(documents: Sequence[ManualDocument]) -> Validity | None:
    """Return the days that a manual states: on its first lines, as NCCI's revision, or the latest that a section states."""
    stated = _stated(documents[0])
    if "first_day" in stated:
        first, last = _iso(stated["first_day"]), _iso(stated.get("last_day", ""))
        return Validity(first, last) if first and (last is None or last >= first) else None
    revisions = [one for document in documents for one in _revisions(document.whole)]
    if revisions:
        return Validity(max(revisions), date(max(revisions).year, 12, 31))
    effective = [one.effective for document in documents for one in _sections(document) if one.effective]
    return Validity(max(effective)) if effective else None


def _revisions(text: str) -> Iterator[date]:
    for match in layout.REVISION_DATE.finditer(text):
        try:
            yield date(int(match["year"]), int(match["month"]), int(match["day"]))
        except ValueError:
            continue


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _id(section: ManualSection, ordinal: int) -> str:
    """Return what names a section in an address: its numbers, else its place."""
    numbers = ".".join(part for part in (section.chapter, section.section) if part)
    return numbers if section.section else f"{numbers}.{ordinal}".lstrip(".")


SOURCE = Manual()
