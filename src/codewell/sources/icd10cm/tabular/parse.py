"""The tabular list to places, notes and seventh characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from codewell.kernel.codes import Icd10CmCode
from codewell.kernel.errors import PublisherFileError
from codewell.sources.contract import Row
from codewell.sources.files import PublishedFile
from codewell.sources.icd10cm.fiscal_year import check_version
from codewell.sources.icd10cm.tabular import layout, visual_impairment
from codewell.sources.icd10cm.xml_document import Element, parts_of

_SECTION = re.compile(r"[A-Z][0-9A-Z]{2}(?:-[A-Z][0-9A-Z]{2})?")

_Rows = Iterator[tuple[str, Row]]


def parse_tabular(file: PublishedFile) -> Iterator[tuple[str, Row]]:
    """Yield `(table, row)` in document order.

    Raises:
        PublisherFileError: broken XML, an element where the schema has none, a code that does not begin with its parent,
            a place that stands twice or has no descriptor, or a section that its chapter lists and does not hold.
    """
    walk = _Walk(file.name)
    for part in parts_of(file, root=layout.ROOT):
        if part.name == "version":
            check_version(file, part.text, part.line)
        elif part.name == "chapter":
            yield from walk.chapter(part)
        elif part.name not in ("introduction", "title"):
            raise walk.unexpected(part, "chapter")


@dataclass(frozen=True, slots=True)
class _Enclosing:
    """A section that holds no codes itself but whose range spans sections after it (T20-T32 over T20-T25)."""

    place: str
    last: str


class _Walk:
    """Goes down one document; counts places and notes as they come."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._seen: set[str] = set()
        self._ordinal = 0

    def chapter(self, chapter: Element) -> _Rows:
        number = chapter.text_of("name") or ""
        if not number.isdigit():
            raise self._error(chapter, "name", "a chapter's number", number)
        yield self._place(chapter, number, "chapter", None)
        enclosing: list[_Enclosing] = []
        listed: list[Element] = []
        for child in chapter.children:
            if child.name == "section":
                yield from self._section(child, number, enclosing)
            elif child.name == "sectionIndex":
                listed = list(child.all("sectionRef"))
                yield from self._notes(number, child, "note", refs_allowed=True)
            elif child.name not in ("name", "desc"):
                yield from self._instruction(number, child)
        for reference in listed:
            if self._range(reference) not in self._seen:
                raise self._error(reference, "id", "a section of this chapter", self._range(reference))

    def _section(self, section: Element, chapter: str, enclosing: list[_Enclosing]) -> _Rows:
        place = self._range(section)
        last = place[-3:]
        while enclosing and place[:3] > enclosing[-1].last:
            enclosing.pop()
        yield self._place(section, place, "section", enclosing[-1].place if enclosing else chapter)
        has_codes = False
        for child in section.children:
            if child.name == "diag":
                has_codes = True
                yield from self._diagnosis(child, place, "")
            elif child.name not in ("name", "desc"):
                yield from self._instruction(place, child)
        if not has_codes:
            enclosing.append(_Enclosing(place, last))

    def _range(self, section: Element) -> str:
        """Return a section's key; one that holds a single category is B10-B10, so that it differs from the category B10."""
        stated = section.attributes.get("id", "")
        if not _SECTION.fullmatch(stated):
            raise self._error(section, "id", "a range such as E08-E13", stated)
        return stated if "-" in stated else f"{stated}-{stated}"

    def _diagnosis(self, diagnosis: Element, parent: str, begins: str) -> _Rows:
        code = (diagnosis.text_of("name") or "").replace(".", "")
        if not Icd10CmCode.shape.fullmatch(code) or not code.startswith(begins):
            raise self._error(diagnosis, "name", f"a code below {parent}", diagnosis.text_of("name") or "")
        yield self._place(diagnosis, code, "code", parent)
        for child in diagnosis.children:
            if child.name == "diag":
                yield from self._diagnosis(child, code, code)
            elif child.name == "sevenChrDef":
                yield from self._seventh_characters(code, child)
            elif child.name == "visualImpairment":
                for text in visual_impairment.sentences(child):
                    yield "notes", (code, "note", text, self._next())
            elif child.name not in ("name", "desc"):
                yield from self._instruction(code, child)

    def _place(self, element: Element, place: str, kind: str, parent: str | None) -> tuple[str, Row]:
        title = element.text_of("desc")
        if title is None:
            raise self._error(element, "desc", "a descriptor", "none")
        if place in self._seen:
            raise self._error(element, "name", "each place once", place)
        self._seen.add(place)
        return "places", (place, kind, title, parent, self._next())

    def _instruction(self, place: str, element: Element) -> _Rows:
        kind = layout.NOTE_KINDS.get(element.name)
        if kind is None:
            raise self.unexpected(element, "an instructional note")
        yield from self._notes(place, element, kind)

    def _notes(self, place: str, element: Element, kind: str, *, refs_allowed: bool = False) -> _Rows:
        for note in element.children:
            if refs_allowed and note.name == "sectionRef":
                continue
            if note.name != "note" or note.children:
                raise self.unexpected(note.children[0] if note.name == "note" else note, "note")
            # Accepted quirk: some releases hold empty notes; they say nothing and nothing is lost with them.
            if note.text:
                yield "notes", (place, kind, note.text, self._next())

    def _seventh_characters(self, place: str, definition: Element) -> _Rows:
        meanings: dict[str, list[str]] = {}
        last: list[str] | None = None
        for child in definition.children:
            if child.name == "extension":
                character = child.attributes.get("char", "").upper()
                if not re.fullmatch(r"[0-9A-Z]", character) or character in meanings or not child.text:
                    raise self._error(child, "char", "a new character with its meaning", f"{character} {child.text}")
                last = meanings[character] = [child.text]
            elif child.name == "note" and (place, child.text) in layout.MISPLACED_INCLUSION_TERMS:
                yield "notes", (place, "inclusion_term", child.text, self._next())
            elif child.name == "note" and last is not None:
                # Accepted quirk: a note between extensions explains the one before it (S52, B: "open fracture NOS").
                last.extend([child.text] if child.text else [])
            else:
                raise self.unexpected(child, "extension")
        for character, texts in meanings.items():
            yield "seventh_characters", (place, character, "; ".join(texts), self._next())

    def _next(self) -> int:
        self._ordinal += 1
        return self._ordinal

    def unexpected(self, element: Element, expected: str) -> PublisherFileError:
        return self._error(element, element.name, expected, f"<{element.name}> {element.text}".strip())

    def _error(self, element: Element, column: str, expected: str, found: str) -> PublisherFileError:
        return PublisherFileError(file=self._file, line=element.line, column=column, expected=expected, found=found)
