"""What bulk checking writes: a line of JSON a claim, put together from pieces that are written once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, MutableMapping, Sequence
from datetime import date
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any

from codewell.claims.issue import Issue
from codewell.edits.checking import CheckedClaim
from codewell.edits.finding import Because, Finding, Verdict
from codewell.edits.outcomes import Outcome
from codewell.kernel.claims import Position
from codewell.kernel.validity import Validity
from codewell.tasks.wire import to_wire

_MOST_REMEMBERED = 50_000
_NO_DATA, _FAIL = Verdict.NO_DATA, Verdict.FAIL
_NOBODY: tuple[str, ...] = ()


class Written:
    """Findings as pieces of a line.

    Attributes:
        told: JSON of those that fail or are bypassed, without the closing brace, each with the number of the line meant.
        fails: True where one of them fails.
        lacking: ids of edits that lacked data.
    """

    __slots__ = ("fails", "lacking", "told")

    def __init__(self, findings: Iterable[Finding], lacks: Iterable[str] = ()) -> None:
        told: list[tuple[str, int | None]] = []
        lacking: dict[str, None] = dict.fromkeys(lacks)
        self.fails = False
        for finding in findings:
            verdict = finding.verdict
            if verdict is _NO_DATA:
                lacking[finding.edit] = None
                continue
            if verdict is _FAIL:
                self.fails = True
            told.append((finding_fields(finding), finding.lines[0] if finding.lines else None))
        self.told = told
        self.lacking = tuple(lacking) if lacking else _NOBODY


class ClaimWriter:
    """Writes claims; what is told of equal lines and diagnoses is written once.

    Attributes:
        quiet: outcomes of which only the lack of data is told -> their piece, wherever they stand.
    """

    def __init__(self) -> None:
        self._outcomes: dict[tuple[Outcome, int], Written] = {}
        self.quiet: dict[Outcome, Written] = {}
        self._lacks: dict[tuple[str, ...], Written] = {}
        self._lacking: dict[tuple[tuple[str, ...], ...], str] = {}

    def outcome(self, outcome: Outcome, place: int) -> Written:
        """Return the pieces for a line of that number, or a diagnosis of that place."""
        written = self._outcomes.get((outcome, place))
        if written is None:
            _make_room(self._outcomes)
            if not _tells(outcome):
                return self._of_quiet(outcome)
            written = self._outcomes[outcome, place] = Written(outcome.findings(place))
        return written

    def _of_quiet(self, outcome: Outcome) -> Written:
        """Return what stands for an outcome of which only the lack of data is told, by ids and without a place."""
        _make_room(self.quiet)
        ids = tuple(dict.fromkeys([edit.id for edit, _ in outcome.found]))
        written = self.quiet[outcome] = self._lacks.setdefault(ids, Written((), ids))
        return written

    def claim(self, id: str, pieces: Sequence[Written], where: Callable[[int | None], str]) -> str:
        """Return the line of a claim.

        Args:
            id: its number.
            pieces: in the order of its findings.
            where: the position of the line of that number, or of the claim, as JSON.
        """
        found: list[str] = []
        fails = False
        lacking: list[tuple[str, ...]] = []
        for piece in pieces:
            for told, line in piece.told:
                found.append(f"{told}, {where(line)}}}")
            fails = fails or piece.fails
            if piece.lacking and piece.lacking not in lacking:
                lacking.append(piece.lacking)
        verdict = "fail" if fails else "no_data" if lacking else "pass"
        no_data = self._no_data(tuple(lacking)) if lacking else "[]"
        return f'{{"id": {json.dumps(id)}, "verdict": "{verdict}", "findings": [{", ".join(found)}], "no_data": {no_data}}}\n'

    def _no_data(self, lacking: tuple[tuple[str, ...], ...]) -> str:
        written = self._lacking.get(lacking)
        if written is None:
            _make_room(self._lacking)
            ids = dict.fromkeys([id for one in lacking for id in one])
            written = self._lacking[lacking] = json.dumps(list(ids))
        return written

    def checked(self, checked: CheckedClaim) -> str:
        """Return the line of a claim that was checked by itself."""
        claim = checked.claim
        at = {line.number: line.position for line in claim.lines}
        return self.claim(
            claim.id,
            [Written(checked.findings)],
            lambda line: place_json(claim.position if line is None else at.get(line)),
        )


def _tells(outcome: Outcome) -> bool:
    return any(found.verdict is not Verdict.NO_DATA for _, found in outcome.found)


def _make_room(remembered: MutableMapping[Any, Any]) -> None:
    if len(remembered) >= _MOST_REMEMBERED:
        remembered.clear()


def issue_line(issue: Issue) -> str:
    """Return the line of what could not be read."""
    error = {"slug": issue.slug, "message": issue.message, "lost": issue.lost}
    return f'{{"id": {json.dumps(issue.claim or None)}, "error": {json.dumps(error)[:-1]}, {place_json(issue.position)}}}}}\n'


def finding_fields(finding: Finding) -> str:
    """Return a finding as the JSON of `to_wire`, without the closing brace; written by hand because millions are."""
    because = ", ".join([_fact(fact) for fact in finding.because])
    releases = ", ".join([_quoted_text(one) for one in finding.releases])
    return (
        f'{{"edit": "{finding.edit}", "verdict": "{finding.verdict.value}", "lines": {list(finding.lines)}, '
        f'"diagnoses": {list(finding.diagnoses)}, "message": {encode_basestring(finding.message)}, "because": [{because}], '
        f'"remedy": {encode_basestring(finding.remedy)}, "source": {_quoted_text(finding.source)}, "releases": [{releases}]'
    )


def _fact(fact: Because) -> str:
    validity = fact.validity
    days = _days(validity.first_day, validity.last_day) if validity else "null"
    return (
        f'{{"what": "{fact.what}", "value": {encode_basestring(fact.value)}, "release": {_quoted_text(fact.release)}, '
        f'"validity": {days}}}'
    )


@lru_cache(maxsize=10_000)
def _days(first: date, last: date | None) -> str:
    return json.dumps(to_wire(Validity(first, last)))


@lru_cache(maxsize=10_000)
def _quoted_text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


NOWHERE = '"position": null'


def row_json(row: int, character: int) -> str:
    """Return the position of a row of a table."""
    return f'"position": {{"line": {row}, "character": {character}}}'


def place_json(position: Position | None) -> str:
    """Return a position; what it leaves open is not told."""
    if position is None:
        return NOWHERE
    parts = [f'"{name}": {value}' for name, value in _numbers(position) if value is not None]
    if position.path:
        parts.append(f'"path": {json.dumps(position.path)}')
    return f'"position": {{{", ".join(parts)}}}'


def _numbers(position: Position) -> tuple[tuple[str, int | None], ...]:
    return (
        ("line", position.line),
        ("character", position.character),
        ("segment", position.segment),
        ("element", position.element),
    )
