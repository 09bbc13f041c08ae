"""Medical necessity: the diagnoses of a line against those that the coverage articles list for its code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from codewell.edits.finding import Because, Found, Verdict
from codewell.edits.reference import CoverageArticle, Need
from codewell.edits.registry import Trigger, claim_edit
from codewell.edits.views import ClaimView
from codewell.kernel.claims import ClaimLine, Diagnosis, Setting


@claim_edit(
    "coverage.diagnosis-not-listed",
    mends="Point the line to the documented diagnosis that supports it, or give an ABN and append GA.",
    cites="Social Security Act, section 1862(a)(1)(A); the coverage article named in the finding",
    settings=frozenset({Setting.PROFESSIONAL, Setting.OUTPATIENT, Setting.SURGICAL_CENTER}),
    needs=Need.COVERAGE,
    trigger=Trigger.COVERED_DIAGNOSES,
)
def diagnosis_not_listed(claim: ClaimView) -> Iterator[Found]:
    """Deny a line none of whose diagnoses is covered by an article that holds for its code, on its day, in the claim's state.

    An article binds where its contractor works: without a state on the claim the question stays open. So it does where the
    diagnosis stands in an article of several groups, for which of them goes with which code stands in its prose alone. A
    line without pointers is compared with all diagnoses. National determinations (NCD) are in no export that is loaded.
    """
    for line, facts in zip(claim.claim.lines, claim.procedures, strict=True):
        billed = _billed(claim, line)
        for article in facts.articles:
            if not article.validity.covers(line.date_of_service):
                continue
            if claim.claim.state and article.states and claim.claim.state not in article.states:
                continue
            yield from _asked(line, billed, article, claim.claim.state)


def _asked(line: ClaimLine, billed: Sequence[Diagnosis], article: CoverageArticle, state: str) -> Iterator[Found]:
    shown = ", ".join(_dotted(one.code) for one in billed) or "no diagnosis"
    because = (
        Because("article", article.document, article.release, article.validity),
        *(Because("determination", one, article.release) for one in article.determinations),
        Because("states", ", ".join(sorted(article.states)) or "not stated", article.release),
        Because("diagnoses", shown),
        *(Because("excluded", _dotted(one.code), article.release) for one in billed if one.code in article.excluded),
    )
    lines = (line.number,)
    if any(one.code in article.covered for one in billed):
        if article.groups > 1:
            message = (
                f"Article {article.document} covers {shown} in one of its {article.groups} groups; whether for {line.procedure} "
                "stands in its text."
            )
            yield Found(Verdict.NO_DATA, message, because, "Read the article.", lines)
    elif state and article.states:
        message = f"{line.procedure} with {shown} is not supported by article {article.document} ({state})."
        remedy = "Point the line to the documented diagnosis that supports it, or give an ABN and append GA."
        yield Found(Verdict.FAIL, message, because, remedy, lines)
    else:
        where = ", ".join(sorted(article.states)) or "states it does not name"
        message = (
            f"Article {article.document} ({where}) does not support {line.procedure} with {shown}; no state is on the claim."
        )
        yield Found(Verdict.NO_DATA, message, because, "Say in which state the service was rendered.", lines)


def _billed(claim: ClaimView, line: ClaimLine) -> list[Diagnosis]:
    places = line.diagnosis_pointers or tuple(range(1, len(claim.claim.diagnoses) + 1))
    return [claim.claim.diagnoses[place - 1] for place in places if 1 <= place <= len(claim.claim.diagnoses)]


def _dotted(code: str) -> str:
    return f"{code[:3]}.{code[3:]}" if len(code) > 3 else code
