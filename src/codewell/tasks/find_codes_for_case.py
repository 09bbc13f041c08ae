"""Find codes for a case: a phrase or some sentences in, ranked candidates of every code system out, each explained."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from codewell.clinical.coder import Rejection
from codewell.kernel.errors import InputError
from codewell.kernel.text import ClinicalText, TextSpan
from codewell.tasks.asked_day import nearest_covered
from codewell.tasks.case.candidate import Answers, CaseCandidate, CaseGroup, best_of
from codewell.tasks.case.diagnoses import case_diagnoses
from codewell.tasks.case.drugs import case_drugs
from codewell.tasks.case.inpatient import inpatient_procedures
from codewell.tasks.case.modifiers import SuggestedModifier, suggested_modifiers
from codewell.tasks.case.reading import not_understood, read_case
from codewell.tasks.case.services import case_services
from codewell.tasks.case.visits import timed_visits
from codewell.tasks.workplace import Workplace

LONGEST_CASE = 8_000
"""Characters; longer text is a note, which `code_note` reads."""
MOST_CANDIDATES = 50
_STRONG = 0.7
"""From this score a service or drug has answered its words, so that diagnoses do not answer them again."""


@dataclass(frozen=True, slots=True)
class CaseRequest:
    """A case.

    Args:
        text: a phrase or some sentences; kept nowhere.
        on: day of service; None where the person named none.
        limit: most candidates of a group, 1 to 50.
    """

    text: ClinicalText
    on: date | None = None
    limit: int = 10


@dataclass(frozen=True, slots=True)
class CaseAnswer:
    """What a case may be coded with.

    Args:
        on: the day the candidates hold for.
        groups: one for each question, in a fixed order, empty ones included.
        modifiers: what the words suggest for the services and drugs.
        aside: conditions that the case denies, tells of a relative or only suspects, with the reason; not proposed.
        not_understood: words that no candidate answers, as offsets into the case.
        releases: what the diagnoses were made from.
        notices: what a reader must know about the day, the releases and corrected words.
    """

    on: date
    groups: tuple[CaseGroup, ...]
    modifiers: tuple[SuggestedModifier, ...]
    aside: tuple[Rejection, ...]
    not_understood: tuple[TextSpan, ...]
    releases: tuple[str, ...]
    notices: tuple[str, ...] = ()

    def group(self, answers: Answers) -> CaseGroup:
        """Return the group that answers one question."""
        return next(group for group in self.groups if group.answers is answers)


def find_codes_for_case(workplace: Workplace, request: CaseRequest) -> CaseAnswer:
    """Return the candidates for a case on the day (without one: today, or the nearest day that a code list covers).

    Raises:
        InputError: the case is empty or longer than a case can be, or the limit is out of range.
        NotLoadedError: what the coder or search reads is not loaded.
    """
    _check(request)
    day, notice = _answered(workplace, request.on)
    text = request.text.reveal()
    case = read_case(text)
    services = case_services(workplace, case, day)
    services.candidates.extend(timed_visits(workplace, case, day))
    drugs = case_drugs(workplace, text, case, day)
    taken = [span for one in (*services.candidates, *drugs) if one.score >= _STRONG for span in one.evidence]
    diagnoses = case_diagnoses(workplace, request.text, case, taken, day)
    inpatient, inpatient_notice = inpatient_procedures(workplace, case, day)
    groups = (
        _group(Answers.DIAGNOSES, diagnoses.candidates, request.limit),
        _group(Answers.SERVICES, services.candidates, request.limit),
        _group(Answers.INPATIENT_PROCEDURES, inpatient, request.limit, inpatient_notice),
        _group(Answers.DRUGS, drugs, request.limit),
    )
    shown = [one for group in groups for one in group.candidates]
    answered = [*(span for one in shown for span in one.evidence), *diagnoses.resolved]
    modifiers = suggested_modifiers(case, groups[1].candidates, groups[3].candidates)
    answered += [span for one in modifiers for span in one.evidence]
    notices = dict.fromkeys(filter(None, (notice, *services.notices, *diagnoses.notices)))
    return CaseAnswer(day, groups, modifiers, diagnoses.aside, not_understood(case, answered), diagnoses.releases, tuple(notices))


def _group(answers: Answers, candidates: Iterable[CaseCandidate], limit: int, notice: str = "") -> CaseGroup:
    best = best_of(list(candidates), limit)
    if not best and not notice:
        notice = "nothing in these words names one"
    return CaseGroup(answers, best, notice)


def _answered(workplace: Workplace, asked: date | None) -> tuple[date, str]:
    day = asked or workplace.today
    opened = workplace.shelf.nearest("icd10cm", day)
    if opened is None:
        return day, ""
    nearest = nearest_covered(day, opened.release.release, opened.release.validity)
    return (day if asked else nearest.day), nearest.notice


def _check(request: CaseRequest) -> None:
    if not len(request.text) or request.text.reveal().isspace():
        raise InputError("The case is empty.", next_step="Write a phrase or some sentences.", slug="input.empty-case")
    if len(request.text) > LONGEST_CASE:
        raise InputError(
            f"The case has {len(request.text)} characters; at most {LONGEST_CASE} are read.",
            next_step="Code a whole note with `codewell code`.",
            slug="input.case-too-long",
        )
    if not 1 <= request.limit <= MOST_CANDIDATES:
        raise InputError(f"The limit must be 1 to {MOST_CANDIDATES}.", slug="input.limit")
