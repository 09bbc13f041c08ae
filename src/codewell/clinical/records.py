"""Codes that one record never holds together: an injury and aftercare, both sides apart."""

from __future__ import annotations

from collections.abc import Sequence

from codewell.clinical.candidate import Candidate
from codewell.clinical.dictionary import Dictionary
from codewell.clinical.specificity import sided_code
from codewell.clinical.weighed import Weighed, chosen_of, code_of

_AFTERCARE = ("Z42", "Z43", "Z44", "Z45", "Z46", "Z47", "Z48")
_LATER = ("D", "G", "K", "P")


def drop_aftercare(weighed: Sequence[Weighed]) -> None:
    """Report an injury in later care by its own code alone, without a code of aftercare (guideline I.C.21.c.7)."""
    aftercare = [one for one in chosen_of(weighed) if code_of(one).startswith(_AFTERCARE)]
    injuries = [one for one in weighed if one.rule in ("", "not-selected") and _is_in_later_care(code_of(one))]
    if aftercare and injuries:
        first = next((one for one in injuries if not one.reason), injuries[0])
        first.keep("injury-in-later-care")
        for one in aftercare:
            one.leave_out("aftercare-of-injury", code_of(first))


def _is_in_later_care(code: str) -> bool:
    return code[0] == "S" and code[6:] in _LATER


def join_sides(weighed: Sequence[Weighed], dictionary: Dictionary) -> None:
    """Report one code for both sides where the list has one (guideline I.B.13)."""
    for one in chosen_of(weighed):
        code = code_of(one)
        words = dictionary.codes[code].descriptor.lower().replace(",", " ").split()
        side = next((side for side in ("right", "left") if side in words), "")
        both = sided_code(code, "bilateral", dictionary, code[6:] or "A") if side and not one.reason else None
        if both is None:
            continue
        other = sided_code(code, "left" if side == "right" else "right", dictionary, code[6:] or "A")
        held = next((o for o in chosen_of(weighed) if code_of(o) == both), None)
        twin = next((o for o in chosen_of(weighed) if code_of(o) == other), None)
        if held is not None:
            one.leave_out("less-specific", both)
        elif twin is not None:
            one.candidate = Candidate(both, [*one.candidate.supports, *twin.candidate.supports])
            one.candidate.supports.sort(key=lambda support: (support.order, support.spans[0]))
            twin.leave_out("less-specific", both)
