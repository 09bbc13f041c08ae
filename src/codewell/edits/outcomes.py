"""What the edits of one setting and payer find, remembered: equal lines and equal diagnoses are one question.

A line edit sees a line without its number and day, so the answer holds for every line that looks the same; claim edits run
only where all of their trigger is present. Triggers and needs are kept as plain integers here: they are asked millions of times.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, MutableMapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from codewell.edits.finding import Because, Finding, Found, Verdict, releases_named
from codewell.edits.pairing import Paired
from codewell.edits.profiles import PayerProfile
from codewell.edits.reference import ClaimReference, DiagnosisFacts, Missing, ModifierFacts, Need, ProcedureFacts
from codewell.edits.registry import Edit, Trigger
from codewell.edits.triggers import diagnosis_triggers, line_triggers
from codewell.edits.views import ClaimView, DiagnosisView, LineView
from codewell.kernel.claims import Claim, ClaimLine, Diagnosis, DiagnosisRole, Setting

_MOST_REMEMBERED = 100_000
_DAY_LIMIT = Trigger.DAY_LIMIT.value
_MAY_EXCEED = (Trigger.OVER_LIMIT | Trigger.REPEATED_PROCEDURE).value
_EXCLUDES = Trigger.EXCLUDES.value
_BY_DIAGNOSIS = (Need.DIAGNOSES | Need.TABULAR | Need.CODE_EDITOR).value

Placed = tuple[tuple[int, ...], tuple[int, ...]]
Told = tuple[tuple[Edit, Found], ...]


class Outcome:
    """What was found for equal lines or equal diagnoses.

    Attributes:
        facts: about the code.
        found: what the edits found, without a place.
        triggers: of claim edits, that it sets off.
    """

    __slots__ = ("_at", "_placed", "facts", "found", "triggers")

    def __init__(
        self, facts: ProcedureFacts | DiagnosisFacts, found: Told, triggers: int, placed: Callable[[int], Placed]
    ) -> None:
        self.facts: Any = facts
        self.found = found
        self.triggers = triggers
        self._placed = placed
        self._at: dict[int, tuple[Finding, ...]] | None = None

    def findings(self, place: int) -> tuple[Finding, ...]:
        """Return the findings as they stand at a line number or a place among the diagnoses."""
        at = self._at
        if at is None:
            at = self._at = {}
        held = at.get(place)
        if held is None:
            lines, diagnoses = self._placed(place)
            held = at[place] = tuple([finding_of(edit, found, lines, diagnoses) for edit, found in self.found])
        return held


class Rules:
    """The edits of one setting and payer, with what they have already found.

    Args:
        edits: all that may apply.
        setting: of the claims.
        profile: of the payer.
        reference: answers about codes.
    """

    def __init__(self, edits: Sequence[Edit], setting: Setting, profile: PayerProfile, reference: ClaimReference) -> None:
        mine = [edit for edit in edits if setting in edit.settings and edit.family in profile.families]
        self.setting, self.profile, self.reference = setting, profile, reference
        self.applied_with_history = tuple(edit.id for edit in mine)
        self.applied = tuple(edit.id for edit in mine if edit.trigger is not Trigger.HISTORY)
        self._other_tables = [edit for edit in mine if edit.family in profile.other_tables]
        mine = [edit for edit in mine if edit.family not in profile.other_tables]
        self.pairs = any(edit.family == "ptp" for edit in mine)
        self._line_edits = [(edit, edit.needs.value, edit.check_line) for edit in mine if edit.check_line]
        self._diagnosis_edits = [(edit, edit.needs.value, edit.check_diagnosis) for edit in mine if edit.check_diagnosis]
        self._claim_edits = [edit for edit in mine if edit.check_claim]
        self._of_lines = [edit for edit, _, _ in self._line_edits] + self._claim_edits
        asking = [edit for edit, _, _ in self._diagnosis_edits] + self._claim_edits
        self._of_diagnoses = [edit for edit in asking if edit.needs.value & _BY_DIAGNOSIS]
        self._lines: dict[Hashable, Outcome] = {}
        self._alike: dict[Hashable, Outcome] = {}
        self._listed: dict[tuple[str, date, DiagnosisRole], Outcome] = {}
        self._alike_listed: dict[Hashable, Outcome] = {}
        self._lacking: dict[tuple[bool, tuple[Missing, ...]], Told] = {}
        self._triggered: dict[int, tuple[Edit, ...]] = {}

    def line(self, claim: Claim, line: ClaimLine) -> Outcome:
        """Return what was found for a line by itself."""
        charge = line.charge
        key = (
            line.procedure,
            line.date_of_service,
            line.modifiers,
            line.units,
            line.place_of_service or claim.place_of_service,
            line.unit_basis,
            line.last_day,
            line.revenue_code,
            0 if charge is None else -1 if charge < 0 else 1,
        )
        outcome = self._lines.get(key)
        if outcome is None:
            _make_room(self._lines)
            facts = self.reference.procedure(line.procedure, line.date_of_service, self.setting)
            outcome = self._lines[key] = self.line_alike(
                facts,
                self.modifiers(line.modifiers, line.date_of_service),
                line.units,
                line.unit_basis,
                line.days,
                key[4],
                line.revenue_code,
                charge is not None,
                charge is not None and charge < 0,
            )
        return outcome

    def modifiers(self, modifiers: tuple[str, ...], day: date) -> tuple[ModifierFacts, ...]:
        """Return what is known of modifiers: one may begin or end on a day on which the code's facts stay the same."""
        return tuple([self.reference.modifier(modifier, day) for modifier in modifiers]) if modifiers else ()

    def line_alike(
        self,
        facts: ProcedureFacts,
        modifiers: tuple[ModifierFacts, ...],
        units: Decimal,
        unit_basis: str,
        days: int,
        place: str,
        revenue_code: str,
        has_charge: bool,
        negative_charge: bool,
    ) -> Outcome:
        """Return what was found for all lines that look so; see `LineView`."""
        key = (facts, modifiers, units, unit_basis, days, place, revenue_code, has_charge, negative_charge)
        outcome = self._alike.get(key)
        if outcome is None:
            _make_room(self._alike)
            view = LineView(*key, self.setting, self.profile)
            outcome = self._alike[key] = Outcome(facts, tuple(self._found_on_line(view)), line_triggers(view), _on_line)
        return outcome

    def _found_on_line(self, view: LineView) -> Iterator[tuple[Edit, Found]]:
        missing = view.procedure.missing if view.code else ()
        lacking = _union(missing)
        for edit, needs, check in self._line_edits:
            if not needs & lacking:
                for found in check(view):
                    yield edit, found
        if view.code:
            yield from self._told_lacking(missing, of_lines=True)
            yield from (
                (edit, self._other_table(edit))
                for edit in self._other_tables
                if not edit.check_diagnosis and edit.trigger & Trigger.PTP_UNKNOWN == Trigger.ALWAYS
            )

    def _other_table(self, edit: Edit) -> Found:
        because = Because("not_loaded", edit.family, f"{edit.family} tables of {self.profile.id} (not loaded)")
        return Found(Verdict.NO_DATA, f"{self.profile.other_tables[edit.family]}.", (because,))

    def diagnosis(self, diagnosis: Diagnosis, day: date) -> Outcome:
        """Return what was found for a diagnosis by itself, on the day that decides."""
        key = (diagnosis.code, day, diagnosis.role)
        outcome = self._listed.get(key)
        if outcome is None:
            _make_room(self._listed)
            outcome = self._listed[key] = self.diagnosis_alike(self.reference.diagnosis(diagnosis.code, day), diagnosis.role)
        return outcome

    def diagnosis_alike(self, facts: DiagnosisFacts, role: DiagnosisRole) -> Outcome:
        """Return what was found for all diagnoses of which this is known, in a role."""
        key = (facts, role)
        outcome = self._alike_listed.get(key)
        if outcome is None:
            _make_room(self._alike_listed)
            found = tuple(self._found_on_diagnosis(DiagnosisView(facts, role, self.setting, self.profile)))
            outcome = self._alike_listed[key] = Outcome(facts, found, diagnosis_triggers(facts), _on_diagnosis)
        return outcome

    def _found_on_diagnosis(self, view: DiagnosisView) -> Iterator[tuple[Edit, Found]]:
        missing = view.diagnosis.missing
        lacking = _union(missing)
        for edit, needs, check in self._diagnosis_edits:
            if not needs & lacking:
                for found in check(view):
                    yield edit, found
        yield from self._told_lacking(missing, of_lines=False)

    def _told_lacking(self, missing: tuple[Missing, ...], *, of_lines: bool) -> Told:
        """Return for each edit what it lacks; pairs are told by lines, not here."""
        key = (of_lines, missing)
        told = self._lacking.get(key)
        if told is None:
            _make_room(self._lacking)
            asking = self._of_lines if of_lines else self._of_diagnoses
            told = self._lacking[key] = tuple(_no_data(asking, missing))
        return told

    def claim(self, triggers: int, view: Callable[[], ClaimView]) -> Iterator[Finding]:
        """Yield what the claim edits find.

        Args:
            triggers: of the claim, its lines and its diagnoses together.
            view: makes the claim's view; called where some edit runs.
        """
        edits = self.triggered(triggers)
        if edits:
            seen = view()
            for edit in edits:
                if edit.validity is None or any(edit.validity.covers(line.date_of_service) for line in seen.claim.lines):
                    assert edit.check_claim is not None
                    for found in edit.check_claim(seen):
                        yield finding_of(edit, found, found.lines, found.diagnoses)

    def view(
        self, claim: Claim, lines: Sequence[Outcome], listed: Sequence[Outcome], decided_on: date, paired: Paired
    ) -> ClaimView:
        """Return a claim as its edits see it, given the outcomes of its lines and diagnoses."""
        return ClaimView(
            claim,
            tuple([one.facts for one in lines]),
            tuple([one.facts for one in listed]),
            decided_on,
            paired.pairs(claim),
            paired.unpaired(claim),
            self.profile,
            self.reference,
        )

    def triggered(self, triggers: int) -> tuple[Edit, ...]:
        """Return the claim edits that run under triggers."""
        edits = self._triggered.get(triggers)
        if edits is None:
            present = triggers
            if not present & _MAY_EXCEED:
                present &= ~_DAY_LIMIT  # one line of each code, each within its limit: no sum of a day can exceed it
            edits = tuple([edit for edit in self._claim_edits if edit.trigger.value & present == edit.trigger.value])
            self._triggered[triggers] = edits
        return edits


