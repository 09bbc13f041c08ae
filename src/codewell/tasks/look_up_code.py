"""Look up a code: what it means, whether it holds on a day, and what else the same letters could stand for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from codewell.codebook.entry import CodeEntry, Standing
from codewell.kernel.codes import Code, CodeSystem
from codewell.kernel.errors import CodewellError, InputError, UnknownCodeError
from codewell.tasks.asked_day import nearest_covered
from codewell.tasks.workplace import Workplace

_SUGGESTIONS = 5
_LONGEST_CODE = 40


@dataclass(frozen=True, slots=True)
class LookUpRequest:
    """A code as a person wrote it.

    Args:
        text: any case, with or without dot.
        on: day of service; None where the person named none.
        system: the code system meant; None for every system the text fits.
    """

    text: str
    on: date | None = None
    system: CodeSystem | None = None


@dataclass(frozen=True, slots=True)
class LookUp:
    """What a text stands for.

    Args:
        text: as asked.
        entries: one page for each code it can stand for, likeliest first; never empty.
        notices: sentences about the day or the release that a reader must see.
        remarks: other readings of the text, in words.
    """

    text: str
    entries: tuple[CodeEntry, ...]
    notices: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def likeliest(self) -> CodeEntry:
        """The page of the likeliest reading."""
        return self.entries[0]


def look_up_code(workplace: Workplace, request: LookUpRequest) -> LookUp:
    """Return the pages of every code that the text can stand for on the day.

    Without a day the answer is for today, or, where no release covers today, for the nearest covered day, and says so.

    Raises:
        InputError: the text is empty or far too long to be a code.
        UnknownCodeError: no loaded release holds it; with codes that the reader may have meant.
    """
    text = request.text.strip()
    if not text or len(text) > _LONGEST_CODE:
        raise InputError(
            "A code is missing." if not text else "That is too long for a code.",
            next_step="Write a code such as E11.22, J1100 or 77385, or use `codewell search` for words.",
            slug="input.malformed-code",
        )
    on = request.on or workplace.today
    try:
        codes = workplace.book.resolve(text, on=on, system=request.system)
    except UnknownCodeError:
        raise _unknown(workplace, text, on, request.system) from None
    pages = [_page(workplace, code, request.on) for code in codes]
    entries = tuple(entry for entry, _ in pages)
    notices = tuple(dict.fromkeys(notice for _, notice in pages if notice))
    return LookUp(request.text, entries, notices, tuple(_also(entries[1:])))


def _page(workplace: Workplace, code: Code, asked: date | None) -> tuple[CodeEntry, str]:
    today = asked or workplace.today
    entry = workplace.book.entry(code, on=today)
    if asked is not None or entry.standing is not Standing.NOT_LOADED or entry.origin is None or entry.origin.validity is None:
        return entry, ""
    answered = nearest_covered(today, entry.origin.release, entry.origin.validity)
    return (workplace.book.entry(code, on=answered.day) if answered.day != today else entry), answered.notice


def _also(others: Iterable[CodeEntry]) -> Iterable[str]:
    for other in others:
        system = other.code.system.title
        article = "an" if system[0] in "AEIO" else "a"
        words = f": {other.descriptors.display}" if other.descriptors.display else ""
        yield f"{other.code} is also {article} {system} code{words}"


def _unknown(workplace: Workplace, text: str, on: date, system: CodeSystem | None) -> UnknownCodeError:
    suggestions = _suggestions(workplace, text, on, system)
    named = f" of {system.title}" if system else ""
    message = f"No loaded release holds the code {text.upper()}{named}."
    if suggestions:
        next_step = "Did you mean " + ", ".join(suggestions) + "?"
    else:
        next_step = "Search for it in words with `codewell search`, or see `codewell releases` for what is loaded."
    return UnknownCodeError(message, next_step=next_step, suggestions=suggestions)


def _suggestions(workplace: Workplace, text: str, on: date, system: CodeSystem | None) -> tuple[str, ...]:
    """Offer codes that share the longest beginning with the text; nothing where no index is built."""
    systems = frozenset({system}) if system else None
    written = text.replace(".", "").upper()
    try:
        for length in range(len(written) - 1, 2, -1):
            beginning = written[:length]
            hits = workplace.search.search(beginning, on=on, limit=4 * _SUGGESTIONS, systems=systems).hits
            alike = [hit.code for hit in hits if hit.code.replace(".", "").startswith(beginning)]
            if alike:
                return tuple(dict.fromkeys(alike))[:_SUGGESTIONS]
    except CodewellError:
        return ()
    return ()
