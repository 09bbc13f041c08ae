"""What is found for drafts of claims, as lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from codewell.edits.finding import Finding
from codewell.kernel.claims import Claim
from codewell.tasks.batch.claim_drafts import Draft
from codewell.tasks.batch.claim_writing import NOWHERE, ClaimWriter, Written, row_json


def pair_up(drafts: Sequence[Draft]) -> None:
    """Look up the pairs of lines of drafts, one pass for each setting."""
    of_columns: dict[int, list[Draft]] = {}
    for draft in drafts:
        if len(draft.lines) > 1 and draft.bills.rules.pairs:
            of_columns.setdefault(id(draft.bills.columns), []).append(draft)
    for mine in of_columns.values():
        columns: list[int] = []
        codes: list[str] = []
        for draft in mine:
            columns += draft.columns
            codes += [line.procedure for line in draft.read]
        found = mine[0].bills.columns.found([len(draft.lines) for draft in mine], columns, codes)
        for draft, paired in zip(mine, found, strict=True):
            draft.paired = paired
            draft.triggers |= paired.triggers


def draft_line(draft: Draft, writer: ClaimWriter, read: Callable[[Draft], Claim]) -> str:
    """Return what is found for a draft, its pairs looked up, as a line.

    Args:
        draft: of a claim.
        writer: of lines.
        read: makes the claim; called where a claim edit has to look at it.
    """
    quiet = writer.quiet
    pieces: list[Written] = []
    for outcome, number in zip(draft.lines, draft.numbers, strict=True):
        if outcome.found:
            pieces.append(quiet.get(outcome) or writer.outcome(outcome, number))
    for place, outcome in enumerate(draft.listed, start=1):
        if outcome.found:
            pieces.append(quiet.get(outcome) or writer.outcome(outcome, place))
    if draft.bills.rules.triggered(draft.triggers):
        found = _of_claim(draft, read)
        if found:
            pieces.append(Written(found))

    def where(line: int | None) -> str:
        if line is None:
            return row_json(*draft.rows[0])
        at = len(draft.numbers) - 1
        while at >= 0 and draft.numbers[at] != line:  # of lines of one number the last one is meant
            at -= 1
        return row_json(*draft.rows[at]) if at >= 0 else NOWHERE

    return writer.claim(draft.id, pieces, where)


def _of_claim(draft: Draft, read: Callable[[Draft], Claim]) -> list[Finding]:
    rules = draft.bills.rules
    return list(
        rules.claim(draft.triggers, lambda: rules.view(read(draft), draft.lines, draft.listed, draft.decided_on, draft.paired))
    )
