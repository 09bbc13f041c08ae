"""Medical necessity: the diagnoses of a line against those that the coverage articles list for its code."""

from __future__ import annotations

from collections.abc import Iterator

from codewell.edits.finding import Because, Found, Verdict
from codewell.edits.reference import Need
from codewell.edits.registry import Trigger, claim_edit
from codewell.edits.views import ClaimView
from codewell.kernel.claims import Setting


@claim_edit(
    "coverage.diagnosis-not-listed",
    mends="Point the line to the documented diagnosis that supports it, or give an ABN and append GA.",
    cites="Social Security Act, section 1862(a)(1)(A); the coverage article named in the finding",
    settings=frozenset({Setting.PROFESSIONAL, Setting.OUTPATIENT, Setting.SURGICAL_CENTER}),
    needs=Need.COVERAGE,
    trigger=Trigger.COVERED_DIAGNOSES,
)
def diagnosis_not_listed(claim: ClaimView) -> Iterator[Found]:
    """Deny a line none of whose diagnoses is in the covered group of an article that holds for its code.

    A line without pointers is compared with all diagnoses of the claim.
    """
    for line, facts in zip(claim.claim.lines, claim.procedures, strict=True):
        places = line.diagnosis_pointers or tuple(range(1, len(claim.diagnoses) + 1))
        billed = [claim.diagnoses[place - 1] for place in places if 1 <= place <= len(claim.diagnoses)]
        for article in facts.articles:
            if not any(one.code in article.covered for one in billed):
                shown = ", ".join(one.display for one in billed) or "no diagnosis"
                because = (Because("article", article.document, article.release), Because("diagnoses", shown))
                message = f"{line.procedure} with {shown} is not supported by article {article.document}."
                remedy = "Point the line to the documented diagnosis that supports it, or give an ABN and append GA."
                yield Found(Verdict.FAIL, message, because, remedy, (line.number,))
