"""How a diagnosis code stands on a day, in sentences."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from codewell.codebook import diagnosis_history
from codewell.codebook.entry import Standing
from codewell.kernel.validity import Validity

if TYPE_CHECKING:
    from codewell.codebook.diagnoses import DiagnosisSections


def statement(sections: DiagnosisSections, validity: Validity | None) -> str:
    """Return the standing of a code in one to three sentences."""
    code, on = sections.code, sections.on
    match sections.standing:
        case Standing.IN_FORCE:
            listed = f" {sections.opened.release.release}" if sections.opened else ""
            last = f" Its last day is {validity.last_day}." if validity and validity.last_day else ""
            return f"{code} is in force on {on} ({code.system.title}{listed}).{last}{_header(sections)}"
        case Standing.NOT_LOADED:
            return f"{_not_loaded(sections, validity)}{_divided(sections)}"
        case Standing.NOT_YET:
            begins = f": it begins on {validity.first_day}" if validity else ""
            return f"{code} is not in force on {on}{begins}."
        case Standing.NO_LONGER:
            last = f": its last day was {validity.last_day}" if validity and validity.last_day else ""
            return f"{code} is not in force on {on}{last}.{_replaced(sections)}"


def _header(sections: DiagnosisSections) -> str:
    if sections.opened is None or sections.billable:
        return ""
    days = [event.day for event in sections.history() if event.action == "header" and event.day <= sections.on]
    since = f" since {days[-1]}" if days else ""
    return f" It is a header{since}, not valid for submission: use a code below it."


def _replaced(sections: DiagnosisSections) -> str:
    found = diagnosis_history.replacements(sections.shelf, sections.code, sections.on)
    codes = [other.code for other in found if other.relation == "replaced_by"]
    return f" Replaced by {', '.join(codes)}." if codes else ""


def _not_loaded(sections: DiagnosisSections, validity: Validity | None) -> str:
    words = f"No {sections.code.system.title} code list for {sections.on} is loaded"
    if sections.opened is None:
        first: date | str = validity.first_day if validity else "an unknown day"
        return f"{words}; the conversion table names {sections.code} from {first}."
    release = sections.opened.release
    days = f"ends {release.validity.last_day}" if release.ends_before(sections.on) else f"covers {release.validity}"
    return f"{words}; answering from {release.release}, which {days}."


def _divided(sections: DiagnosisSections) -> str:
    listed = sections.opened
    day = diagnosis_history.divided_since(sections.shelf, sections.code, listed, sections.on) if listed else None
    return f" The conversion table adds codes below it from {day}: it is then a header, not valid for submission." if day else ""
