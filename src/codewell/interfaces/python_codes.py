"""Codes as a Python program asks for them: looked up, searched for, compared, followed through time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from codewell.interfaces.python_desk import desk, one_of
from codewell.kernel.codes import CodeSystem
from codewell.tasks.compare_codes import CompareRequest, Comparison, compare_codes
from codewell.tasks.cross_walk import Crosswalk, CrosswalkRequest, Target, cross_walk
from codewell.tasks.look_up_code import LookUp, LookUpRequest, look_up_code
from codewell.tasks.search_codes import FoundCodes, SearchRequest
from codewell.tasks.search_codes import search_codes as _search_codes

if TYPE_CHECKING:
    from codewell.codebook.published import HistoryEvent

_SYSTEMS = {one.value: one.value for one in CodeSystem}
_TARGETS = {one.value: one.value for one in Target}


def look_up(code: str, *, on: date | None = None, system: str | None = None, home: str | Path | None = None) -> LookUp:
    """Return what a code means on a day; `.likeliest` is its page.

    Args:
        code: in any case, with or without its dot.
        on: day of service; None for today, or for the nearest day that a release covers, with a notice.
        system: "icd10cm", "icd10pcs", "hcpcs" or "cpt"; None for every system that the text fits.
        home: folder of the releases; None for the default.

    Returns:
        The pages of all codes that the text can stand for, likeliest first, and `.notices` to show with them.

    Raises:
        InputError: the text is no code, or there is no such system.
        UnknownCodeError: no loaded release holds it.
        NotLoadedError: no release is loaded.

    Examples:
        >>> from datetime import date
        >>> page = look_up("e1122", on=date(2026, 6, 2)).likeliest
        >>> str(page.code), page.billable
        ('E11.22', True)
        >>> page.descriptors.display
        'Type 2 diabetes mellitus with diabetic chronic kidney disease'
    """
    return look_up_code(desk(home), LookUpRequest(code, on, _system(system)))


def search_codes(
    words: str,
    *,
    on: date | None = None,
    limit: int = 20,
    systems: Iterable[str] = (),
    billable_only: bool = False,
    home: str | Path | None = None,
) -> FoundCodes:
    """Return the codes that answer some words, best first.

    Args:
        words: words, abbreviations or parts of a code, in any mixture.
        on: day of service; None for today.
        limit: most results, 1 to 200.
        systems: code systems to look in, as in `look_up`; none for all.
        billable_only: leave out what cannot be submitted on the day.
        home: folder of the releases; None for the default.

    Raises:
        InputError: the query is empty or too long, or an argument has no such value.
        NotLoadedError: no search index is built.

    Examples:
        >>> from datetime import date
        >>> found = search_codes("heart attack", on=date(2026, 6, 2), limit=3, systems=["icd10cm"])
        >>> found.results[0].code
        'I21.9'
    """
    wanted = frozenset(CodeSystem(one_of(_SYSTEMS, one, "code system")) for one in systems)
    return _search_codes(desk(home), SearchRequest(words, on, limit, wanted or None, billable_only))


def compare(
    first: str,
    second: str | None = None,
    *,
    on: date | None = None,
    second_on: date | None = None,
    locality: str = "",
    home: str | Path | None = None,
) -> Comparison:
    """Return what differs between two codes, or between two days of one.

    Args:
        first: a code.
        second: another of the same kind; None for the same code.
        on: day of the first; None for today.
        second_on: day of the second; None for that of the first.
        locality: Medicare locality of the amounts, seven digits; empty for amounts before geographic adjustment.
        home: folder of the releases; None for the default.

    Raises:
        InputError: a text is no code, or one is of a procedure and one of a diagnosis.
        UnknownCodeError: no loaded release holds one of them.
    """
    days = LookUpRequest(first, on), LookUpRequest(second or first, second_on or on)
    return compare_codes(desk(home), CompareRequest(*days, locality))


def crosswalk(code: str, *, to: str | None = None, on: date | None = None, home: str | Path | None = None) -> Crosswalk:
    """Return what a code is in ICD-9 or ICD-10, and what replaced it.

    Args:
        code: as a person wrote it.
        to: "icd9", "icd10", "replaced-by" and so on, as in `codewell crosswalk --help`; None for everything known.
        on: day on which targets are judged; None for today.
        home: folder of the releases; None for the default.

    Raises:
        InputError: the text is no code, or there is no such target.
        UnknownCodeError: no publication holds it.

    Examples:
        >>> from datetime import date
        >>> [step.code for step in crosswalk("77385", to="replaced-by", on=date(2026, 2, 2)).steps]
        ['77407', '77412']
    """
    target = Target(one_of(_TARGETS, to, "target")) if to else None
    return cross_walk(desk(home), CrosswalkRequest(code, target, on))


def history(
    code: str, *, on: date | None = None, system: str | None = None, home: str | Path | None = None
) -> tuple[HistoryEvent, ...]:
    """Return the changes in the life of a code, as its page of the day tells them.

    Args:
        code: as in `look_up`.
        on: day of service; None for today.
        system: as in `look_up`.
        home: folder of the releases; None for the default.

    Raises:
        InputError: the text is no code, or there is no such system.
        UnknownCodeError: no loaded release holds it.
        NotLoadedError: no release is loaded.
    """
    return look_up(code, on=on, system=system, home=home).likeliest.history


def _system(named: str | None) -> CodeSystem | None:
    return CodeSystem(one_of(_SYSTEMS, named, "code system")) if named else None