def shared_triggers(listed: Sequence[Outcome]) -> int:
    """Return what the diagnoses of a claim set off together."""
    for one in listed:
        barred = one.facts.barred
        if barred and any(other.facts.code[:3] in barred for other in listed):
            return _EXCLUDES if len(listed) > 1 else 0
    return 0


def finding_of(edit: Edit, found: Found, lines: tuple[int, ...], diagnoses: tuple[int, ...]) -> Finding:
    """Return what an edit found as a finding."""
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


def _no_data(edits: Iterable[Edit], missing: Sequence[Missing]) -> Iterator[tuple[Edit, Found]]:
    needs = [(one.need.value, one.reason, one.because) for one in missing]
    for edit in edits:
        mine = edit.needs.value
        lacks = [(reason, because) for need, reason, because in needs if need & mine]
        if lacks:
            yield edit, Found(Verdict.NO_DATA, " ".join([reason for reason, _ in lacks]), tuple([one for _, one in lacks]))


def _union(missing: Sequence[Missing]) -> int:
    lacking = 0
    for one in missing:
        lacking |= one.need.value
    return lacking


def _on_line(number: int) -> Placed:
    return (number,), ()


def _on_diagnosis(place: int) -> Placed:
    return (), (place,)


def _make_room(remembered: MutableMapping[Any, Any]) -> None:
    if len(remembered) >= _MOST_REMEMBERED:
        remembered.clear()
