"""The engine: many claims in, their findings out. One claim is a batch of one, so both ways find the same.

Per distinct line and diagnosis every edit is asked once and its findings are remembered; claim edits run only where their
trigger is present; PTP pairs are found for a whole batch in one pass.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import islice

from codewell.edits.finding import Finding, Verdict
from codewell.edits.outcomes import Rules, shared_triggers
from codewell.edits.pairing import UNPAIRED, PairColumns, Paired
from codewell.edits.profiles import profile_named
from codewell.edits.reference import ClaimReference
from codewell.edits.registry import Edit, all_edits
from codewell.edits.triggers import claim_triggers
from codewell.kernel.claims import Claim, Setting

BATCH = 2_000
"""Claims looked at together: enough to vectorise, few enough to stay in the processor's cache."""


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
        self._rules: dict[tuple[Setting, str], Rules] = {}
        self._columns: dict[Setting, PairColumns] = {}

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
        with no_collection():
            return self._checked(claims)

    def _checked(self, claims: list[Claim]) -> list[CheckedClaim]:
        pairs: list[Paired] = [UNPAIRED] * len(claims)
        of_setting: dict[Setting, list[int]] = defaultdict(list)
        for number, claim in enumerate(claims):
            if len(claim.lines) > 1 and self.rules(claim.setting, claim.payer).pairs:
                of_setting[claim.setting].append(number)
        for setting, numbers in of_setting.items():
            for number, found in zip(numbers, self.columns(setting).paired([claims[n] for n in numbers]), strict=True):
                pairs[number] = found
        return [self._check(claim, found) for claim, found in zip(claims, pairs, strict=True)]

    def rules(self, setting: Setting, payer: str) -> Rules:
        """Return the edits of a setting and payer.

        Raises:
            InputError: the payer has no profile.
        """
        key = (setting, payer)
        rules = self._rules.get(key)
        if rules is None:
            rules = self._rules[key] = Rules(self._edits, setting, profile_named(payer), self._reference)
        return rules

    def columns(self, setting: Setting) -> PairColumns:
        """Return what finds the PTP pairs of a setting's claims."""
        columns = self._columns.get(setting)
        if columns is None:
            columns = self._columns[setting] = PairColumns(setting, self._reference)
        return columns

    def _check(self, claim: Claim, paired: Paired) -> CheckedClaim:
        rules = self.rules(claim.setting, claim.payer)
        findings: list[Finding] = []
        triggers = claim_triggers(claim, rules.profile.filing_days)
        lines = [rules.line(claim, line) for line in claim.lines]
        for line, outcome in zip(claim.lines, lines, strict=True):
            triggers |= outcome.triggers
            if outcome.found:
                findings += outcome.findings(line.number)
        decided_on = deciding_day(claim)
        listed = [rules.diagnosis(diagnosis, decided_on) for diagnosis in claim.diagnoses]
        for place, outcome in enumerate(listed, start=1):
            triggers |= outcome.triggers
            if outcome.found:
                findings += outcome.findings(place)
        triggers |= shared_triggers(listed) | paired.triggers
        findings += rules.claim(triggers, lambda: rules.view(claim, lines, listed, decided_on, paired))
        applied = rules.applied if claim.earlier is None else rules.applied_with_history
        return CheckedClaim(claim, tuple(findings), applied)


@contextmanager
def no_collection() -> Iterator[None]:
    """Keep the garbage collector out for the length of a batch.

    What is remembered grows and has no cycles; looking through it again and again takes as long as the edits themselves.
    """
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


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
