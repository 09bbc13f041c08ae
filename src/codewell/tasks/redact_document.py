"""Take the identifiers out of a document of any format: text as text, fields by their tables, names and numbers everywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from codewell.documents.document import Document, Drop, Edit, Format, Part, PartKind, Unread
from codewell.documents.reading import read_document
from codewell.kernel.errors import PhiBoundaryError
from codewell.kernel.text import ClinicalText
from codewell.phi.fields.replacing import FieldReplacer
from codewell.phi.fields.scanning import find_in_value
from codewell.phi.fields.table import Rule, Treatment
from codewell.phi.finding import find_identifiers
from codewell.phi.known import KnownIdentifiers
from codewell.phi.phi_types import Found, PhiType
from codewell.phi.policy import Policy, policy_named
from codewell.phi.redaction import Finder, RedactedText, redact
from codewell.phi.replacement import Replacer
from codewell.phi.replacing.dates import newest_year
from codewell.phi.resolve import resolve
from codewell.tasks.field_tables import is_town, label_of, rule_of, takes_whole_dates
from codewell.tasks.images_kept import read_to_redact

_SURE = 0.8
_MOST_REMEMBERED = 50_000


@dataclass(frozen=True, slots=True)
class DocumentRequest:
    """A document to redact.

    Args:
        content: the file.
        name: its file name; helps where the content does not tell the format.
        format: None finds it out.
        policy: a policy, or the name of one that comes with Codewell.
        secret: key of surrogates and of linked ids; None where the policy makes none.
        patient: whose document it is; None for this document alone.
        find: finds the identifiers of a text.
        uid_key: keys the UIDs of a policy that takes no secret, so that files of one study stay one; None takes a key of the run.
        keep_images: images of a PDF or Word document and pixels of a DICOM object stay, unread as they are.
    """

    content: bytes = field(repr=False)
    name: str = field(default="", repr=False)
    format: Format | None = None
    policy: str | Policy = "tags"
    secret: bytes | None = field(default=None, repr=False)
    patient: str | None = field(default=None, repr=False)
    find: Finder = field(default=find_identifiers, repr=False)
    uid_key: bytes | None = field(default=None, repr=False)
    keep_images: bool = False


@dataclass(frozen=True, slots=True)
class PartReport:
    """A part in which something was found.

    Args:
        part: number of the part in the document as received.
        path, where: as in `Part`.
        received: its text as it came.
        redacted: its text without identifiers.
    """

    part: int
    path: str
    where: str
    received: ClinicalText
    redacted: RedactedText


@dataclass(frozen=True, slots=True)
class RedactedDocument:
    """A document without identifiers, in its own format.

    Args:
        content: the file to write.
        format: what it is.
        parts: the parts that were read as text or taken whole, in order.
        counts: kind of identifier -> how many.
        unread: what could not be read; it is not in `content`.
        dropped: path -> how many fields were dropped because no table keeps them.
        changed: path -> how many dates, ZIP codes and ids stand in it shortened or exchanged.
        untouched: prose in which nothing was found; the second pass reads it too.
    """

    content: bytes = field(repr=False)
    format: Format
    parts: tuple[PartReport, ...]
    counts: tuple[tuple[str, int], ...]
    unread: tuple[Unread, ...]
    dropped: tuple[tuple[str, int], ...]
    changed: tuple[tuple[str, int], ...]
    untouched: tuple[PartReport, ...] = ()


def redact_document(request: DocumentRequest) -> RedactedDocument:
    """Return the document without its identifiers.

    What a table does not name is dropped, what cannot be read is taken out and said, a name or number that one part gives away
    is sought in all the others, and the result is read again: nothing may be found in it.

    Raises:
        InputError: it cannot be read, there is no such policy, or the policy takes a secret.
        ConfigurationError: its format takes a library that is not installed.
        PhiBoundaryError: reading the result again found an identifier; nothing is given out.
    """
    document = read_to_redact(request.content, request.name, request.format, keep_images=request.keep_images)
    policy = policy_named(request.policy) if isinstance(request.policy, str) else request.policy
    redaction = _Redaction(document, policy, request)
    for part in document.parts:
        redaction.take(part)
    content = document.rewritten(redaction.changes)
    _check(content, request, document.format, redaction)
    counts = Counter(found.type.value for report in redaction.reports for found in report.redacted.found)
    return RedactedDocument(
        content,
        document.format,
        tuple(redaction.reports),
        tuple(sorted(counts.items())),
        tuple(document.unread),
        tuple(sorted(redaction.dropped.items())),
        tuple(sorted(redaction.changed.items())),
        tuple(redaction.untouched),
    )


class _Redaction:
    """What is known of one document while its parts are redacted."""

    def __init__(self, document: Document, policy: Policy, request: DocumentRequest) -> None:
        self._format = document.format
        self._rules: dict[str, Rule] = {}
        self._found: dict[tuple[str, str], tuple[Found, ...]] = {}
        self._find = request.find
        texts = [part.text.reveal() for part in document.parts]
        self.known = self._gathered(document.parts)
        self.find = self.known.beside(request.find) if len(document.parts) > 1 else request.find
        self._found.clear()
        self._replacer = Replacer(policy, texts, self._names, request.secret, request.patient)
        secret = request.secret if policy.needs_secret else None
        dates = [text[:4] if text[:8].isdigit() else text for text in texts]
        whole, uid_key = takes_whole_dates(document.format), request.uid_key or request.secret
        self._fields = FieldReplacer(self._replacer, secret, newest_year(dates), full_dates=whole, uid_key=uid_key)
        self.changes: list[Edit | Drop] = []
        self.reports: list[PartReport] = []
        self.untouched: list[PartReport] = []
        self.dropped: Counter[str] = Counter()
        self.changed: Counter[str] = Counter()
        self.written: set[str] = set()

    def _gathered(self, parts: Sequence[Part]) -> KnownIdentifiers:
        """Return the names and numbers that the parts give away, each to be sought in all of them."""
        self._names: list[str] = []
        values: list[tuple[str, PhiType]] = []
        for part in parts:
            text = part.text.reveal()
            treatment = self.rule(part).treatment
            if isinstance(treatment, PhiType):
                self._names += [text] if treatment is PhiType.NAME else []
                values.append((text, treatment))
            elif treatment is Treatment.LINK and len(text) > 5:
                values.append((text.rpartition("/")[2].rpartition("|")[2], PhiType.OTHER_ID))
            elif treatment in (Treatment.PROSE, Treatment.SCAN):
                for one in self._in_text(part, text, self._find):
                    if one.type is PhiType.NAME and one.confidence >= _SURE:
                        self._names.append(text[one.start : one.end])
                    elif one.type not in (PhiType.DATE, PhiType.AGE_OVER_89, PhiType.LOCATION) and one.confidence >= _SURE:
                        values.append((text[one.start : one.end], one.type))
        return KnownIdentifiers(self._names, values)

    def rule(self, part: Part) -> Rule:
        """Return the rule of a part, remembered by its path."""
        key = f"{part.kind.value} {part.path}"
        rule = self._rules.get(key)
        if rule is None:
            rule = self._rules[key] = rule_of(part, self._format)
        return rule

    def _in_text(self, part: Part, text: str, find: Finder) -> tuple[Found, ...]:
        """Return what is found in a part; short values repeat themselves in tables, and are read once."""
        label = label_of(part).replace(".", " ") if self.rule(part).treatment is Treatment.SCAN else ""
        key = (label, text)
        found = self._found.get(key)
        if found is None:
            read = find_in_value(label, text, self._find) if label else find(text)
            found = resolve([*read, *(self._beyond(text, find) if label else ())])
            if len(text) < 200 and len(self._found) < _MOST_REMEMBERED:
                self._found[key] = found
        return found

    def _beyond(self, text: str, find: Finder) -> list[Found]:
        return [] if find is self._find else self.known.find(text)

    def take(self, part: Part) -> None:
        """Decide on one part."""
        text = part.text.reveal()
        rule = self.rule(part)
        if not text:
            return
        if rule.treatment in (Treatment.PROSE, Treatment.SCAN):
            self._read(part, text)
        elif isinstance(rule.treatment, PhiType):
            self._whole(part, text, rule.treatment)
        else:
            self._field(part, text, rule)

    def _read(self, part: Part, text: str) -> None:
        scanned = self.rule(part).treatment is Treatment.SCAN
        if scanned and not self._in_text(part, text, self.find):
            return
        find = (lambda value: self._in_text(part, value, self.find)) if scanned else self.find
        redacted = redact(part.text, find=find, replacer=self._replacer)
        if part.kind is PartKind.PROSE and not redacted.found:
            self.untouched.append(PartReport(part.number, part.path, part.where, part.text, redacted))
        self._report(part, redacted)

    def _whole(self, part: Part, text: str, kind: PhiType) -> None:
        if not any(letter.isalnum() for letter in text):
            return
        if kind is PhiType.NAME and any(letter.isdigit() for letter in text):
            kind = PhiType.OTHER_ID  # a number in a field of names has no other name to stand for it
        rule = "field.value" if kind is not PhiType.LOCATION else "location.city" if is_town(part) else "location.field"
        found = Found(0, len(text), kind, rule, 1.0)
        self._report(part, redact(part.text, find=lambda value: (found,) if value == text else (), replacer=self._replacer))

    def _report(self, part: Part, redacted: RedactedText) -> None:
        if not redacted.found:
            return
        self.reports.append(PartReport(part.number, part.path, part.where, part.text, redacted))
        for segment in redacted.segments:
            if segment.found is not None:
                stands = redacted.text[segment.start : segment.end]
                self.changes.append(Edit(part.number, segment.from_start, segment.from_end, stands))
                self.written.add(stands)

    def _field(self, part: Part, text: str, rule: Rule) -> None:
        stands = self._fields.replaced(text, rule)
        if stands is None or (rule.treatment is Treatment.KEEP and self._tells(text)):
            self.changes.append(Drop(part.number))
            self.dropped[part.path] += 1
        elif stands != text:
            self.changes.append(Edit(part.number, 0, len(text), stands))
            self.changed[part.path] += 1
            self.written.add(stands)

    def _tells(self, text: str) -> bool:
        """Say whether a value that a table keeps is a name or number of the document's people."""
        return len(text) > 4 and any(one.type is not PhiType.DATE for one in self.known.find(text))


def _check(content: bytes, request: DocumentRequest, format: Format, redaction: _Redaction) -> None:
    """Read the result again and refuse it where an identifier stands in it that the redaction did not put there.

    Raises:
        PhiBoundaryError: one does.
    """
    if not content.strip():
        return
    again = read_document(content, request.name, format)
    for part in again.parts:
        if any(True for _ in _left(part, redaction)):
            raise PhiBoundaryError(
                f"An identifier stayed in the document ({part.where}).",
                next_step="Report it; nothing was written.",
                slug="phi.unsettled",
            )


def _left(part: Part, redaction: _Redaction) -> Iterator[Found]:
    """Yield names and numbers of the document as received that stand in a part of the result."""
    text = part.text.reveal()
    for one in redaction.known.find(text):
        if text[one.start : one.end] not in redaction.written and not _within(text, one, redaction.written):
            yield one


def _within(text: str, one: Found, written: set[str]) -> bool:
    """Say whether a finding lies in something that the redaction wrote there."""
    return any(stands and text.find(stands, max(0, one.start - len(stands)), one.end + len(stands)) >= 0 for stands in written)
