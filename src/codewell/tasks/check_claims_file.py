"""Check a file of claims: what of it would be denied, why, where it stands in the file, and what a payer answered before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import BinaryIO

from codewell.claims.formats import ClaimFormat
from codewell.claims.issue import Issue
from codewell.claims.x12.remittance import AnsweredClaim, AnsweredLine
from codewell.edits.checking import BATCH, CheckedClaim, ClaimChecker
from codewell.edits.finding import Finding, Verdict
from codewell.edits.profiles import PROFILE_IDS, profile_named
from codewell.kernel.claims import Claim, ClaimLine, Position
from codewell.kernel.errors import InputError
from codewell.tasks.claim_history import read_history, with_history
from codewell.tasks.claim_reference import ShelfClaimReference
from codewell.tasks.read_claims import ClaimsFile, Read, open_claims, read_claims
from codewell.tasks.workplace import Workplace

MOST_LINES = 999
"""Of a claim: what an 837I takes (005010X223, loop 2400). Pairs of lines grow with their square."""

_MOST_REMEMBERED = 2_000_000
_ORDER = {Verdict.FAIL: 0, Verdict.BYPASSED: 1, Verdict.NO_DATA: 2, Verdict.PASS: 3}


@dataclass(frozen=True, slots=True)
class ClaimsRequest:
    """How claims are checked.

    Args:
        payer: profile of claims that name none.
        received: day on which the payer receives claims that name none; None leaves timely filing unasked.
        state: where the services of claims that name no state were rendered; empty leaves local coverage open.
    """

    payer: str = "medicare-mac"
    received: date | None = None
    state: str = ""


@dataclass(frozen=True, slots=True)
class ReportedFinding:
    """A finding with its place on the claim and in the file.

    Args:
        claim: number of the claim.
        line: number of the line that would be denied; None where the claim is meant.
        finding: the edit's.
        position: of that line, else of the first diagnosis meant, else of the claim.
    """

    claim: str
    line: int | None
    finding: Finding
    position: Position | None


@dataclass(frozen=True, slots=True)
class ReportedClaim:
    """A claim that was checked.

    Args:
        claim: as billed.
        findings: what would deny first: fail, then bypassed, then no_data, each by line.
        applied: ids of the edits that concern it.
        answers: what a remittance says of it.
        answered_lines: number of a line -> what the remittance says of it.
    """

    claim: Claim
    findings: tuple[ReportedFinding, ...]
    applied: tuple[str, ...]
    answers: tuple[AnsweredClaim, ...] = ()
    answered_lines: Mapping[int, AnsweredLine] | None = None

    @property
    def verdict(self) -> Verdict:
        """The verdict on the whole claim: fail before no_data before pass."""
        verdicts = {one.finding.verdict for one in self.findings}
        return next((v for v in (Verdict.FAIL, Verdict.NO_DATA) if v in verdicts), Verdict.PASS)

    def of_verdict(self, verdict: Verdict) -> tuple[ReportedFinding, ...]:
        """Return the findings that end so."""
        return tuple(one for one in self.findings if one.finding.verdict is verdict)


@dataclass(slots=True)
class Totals:
    """Counts of a run, kept while it goes."""

    claims: int = 0
    failing: int = 0
    unsure: int = 0
    issues: int = 0
    lost: int = 0

    def add(self, told: ReportedClaim | Issue) -> None:
        """Count one."""
        if isinstance(told, Issue):
            self.issues += 1
            self.lost += told.lost
            return
        self.claims += 1
        self.failing += told.verdict is Verdict.FAIL
        self.unsure += told.verdict is Verdict.NO_DATA


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that is being checked.

    Args:
        format: told from its content.
        told: claims with their findings, and issues, in the file's order; read once.
    """

    format: ClaimFormat
    told: Iterator[ReportedClaim | Issue]


def check_claims_file(
    workplace: Workplace,
    stream: BinaryIO,
    request: ClaimsRequest,
    remittance: BinaryIO | None = None,
    history: BinaryIO | None = None,
) -> CheckedFile:
    """Open a file of claims and return what is found, as it is read; memory holds one batch.

    Args:
        workplace: the desk.
        stream: the file, from its beginning.
        request: payer and day of receipt of claims that name none.
        remittance: an 835 or 277 whose denials are joined to the lines; held whole.
        history: earlier claims of the patients; held whole.

    Raises:
        InputError: a file is not what it should be, or there is no such payer.
    """
    profile_named(request.payer)
    answers = _answers(remittance) if remittance is not None else {}
    earlier = read_history(history, request.payer) if history is not None else None
    file = open_claims(stream)
    read: Iterable[Read] = _counting(file, request)
    return CheckedFile(file.format, check_read(workplace, with_history(read, earlier) if earlier else read, request, answers))


def check_read(
    workplace: Workplace,
    read: Iterable[Read],
    request: ClaimsRequest,
    answers: Mapping[str, list[AnsweredClaim]] | None = None,
) -> Iterator[ReportedClaim | Issue]:
    """Yield each claim with its findings and each issue, in order."""
    checker = ClaimChecker(ShelfClaimReference(workplace.shelf))
    held = answers if answers is not None else {}
    waiting = iter(screened(read, request))
    while batch := list(islice(waiting, BATCH)):
        checked = iter(checked_together(checker, [one for one in batch if isinstance(one, Claim)]))
        for one in batch:
            told = next(checked) if isinstance(one, Claim) else one
            yield told if isinstance(told, Issue) else reported_claim(told, held.get(told.claim.id, []))


