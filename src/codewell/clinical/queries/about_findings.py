"""Questions about results far outside the usual range that no documented condition accounts for; never a code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from codewell.clinical.coder import Assignment, Rejection
from codewell.clinical.gap import CoderQuery, GapKind
from codewell.clinical.queries.templates import OTHER, PRACTICE, UNABLE, LaboratoryFinding, laboratory_findings
from codewell.clinical.sections import Sentence, sentences
from codewell.kernel.text import TextSpan

_WITHIN = 5
"""Tokens after a result's name within which its value stands."""
_UNREAD = {"family_history", "allergies", "medications"}
_NO_RESULT = {"meq", "units", "weeks", "months", "days", "years", "tablets", "times"}
"""Units after which a number is a dose or a time: potassium 20 mEq."""
_CITES = f"Official Guidelines, sec. III.B; {PRACTICE}"
_OPTIONS = ("A related diagnosis (please document it)", "Not clinically significant", OTHER, UNABLE)


def finding_queries(text: str, documented: Sequence[Assignment | Rejection]) -> Iterator[CoderQuery]:
    """Yield one question for each result that is far outside its range and that nothing documented accounts for.

    Args:
        text: the note as received.
        documented: what the note documents in any way; what rests on the result itself accounts for nothing.
    """
    places: dict[str, list[TextSpan]] = {}
    for sentence in sentences(text):
        if sentence.section not in _UNREAD:
            for finding, span in _far_out(sentence):
                places.setdefault(finding.id, []).append(span)
    for finding in laboratory_findings():
        if finding.id in places and not any(_accounts_for(one, finding, places[finding.id]) for one in documented):
            yield _query(finding, places[finding.id])


def _accounts_for(one: Assignment | Rejection, finding: LaboratoryFinding, places: Sequence[TextSpan]) -> bool:
    said_elsewhere = any(not any(span.overlaps(place) for place in places) for span in one.evidence)
    return said_elsewhere and one.code.value.startswith(finding.explained_by)


def _query(finding: LaboratoryFinding, places: Sequence[TextSpan]) -> CoderQuery:
    name = finding.id.replace("-", " ")
    question = (
        f"The record shows a {name} result at the place marked. Based on your clinical judgment, please document its clinical "
        "significance, if any."
    )
    missing = f"clinical significance of the {name} result"
    return CoderQuery(
        f"finding-{finding.id}", GapKind.FINDING, None, missing, question, _OPTIONS, tuple(dict.fromkeys(places)), (), _CITES
    )


def _far_out(sentence: Sentence) -> Iterator[tuple[LaboratoryFinding, TextSpan]]:
    lower = [token.lower() for token in sentence.tokens]
    for finding in laboratory_findings():
        for name in finding.names:
            for place in range(len(lower) - len(name) + 1):
                if tuple(lower[place : place + len(name)]) != name or _means_otherwise(finding, lower, place + len(name)):
                    continue
                if len(name[0]) < 3 and not sentence.tokens[place][0].isupper():
                    continue
                value = _value(lower, place + len(name))
                if value is not None and _is_far(finding, value[1]):
                    end = sentence.starts[value[0]] + len(sentence.tokens[value[0]])
                    yield finding, TextSpan(sentence.starts[place], end)


def _means_otherwise(finding: LaboratoryFinding, lower: Sequence[str], after: int) -> bool:
    return bool(finding.unless_before & set(lower[after : after + 1]))


def _value(lower: Sequence[str], first: int) -> tuple[int, float] | None:
    """Return place and value of the first number after a name; None where another clause or a range of time comes first."""
    for place in range(first, min(first + _WITHIN, len(lower))):
        token = lower[place]
        if token in (",", ";", "(", "and", "in", "for", "<", ">", "goal", "target"):
            return None
        if token[0].isdigit():
            number = token.replace(",", "")
            follows = lower[place + 1 : place + 2]
            dosed = bool(follows) and follows[0] in _NO_RESULT
            try:
                return None if dosed else (place, float(number))
            except ValueError:
                return None
    return None


def _is_far(finding: LaboratoryFinding, value: float) -> bool:
    if not finding.possible[0] <= value <= finding.possible[1]:
        return False
    return (finding.low is not None and value < finding.low) or (finding.high is not None and value > finding.high)
