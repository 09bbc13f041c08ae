"""The parts of one document redacted together: each by its rule, names and numbers that one gives away in all of them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from codewell.documents.document import Document, Drop, Edit, Part, PartKind
from codewell.kernel.errors import InputError
from codewell.kernel.text import ClinicalText
from codewell.phi.fields.replacing import FieldReplacer
from codewell.phi.fields.scanning import find_in_value
from codewell.phi.fields.table import Rule, Treatment
from codewell.phi.known import KnownIdentifiers
from codewell.phi.phi_types import Found, PhiType
from codewell.phi.policy import Policy, Replacement
from codewell.phi.redaction import Finder, RedactedText, redact, restated
from codewell.phi.replacement import Replacer
from codewell.phi.replacing.dates import newest_year
from codewell.phi.resolve import resolve
from codewell.phi.verification import Reading, doubts_in
from codewell.tasks.field_tables import found_in_field, is_town, label_of, reading_of, rule_of, takes_whole_dates

_REDACTED = re.compile(rf"\[(?:{'|'.join(kind.value for kind in PhiType)})\]|(?=.*[X*]{{2}})[X*]+(?:[ .,/-]+[X*]+)*")
"""A value that stands for one that was taken out before."""
_SURE = 0.8
_MOST_REMEMBERED = 50_000

Places = tuple[tuple[int, Found], ...]
"""Places that a person pointed out: number of the part, and the place in it as received."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How the parts are redacted; each value as in `DocumentRequest`."""

    policy: Policy
    find: Finder
    secret: bytes | None = field(default=None, repr=False)
    patient: str | None = field(default=None, repr=False)
    uid_key: bytes | None = field(default=None, repr=False)
    extra: Places = ()
    keep: Places = ()
    verify: bool = False


@dataclass(frozen=True, slots=True)
class PartReport:
    """A part of a redacted document.

    Args:
        part: number of the part in the document as received.
        path, where: as in `Part`.
        received: its text as it came.
        redacted: its text without identifiers.
        reading: how the second pass reads it.
    """

    part: int
    path: str
    where: str
    received: ClinicalText
    redacted: RedactedText
    reading: Reading = Reading.TEXT


class _PlacesByPart:
    """The places that a person pointed out, by part."""

    def __init__(self, plan: Plan) -> None:
        self._places: defaultdict[int, tuple[list[Found], list[Found]]] = defaultdict(lambda: ([], []))
        for at, places in enumerate((plan.extra, plan.keep)):
            for number, one in places:
                self._places[number][at].append(one)

    def of(self, number: int) -> tuple[Sequence[Found], Sequence[Found]]:
        """Return the places of a part to take out and to keep."""
        return self._places.get(number, ((), ()))

    def keeps(self, number: int, found: Found) -> bool:
        """Say whether a person lets exactly this finding stand."""
        return any((one.start, one.end) == (found.start, found.end) for one in self.of(number)[1])


