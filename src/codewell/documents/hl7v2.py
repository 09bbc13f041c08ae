"""HL7 v2: segments, fields, repetitions and components with the message's own separators; reports as prose.

Source: HL7 Version 2.5.1, chapter 2: 2.5.4 delimiters, 2.7 escape sequences, 2.10.3 batches; appendix C, MLLP.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from codewell.documents.decoding import decoded
from codewell.documents.document import Format, PartKind, Unread
from codewell.documents.reading import read_document
from codewell.documents.source_text import Change, Embedded, Slot, SourceDocument, Transcript
from codewell.kernel.errors import ConfigurationError, InputError

_SEGMENT = re.compile(r"[^\r\n\x0b\x1c]+")
_NAME = re.compile(r"[A-Z][A-Z0-9]{2}")
_HEADERS: Final = frozenset({"MSH", "FHS", "BHS"})
_PROSE_TYPES: Final = frozenset({"TX", "FT", "ST"})
_LINE_ENDS: Final = (".br", ".sp", ".ce", ".sk", ".fi", ".nf", ".in", ".ti")
_PROSE_FIELDS: Final = frozenset({"NTE-3"})


@dataclass(frozen=True, slots=True)
class Separators:
    """The delimiters that a message declares in MSH-1 and MSH-2."""

    field: str
    component: str = "^"
    repetition: str = "~"
    escape: str = "\\"
    subcomponent: str = "&"


def read(content: bytes, depth: int) -> SourceDocument:
    """Return a message, a batch or a file of messages, framed for MLLP or not.

    Raises:
        InputError: it does not begin with a header, or a header declares no separators.
    """
    source = decoded(content)
    reading = _Reading(source.text, depth)
    for match in _SEGMENT.finditer(source.text):
        reading.segment(match.start(), match.end())
    reading.end_report()
    return SourceDocument(Format.HL7V2, source, reading.items, removals=reading.removals, unread=reading.unread)


@dataclass(slots=True)
class _Report:
    """Lines of one report, which laboratories send as one OBX or NTE after another."""

    path: str
    where: str
    of: str
    text: Transcript


class _Reading:
    def __init__(self, source: str, depth: int) -> None:
        self._source, self._depth = source, depth
        self._separators: Separators | None = None
        self._counts: dict[str, int] = {}
        self._report: _Report | None = None
        self.items: list[Slot | Embedded] = []
        self.removals: list[Change] = []
        self.unread: list[Unread] = []

    def segment(self, at: int, until: int) -> None:
        """Read one segment."""
        name = self._source[at : at + 3]
        if name in _HEADERS:
            self._separators = self._declared(at, until)
            self._counts = {} if name == "MSH" else self._counts
        separators = self._separators
        if separators is None:
            raise InputError(
                "The document does not begin with MSH, FHS or BHS.", next_step="Give the whole message.", slug="input.malformed"
            )
        if not self._source[at:until].strip():
            return
        if not _NAME.fullmatch(name) or (until - at > 3 and self._source[at + 3] != separators.field):
            self._continued(at, until)
            return
        number = self._counts[name] = self._counts.get(name, 0) + 1
        fields = list(_split(self._source, at + 4, until, separators.field)) if until - at > 3 else []
        offset = 2 if name in _HEADERS else 1
        if name in _HEADERS:
            fields = fields[1:]
        if name == "OBX" and len(fields) > 4:
            self._observation(fields, number, separators)
            return
        if name != "NTE":
            self.end_report()
        for place, (begin, end) in enumerate(fields, offset + (1 if name in _HEADERS else 0)):
            self._field(f"{name}-{place}", f"{name}[{number}]-{place}", begin, end, separators)

    def _declared(self, at: int, until: int) -> Separators:
        declared = self._source[at + 3 : until]
        marks = declared[1:].split(declared[0])[0] if declared else ""
        if len(marks) < 2 or any(mark.isalnum() or mark.isspace() for mark in declared[0] + marks[:4]):
            raise InputError(
                f"The header at character {at + 1} declares no separators; the message is cut short or damaged.",
                next_step="Give the whole message.",
                slug="input.malformed",
            )
        return Separators(declared[0], *(marks + "^~\\&"[len(marks) :])[:4])

    def _continued(self, at: int, until: int) -> None:
        """A line that is no segment: text whose line ends were not escaped. It is read as prose, never skipped."""
        if self._report is None:
            self._report = _Report("OBX-5", f"line at character {at + 1}", "", Transcript())
        self._report.text.gap("\n")
        assert self._separators is not None
        _transcribe(self._report.text, self._source, at, until, self._separators)

    def _observation(self, fields: list[tuple[int, int]], number: int, separators: Separators) -> None:
        kind = self._source[slice(*fields[1])].strip().upper()
        code = self._source[slice(*fields[2])]
        where = f"OBX[{number}]-5"
        if kind in _PROSE_TYPES:
            self._prose(f"OBX-5({kind})", where, f"OBX {code}", fields[4], separators)
        else:
            self.end_report()
        for place, (begin, end) in enumerate(fields, 1):
            if place != 5:
                self._field(f"OBX-{place}", f"OBX[{number}]-{place}", begin, end, separators)
            elif kind == "ED":
                self._attachment(where, begin, end, separators)
            elif kind not in _PROSE_TYPES:
                self._field(f"OBX-5({kind or 'none'})", where, begin, end, separators)

    def _field(self, path: str, where: str, at: int, until: int, separators: Separators) -> None:
        if at == until:
            return
        if path in _PROSE_FIELDS:
            self._prose(path, where, path, (at, until), separators)
            return
        repetitions = list(_split(self._source, at, until, separators.repetition))
        for number, (begin, end) in enumerate(repetitions):
            place = f"{where}({number + 1})" if len(repetitions) > 1 else where
            for component, (first, last) in enumerate(_split(self._source, begin, end, separators.component), 1):
                if last > first:
                    text = Transcript()
                    _transcribe(text, self._source, first, last, separators)
                    self._add(f"{path}.{component}", f"{place}.{component}", PartKind.FIELD, text, separators)

    def _prose(self, path: str, where: str, of: str, place: tuple[int, int], separators: Separators) -> None:
        if self._report is None or self._report.of != of:
            self.end_report()
            self._report = _Report(path, where, of, Transcript())
        for begin, end in _split(self._source, *place, separators.repetition):
            self._report.text.gap("\n")
            _transcribe(self._report.text, self._source, begin, end, separators)

    def end_report(self) -> None:
        """Make a part of the lines of a report that were gathered."""
        report, self._report = self._report, None
        if report is not None and len(report.text) and self._separators:
            self._add(report.path, report.where, PartKind.PROSE, report.text, self._separators)

    def _add(self, path: str, where: str, kind: PartKind, text: Transcript, separators: Separators) -> None:
        self.items.append(Slot(path, where, kind, text.text, text.stretches, lambda new: escaped(new, separators)))

    def _attachment(self, where: str, at: int, until: int, separators: Separators) -> None:
        """Read encapsulated data: source ^ type ^ subtype ^ encoding ^ data (HL7 2.5.1, 2.A.24)."""
        components = list(_split(self._source, at, until, separators.component))
        if len(components) < 5 or self._source[slice(*components[3])].strip().upper() not in ("BASE64", "A"):
            reason = "encapsulated data that are not base64"
            self.unread.append(Unread(where, reason))
            self.removals.append(Change(at, until, ""))
            return
        begin, end = components[4]
        if self._source[slice(*components[3])].strip().upper() == "A":
            self._prose("OBX-5(ED)", where, where, (begin, end), separators)
            return
        try:
            content = base64.b64decode("".join(self._source[begin:end].split()), validate=True)
            inner = read_document(content, depth=self._depth + 1)
        except (binascii.Error, InputError, ConfigurationError) as refused:
            reason = "it is not base64" if isinstance(refused, binascii.Error) else getattr(refused, "message", "")
            self.unread.append(Unread(where, f"an attachment: {reason}"))
            self.removals.append(Change(begin, end, ""))
            return
        self.items.append(Embedded("OBX-5(ED)", where, inner, content, begin, end, lambda new: base64.b64encode(new).decode()))


def _split(source: str, at: int, until: int, separator: str) -> Iterator[tuple[int, int]]:
    """Yield where the pieces between separators stand; an empty stretch is one empty piece."""
    while True:
        stop = source.find(separator, at, until)
        if stop < 0:
            yield at, until
            return
        yield at, stop
        at = stop + 1


def _transcribe(into: Transcript, source: str, at: int, until: int, separators: Separators) -> None:
    mark = separators.escape
    while at < until:
        opens = source.find(mark, at, until)
        closes = source.find(mark, opens + 1, min(until, opens + 66)) if opens >= 0 else -1
        if closes < 0:
            into.add(source[at:until], at, until)
            return
        meaning = _meaning(source[opens + 1 : closes], separators)
        if meaning is None:
            into.add(source[at : opens + 1], at, opens + 1)
            at = opens + 1
            continue
        into.add(source[at:opens], at, opens)
        into.add(meaning, opens, closes + 1)
        at = closes + 1


def _meaning(sequence: str, separators: Separators) -> str | None:
    """Return what an escape sequence stands for; None where it is none."""
    named = {
        "F": separators.field,
        "S": separators.component,
        "T": separators.subcomponent,
        "R": separators.repetition,
        "E": separators.escape,
        "H": "",
        "N": "",
    }
    if sequence in named:
        return named[sequence]
    if re.fullmatch(r"X(?:[0-9A-Fa-f]{2})+", sequence):
        content = bytes.fromhex(sequence[1:])
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            return content.decode("latin-1")
    if sequence.startswith(_LINE_ENDS) and re.fullmatch(r"\.[a-z]{2}[ +-]?\d*", sequence):
        return "\n"
    return "" if re.fullmatch(r"[ZCM][0-9A-Za-z]{0,20}", sequence) else None


def escaped(text: str, separators: Separators) -> str:
    """Return text as a field writes it."""
    named = {
        separators.field: "F",
        separators.component: "S",
        separators.subcomponent: "T",
        separators.repetition: "R",
        separators.escape: "E",
        "\n": ".br",
        "\r": ".br",
    }
    return "".join(f"{separators.escape}{named[letter]}{separators.escape}" if letter in named else letter for letter in text)
