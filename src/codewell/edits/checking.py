"""The engine: many claims in, their findings out. One claim is a batch of one, so both ways find the same.

Per distinct line and diagnosis every edit is asked once and its findings are remembered; claim edits run only where their
trigger is present; PTP pairs are found for a whole batch in one pass.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from codewell.edits.finding import Because, Finding, Found, Verdict, releases_named
from codewell.edits.pairing import UNPAIRED, Paired, paired
from codewell.edits.profiles import PayerProfile, profile_named
from codewell.edits.reference import ClaimReference, DiagnosisFacts, Missing, ModifierFacts, Need, ProcedureFacts
from codewell.edits.registry import Edit, Trigger, all_edits
from codewell.edits.triggers import claim_triggers, diagnosis_triggers, line_triggers
from codewell.edits.views import ClaimView, DiagnosisView, LineView
from codewell.kernel.claims import Claim, ClaimLine, Diagnosis, Setting

BATCH = 2_000
"""Claims looked at together: enough to vectorise, few enough to stay in the processor's cache."""

_MOST_REMEMBERED = 400_000
_DAY_LIMIT = Trigger.DAY_LIMIT.value
_MAY_EXCEED = (Trigger.OVER_LIMIT | Trigger.REPEATED_PROCEDURE).value


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A claim and what the edits found.

    Args:
        claim: as billed.
        findings: fail, bypassed and no_data, by line, then diagnosis, then edit, and passes that explain a payment; an edit
            that is not named has passed.
        applied: ids of the edits that concern the claim's setting and payer.
    """

    claim: Claim
    findings: tuple[Finding, ...]
    applied: tuple[str, ...]

    @property
    def passed(self) -> tuple[str, ...]:
        """Ids of the edits that found nothing; one with `no_data` anywhere on the claim is not among them."""
        spoken = {finding.edit for finding in self.findings if finding.verdict is not Verdict.PASS}
        return tuple(id for id in self.applied if id not in spoken)

    @property
    def worst(self) -> Verdict:
        """The verdict on the whole claim: fail before no_data before pass."""
        verdicts = {finding.verdict for finding in self.findings}
        return next((v for v in (Verdict.FAIL, Verdict.NO_DATA) if v in verdicts), Verdict.PASS)


class ClaimChecker:
    """Checks claims against the edits that concern their setting and payer.

    Not safe to share between threads; each worker makes its own.

    Args:
        reference: answers about codes.
        edits: the edits to apply; all of the registry unless given.
    """

    def __init__(self, reference: ClaimReference, edits: Sequence[Edit] | None = None) -> None:
        self._reference = reference
        self._edits = tuple(all_edits() if edits is None else edits)
        self._rules: dict[tuple[Setting, str], _Rules] = {}

    def check(self, claim: Claim) -> CheckedClaim:
        """Return the findings of one claim.

        Raises:
            InputError: its payer has no profile.
        """
        return self._batch([claim])[0]

    def check_all(self, claims: Iterable[Claim]) -> Iterator[CheckedClaim]:
        """Yield the findings of each claim, in order; memory holds one batch.

        Raises:
            InputError: a claim's payer has no profile.
        """
        waiting = iter(claims)
        while batch := list(islice(waiting, BATCH)):
            yield from self._batch(batch)

    def _batch(self, claims: list[Claim]) -> list[CheckedClaim]:
        pairs: list[Paired] = [UNPAIRED] * len(claims)
        of_setting: dict[Setting, list[int]] = defaultdict(list)
        for number, claim in enumerate(claims):
            if len(claim.lines) > 1 and self._rules_of(claim).pairs:
                of_setting[claim.setting].append(number)
        for setting, numbers in of_setting.items():
            for number, found in zip(numbers, paired([claims[n] for n in numbers], setting, self._reference), strict=True):
                pairs[number] = found
        return [self._rules_of(claim).check(claim, found) for claim, found in zip(claims, pairs, strict=True)]

    def _rules_of(self, claim: Claim) -> _Rules:
        key = (claim.setting, claim.payer)
        rules = self._rules.get(key)
        if rules is None:
            rules = self._rules[key] = _Rules(self._edits, claim.setting, profile_named(claim.payer), self._reference)
        return rules


class _Outcome:
    """What was found for equal lines or equal diagnoses: findings by the place where they stand, and triggers."""

    __slots__ = ("_at", "_placed", "found", "triggers")

    def __init__(self, found: tuple[tuple[Edit, Found], ...], triggers: Trigger, placed: Callable[[int], Placed]) -> None:
        self.found = found
        self.triggers = triggers.value
        self._placed = placed
        self._at: dict[int, tuple[Finding, ...]] = {}

    def findings(self, place: int) -> tuple[Finding, ...]:
        """Return the findings as they stand at a line number or a place among the diagnoses."""
        held = self._at.get(place)
        if held is None:
            lines, diagnoses = self._placed(place)
            held = self._at[place] = tuple(_finding(edit, found, lines, diagnoses) for edit, found in self.found)
        return held


Placed = tuple[tuple[int, ...], tuple[int, ...]]


class _Rules:
    """The edits of one setting and payer, with what they have already found."""

    def __init__(self, edits: Sequence[Edit], setting: Setting, profile: PayerProfile, reference: ClaimReference) -> None:
        mine = [edit for edit in edits if setting in edit.settings and edit.family in profile.families]
        self.setting, self.profile, self.reference = setting, profile, reference
        self.applied = tuple(edit.id for edit in mine)
        self.other_tables = [edit for edit in mine if edit.family in profile.other_tables]
        mine = [edit for edit in mine if edit.family not in profile.other_tables]
        self.pairs = any(edit.family == "ptp" for edit in mine)
        self.line_edits = [edit for edit in mine if edit.check_line]
        self.diagnosis_edits = [edit for edit in mine if edit.check_diagnosis]
        self.claim_edits = [edit for edit in mine if edit.check_claim]
        self._by_diagnosis = Need.DIAGNOSES | Need.TABULAR | Need.CODE_EDITOR
        self._procedures: dict[tuple[str, date], ProcedureFacts] = {}
        self._diagnoses: dict[tuple[str, date], DiagnosisFacts] = {}
        self._lines: dict[Hashable, _Outcome] = {}
        self._listed: dict[Hashable, _Outcome] = {}
        self._triggered: dict[int, tuple[Edit, ...]] = {}

    def check(self, claim: Claim, found: Paired) -> CheckedClaim:
        """Return the findings of one claim, given its PTP pairs."""
        findings: list[Finding] = []
        triggers = claim_triggers(claim, self.profile.filing_days).value
        procedures = []
        for line in claim.lines:
            facts = self._procedure(line)
            procedures.append(facts)
            outcome = self._line(claim, line, facts)
            triggers |= outcome.triggers
            if outcome.found:
                findings.extend(outcome.findings(line.number))
        decided_on = deciding_day(claim)
        diagnoses = [self._diagnosis(diagnosis, decided_on) for diagnosis in claim.diagnoses]
        for place, (diagnosis, known) in enumerate(zip(claim.diagnoses, diagnoses, strict=True), start=1):
            listed = self._diagnosis_outcome(diagnosis, known)
            triggers |= listed.triggers
            if listed.found:
                findings.extend(listed.findings(place))
        triggers |= self._shared_triggers(diagnoses, found)
        if not triggers & _MAY_EXCEED:
            triggers &= ~_DAY_LIMIT  # one line of each code, each within its limit: no sum of a day can exceed it
        edits = self._claim_edits(triggers)
        if edits:
            view = ClaimView(
                claim, tuple(procedures), tuple(diagnoses), decided_on, found.pairs, found.unpaired, self.profile, self.reference
            )
            for edit in edits:
                if edit.validity is None or any(edit.validity.covers(line.date_of_service) for line in claim.lines):
                    assert edit.check_claim is not None
                    findings.extend(_finding(edit, one, one.lines, one.diagnoses) for one in edit.check_claim(view))
        return CheckedClaim(claim, tuple(findings), self.applied)

    def _shared_triggers(self, diagnoses: list[DiagnosisFacts], found: Paired) -> int:
        triggers = Trigger.ALWAYS
        if found.pairs:
            triggers |= Trigger.PTP_PAIR
        if found.unpaired:
            triggers |= Trigger.PTP_UNKNOWN
        if len(diagnoses) > 1:
            categories = {facts.code[:3] for facts in diagnoses}
            if any(not facts.barred.isdisjoint(categories) for facts in diagnoses if facts.barred):
                triggers |= Trigger.EXCLUDES
        return triggers.value

    def _claim_edits(self, triggers: int) -> tuple[Edit, ...]:
        edits = self._triggered.get(triggers)
        if edits is None:
            edits = tuple(edit for edit in self.claim_edits if edit.trigger.value & triggers == edit.trigger.value)
            self._triggered[triggers] = edits
        return edits

    def _procedure(self, line: ClaimLine) -> ProcedureFacts:
        key = (line.procedure, line.date_of_service)
        facts = self._procedures.get(key)
        if facts is None:
            _make_room(self._procedures)
            facts = self._procedures[key] = self.reference.procedure(line.procedure, line.date_of_service, self.setting)
        return facts

    def _diagnosis(self, diagnosis: Diagnosis, day: date) -> DiagnosisFacts:
        key = (diagnosis.code, day)
        facts = self._diagnoses.get(key)
        if facts is None:
            _make_room(self._diagnoses)
            facts = self._diagnoses[key] = self.reference.diagnosis(diagnosis.code, day)
        return facts

    def _line(self, claim: Claim, line: ClaimLine, facts: ProcedureFacts) -> _Outcome:
        place, charge, days = line.place_of_service or claim.place_of_service, line.charge, line.days
        has_charge, negative = charge is not None, charge is not None and charge < 0
        modifiers: tuple[ModifierFacts, ...] = ()
        if line.modifiers:  # a modifier may begin or end on a day on which the code's facts stay the same
            modifiers = tuple([self.reference.modifier(modifier, line.date_of_service) for modifier in line.modifiers])
        key = (facts, modifiers, line.units, line.unit_basis, days, place, line.revenue_code, has_charge, negative)
        outcome = self._lines.get(key)
        if outcome is None:
            _make_room(self._lines)
            view = LineView(
                facts,
                modifiers,
                line.units,
                line.unit_basis,
                days,
                place,
                line.revenue_code,
                has_charge,
                negative,
                self.setting,
                self.profile,
            )
            outcome = self._lines[key] = _Outcome(tuple(self._found_on_line(view)), line_triggers(view), _on_line)
        return outcome

    def _found_on_line(self, view: LineView) -> Iterator[tuple[Edit, Found]]:
        missing = view.procedure.missing if view.code else ()
        lacking = _union(missing)
        for edit in self.line_edits:
            if not edit.needs & lacking:
                assert edit.check_line is not None
                yield from ((edit, found) for found in edit.check_line(view))
        if view.code:
            yield from _no_data([*self.line_edits, *self.claim_edits], missing)
            yield from (
                (edit, self._other_table(edit))
                for edit in self.other_tables
                if not edit.check_diagnosis and edit.trigger & Trigger.PTP_UNKNOWN == Trigger.ALWAYS
            )

    def _other_table(self, edit: Edit) -> Found:
        because = Because("not_loaded", edit.family, f"{edit.family} tables of {self.profile.id} (not loaded)")
        return Found(Verdict.NO_DATA, f"{self.profile.other_tables[edit.family]}.", (because,))

    def _diagnosis_outcome(self, diagnosis: Diagnosis, facts: DiagnosisFacts) -> _Outcome:
        key = (facts, diagnosis.role)
        outcome = self._listed.get(key)
        if outcome is None:
            _make_room(self._listed)
            view = DiagnosisView(facts, diagnosis.role, self.setting, self.profile)
            found = tuple(self._found_on_diagnosis(view))
            outcome = self._listed[key] = _Outcome(found, diagnosis_triggers(facts), _on_diagnosis)
        return outcome

    def _found_on_diagnosis(self, view: DiagnosisView) -> Iterator[tuple[Edit, Found]]:
        lacking = _union(view.diagnosis.missing)
        for edit in self.diagnosis_edits:
            if not edit.needs & lacking:
                assert edit.check_diagnosis is not None
                yield from ((edit, found) for found in edit.check_diagnosis(view))
        asking = [edit for edit in (*self.diagnosis_edits, *self.claim_edits) if edit.needs & self._by_diagnosis]
        yield from _no_data(asking, view.diagnosis.missing)


def deciding_day(claim: Claim) -> date:
    """Return the day that decides over diagnoses: an inpatient's discharge, else the first day of service.

    Source:
        ICD-10-CM Official Guidelines; Medicare Claims Processing Manual, chapter 23, section 10.2: the date of service, or
        of discharge for inpatients. A claim without lines and discharge is decided on the day of receipt or admission.
    """
    if claim.setting is Setting.INPATIENT and claim.discharge is not None:
        return claim.discharge
    if claim.lines:
        return min([line.date_of_service for line in claim.lines])
    return claim.discharge or claim.admission or claim.received or date.min


def _no_data(edits: Iterable[Edit], missing: Sequence[Missing]) -> Iterator[tuple[Edit, Found]]:
    """Yield for each edit what it lacks; pairs are told by lines, not here."""
    for edit in edits:
        lacks = [one for one in missing if one.need & edit.needs]
        if lacks:
            yield edit, Found(Verdict.NO_DATA, " ".join(one.reason for one in lacks), tuple(one.because for one in lacks))


def _union(missing: Sequence[Missing]) -> Need:
    lacking = Need.NOTHING
    for one in missing:
        lacking |= one.need
    return lacking


def _finding(edit: Edit, found: Found, lines: tuple[int, ...], diagnoses: tuple[int, ...]) -> Finding:
    return Finding(
        edit.id,
        found.verdict,
        lines,
        diagnoses,
        found.message,
        found.because,
        found.remedy,
        edit.cites,
        releases_named(found.because),
    )


def _on_line(number: int) -> Placed:
    return (number,), ()


def _on_diagnosis(place: int) -> Placed:
    return (), (place,)


def _make_room(remembered: MutableMapping[Any, Any]) -> None:
    if len(remembered) >= _MOST_REMEMBERED:
        remembered.clear()