def screened(read: Iterable[Read], request: ClaimsRequest) -> Iterator[Claim | Issue]:
    """Yield claims that can be checked, with the request's day of receipt; what cannot is an issue and costs only itself."""
    seen: set[int] = set()
    for one in read:
        if isinstance(one, AnsweredClaim):
            continue
        if isinstance(one, Issue):
            yield one
            continue
        at = one.position or Position()
        if len(one.lines) > MOST_LINES:
            message = f"The claim has more than {MOST_LINES} lines; it was left out."
            yield Issue("claims.too-many-lines", message, at, one.id, lost=True)
            continue
        if one.payer not in PROFILE_IDS:
            message = f"The claim names a payer profile that does not exist; known are {', '.join(PROFILE_IDS)}."
            yield Issue("claims.unknown-payer", message, at, one.id, lost=True)
            continue
        mark = hash(one.id)
        if mark in seen:
            message = "The number of the claim has been used before in this file; both were checked."
            yield Issue("claims.duplicate-id", message, at, one.id)
        elif len(seen) < _MOST_REMEMBERED:
            seen.add(mark)
        if request.state and not one.state:
            one = replace(one, state=request.state)
        yield replace(one, received=request.received) if one.received is None and request.received else one


def checked_together(checker: ClaimChecker, claims: list[Claim]) -> Iterator[CheckedClaim | Issue]:
    """Yield the findings of claims of one batch; a claim on which an edit breaks is an issue and costs only itself."""
    try:
        yield from list(checker.check_all(claims))
    except Exception:  # noqa: BLE001 -- one odd claim must not cost the others
        yield from (_checked_alone(checker, claim) for claim in claims)


def _checked_alone(checker: ClaimChecker, claim: Claim) -> CheckedClaim | Issue:
    try:
        return checker.check(claim)
    except Exception as defect:  # noqa: BLE001 -- told as an issue of this claim
        message = f"The claim could not be checked; this is a defect of the program ({type(defect).__name__})."
        return Issue("claims.defect", message, claim.position or Position(), claim.id, lost=True)


def _counting(file: ClaimsFile, request: ClaimsRequest) -> Iterator[Read]:
    """Yield what is read; a file without any claim and without a word on it is refused."""
    claims = answered = issues = 0
    for one in read_claims(file, request.payer):
        claims += isinstance(one, Claim)
        answered += isinstance(one, AnsweredClaim)
        issues += isinstance(one, Issue) and one.lost
        yield one
    if not claims and (answered or not issues):
        found = f"{answered:,} answers of a payer and no claim" if answered else "no claim"
        raise InputError(
            f"Line 1, character 0: the file holds {found}.",
            next_step="Name the file of claims, and the payer's answers with --remittance."
            if answered
            else "Export the claims again.",
            slug="claims.no-claim",
        )


def _answers(stream: BinaryIO) -> dict[str, list[AnsweredClaim]]:
    file = open_claims(stream)
    found: dict[str, list[AnsweredClaim]] = {}
    if file.format is ClaimFormat.X12:
        for one in read_claims(file, "medicare-mac"):
            if isinstance(one, AnsweredClaim):
                found.setdefault(one.id, []).append(one)
    if not found:
        raise InputError(
            "The remittance file holds no answer to a claim.", next_step="Give an X12 835 or 277.", slug="claims.no-remittance"
        )
    return found


def reported_claim(checked: CheckedClaim, answers: list[AnsweredClaim]) -> ReportedClaim:
    """Return a checked claim with what every finding is shown with, beside the payer's answers, if any."""
    claim = checked.claim
    lines = {line.number: line.position for line in claim.lines}
    found = sorted((_placed(claim, lines, finding) for finding in checked.findings), key=_denied_first)
    joined = _joined(claim.lines, [line for answer in answers for line in answer.lines]) if answers else None
    return ReportedClaim(claim, tuple(found), checked.applied, tuple(answers), joined)


def _placed(claim: Claim, lines: Mapping[int, Position | None], finding: Finding) -> ReportedFinding:
    line = finding.lines[0] if finding.lines else None
    position = claim.position
    if line is not None:
        position = lines.get(line) or position
    elif finding.diagnoses and finding.diagnoses[0] <= len(claim.diagnoses):
        position = claim.diagnoses[finding.diagnoses[0] - 1].position or position
    return ReportedFinding(claim.id, line, finding, position)


def _denied_first(one: ReportedFinding) -> tuple[int, int]:
    return _ORDER[one.finding.verdict], one.line if one.line is not None else 0


def _joined(lines: tuple[ClaimLine, ...], answered: list[AnsweredLine]) -> dict[int, AnsweredLine]:
    """Join answers to lines by code, modifiers and day, the closest match first; each answer is used once."""
    left = list(answered)
    found: dict[int, AnsweredLine] = {}
    for strictness in (3, 2, 1):
        for line in lines:
            if line.number in found:
                continue
            match = next((one for one in left if _alike(line, one) >= strictness), None)
            if match is not None:
                found[line.number] = match
                left.remove(match)
    return found


def _alike(line: ClaimLine, answer: AnsweredLine) -> int:
    if answer.procedure != line.procedure:
        return 0
    return 1 + (answer.date_of_service in (None, line.date_of_service)) + (answer.modifiers == line.modifiers)
