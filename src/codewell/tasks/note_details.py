"""What a coded note says beyond its codes: risk categories, the work shown on each condition, questions to the writer."""

from __future__ import annotations

from dataclasses import dataclass

from codewell.clinical.coder import CodedNote
from codewell.clinical.drug_uses import DrugUses
from codewell.clinical.gap import CoderQuery
from codewell.clinical.meat import work_shown
from codewell.clinical.queries.asking import coder_queries
from codewell.clinical.support import WorkEvidence
from codewell.codebook.risk import RiskCategory, risk_categories
from codewell.kernel.codes import Icd10CmCode
from codewell.kernel.text import ClinicalText
from codewell.tasks.drug_names import drug_categories
from codewell.tasks.reference import KnowsDictionary
from codewell.tasks.workplace import Workplace


@dataclass(frozen=True, slots=True)
class CodeDetails:
    """What stands beside one assigned code.

    Args:
        code: the code.
        risk: hierarchical condition categories of the payment year.
        meat: places that show the condition monitored, evaluated, assessed or treated.
    """

    code: Icd10CmCode
    risk: tuple[RiskCategory, ...] = ()
    meat: tuple[WorkEvidence, ...] = ()


@dataclass(frozen=True, slots=True)
class NoteDetails:
    """What was asked for beside the codes.

    Args:
        codes: one for each assigned code, in the same order.
        queries: questions to the writer about what the note leaves open.
        releases: what these details were made from.
        notices: what a reader must know about them.
    """

    codes: tuple[CodeDetails, ...]
    queries: tuple[CoderQuery, ...] = ()
    releases: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


def details_of(workplace: Workplace, text: ClinicalText, coded: CodedNote) -> NoteDetails:
    """Return the details of a coded note."""
    risk = risk_categories(workplace.shelf, [one.code for one in coded.assignments], coded.on)
    shown = work_shown(text.reveal(), coded.assignments, DrugUses(drug_categories(workplace.shelf, coded.on)))
    codes = tuple(
        CodeDetails(one.code, risk.by_code.get(one.code, ()), work) for one, work in zip(coded.assignments, shown, strict=True)
    )
    coder = workplace.coder
    queries = coder_queries(text.reveal(), coded, coder.dictionary(coded.on)) if isinstance(coder, KnowsDictionary) else ()
    return NoteDetails(codes, queries, tuple(filter(None, (risk.release,))), risk.notices)