class PartsRedaction:
    """What is known of one document while its parts are redacted."""

    def __init__(self, document: Document, plan: Plan) -> None:
        self._format, self._plan = document.format, plan
        self._places = _PlacesByPart(plan)
        policy = plan.policy
        self._rules: dict[str, Rule] = {}
        self._found: dict[tuple[str, str], tuple[Found, ...]] = {}
        self._find = plan.find
        texts = [part.text.reveal() for part in document.parts]
        self.known = self._gathered(document.parts)
        self.find = self.known.beside(plan.find) if len(document.parts) > 1 else plan.find
        self._found.clear()
        self._replacer = Replacer(policy, texts, self._names, plan.secret, plan.patient)
        secret = plan.secret if policy.needs_secret else None
        dates = [text[:4] if text[:8].isdigit() else text for text in texts]
        whole, uid_key = takes_whole_dates(document.format), plan.uid_key or plan.secret
        self._fields = FieldReplacer(self._replacer, secret, newest_year(dates), full_dates=whole, uid_key=uid_key)
        self.changes: list[Edit | Drop] = []
        self.reports: list[PartReport] = []
        self.untouched: list[PartReport] = []
        self.dropped: Counter[str] = Counter()
        self.changed: Counter[str] = Counter()
        self.written: set[str] = set()
        self.texts: set[str] = set()
        self._doubtful: dict[tuple[Reading, str], bool] = {}

    def _gathered(self, parts: Sequence[Part]) -> KnownIdentifiers:
        """Return the names and numbers that the parts give away, each to be sought in all of them."""
        self._names: list[str] = []
        values: list[tuple[str, PhiType]] = []
        for part in parts:
            text = part.text.reveal()
            treatment = self.rule(part).treatment
            if isinstance(treatment, PhiType) and not _REDACTED.fullmatch(text):
                self._names += [text] if treatment is PhiType.NAME else []
                values += [(text, treatment)] if self._plan.policy.of(treatment) is not Replacement.KEEP else []
            elif treatment is Treatment.LINK and len(text) > 5:
                values.append((text.rpartition("/")[2].rpartition("|")[2], PhiType.OTHER_ID))
            elif treatment in (Treatment.PROSE, Treatment.SCAN):
                for one in self._in_text(part, text, self._find):
                    if self._places.keeps(part.number, one):
                        continue
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
        extra, keep = self._places.of(part.number)
        if scanned and not extra and not self._in_text(part, text, self.find):
            self._stays(part, Reading.TEXT)
            return
        find = (lambda value: self._in_text(part, value, self.find)) if scanned else self.find
        redacted = redact(part.text, find=find, replacer=self._replacer, extra=extra, keep=keep)
        self.written |= {text[one.start : one.end] for one in keep}
        if part.kind is PartKind.PROSE and not redacted.found:
            self._remember_untouched(part, redacted, Reading.TEXT)
        elif not redacted.found:
            self._stays(part, Reading.TEXT)
        self._report(part, redacted)

    def _whole(self, part: Part, text: str, kind: PhiType) -> None:
        if not any(letter.isalnum() for letter in text) or _REDACTED.fullmatch(text):
            if self._plan.verify:
                self.texts.add(text)
            return
        if kind is PhiType.NAME and any(letter.isdigit() for letter in text):
            kind = PhiType.OTHER_ID  # a number in a field of names has no other name to stand for it
        self._refuse_to_keep(part)
        rule = "field.value" if kind is not PhiType.LOCATION else "location.city" if is_town(part) else "location.field"
        found = Found(0, len(text), kind, rule, 1.0)
        redacted = redact(part.text, find=lambda value: (found,) if value == text else (), replacer=self._replacer)
        if not redacted.found and self._plan.verify:
            self.texts.add(text)  # the policy keeps the kind
        self._report(part, redacted)

    def _report(self, part: Part, redacted: RedactedText) -> None:
        if not redacted.found:
            return
        self.reports.append(PartReport(part.number, part.path, part.where, part.text, redacted))
        if self._plan.verify:
            self.texts.add(redacted.text)
        for segment in redacted.segments:
            if segment.found is not None:
                stands = redacted.text[segment.start : segment.end]
                self.changes.append(Edit(part.number, segment.from_start, segment.from_end, stands))
                self.written.add(stands)

    def _field(self, part: Part, text: str, rule: Rule) -> None:
        extra, _ = self._places.of(part.number)
        stands = self._fields.replaced(text, rule)
        if stands is None or (rule.treatment is Treatment.KEEP and self._tells(text)):
            self._refuse_to_keep(part)
            self.changes.append(Drop(part.number))
            self.dropped[part.path] += 1
        elif extra:
            self._report(part, redact(part.text, find=lambda _: (), replacer=self._replacer, extra=extra))
        elif stands != text:
            self._refuse_to_keep(part)
            self.changed[part.path] += 1
            self._report(part, restated(part.text, stands, found_in_field(rule, len(text)), self._plan.policy))
        else:
            self._stays(part, reading_of(part, self._format))

    def _stays(self, part: Part, reading: Reading) -> None:
        """Note a field that is let stand, and hand it to the second pass where that would doubt it."""
        if not self._plan.verify:
            return
        text = part.text.reveal()
        self.texts.add(text)
        doubtful = self._doubtful.get((reading, text))
        if doubtful is None:
            doubtful = any(True for _ in doubts_in(text, self._plan.policy, reading))
            if len(self._doubtful) < _MOST_REMEMBERED:
                self._doubtful[reading, text] = doubtful
        if doubtful:
            self._remember_untouched(part, redact(part.text, find=lambda _: (), replacer=self._replacer), reading)

    def _remember_untouched(self, part: Part, redacted: RedactedText, reading: Reading) -> None:
        self.untouched.append(PartReport(part.number, part.path, part.where, part.text, redacted, reading))

    def _refuse_to_keep(self, part: Part) -> None:
        """Refuse to let a place stand in a field that its table takes, shortens or drops as a whole.

        Raises:
            InputError: a person wants one to stay.
        """
        if self._places.of(part.number)[1]:
            raise InputError(
                f"Part {part.number} is a field that the table of {self._format.value} decides on as a whole; "
                "no place in it can be kept.",
                next_step="Leave the place out, or use a policy that keeps its kind.",
                slug="input.places-in-fields",
            )

    def _tells(self, text: str) -> bool:
        """Say whether a value that a table keeps is a name or number of the document's people."""
        return len(text) > 4 and any(one.type is not PhiType.DATE for one in self.known.find(text))
