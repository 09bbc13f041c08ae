"""The code book: any code of any loaded system, on any day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from codewell.codebook import diagnoses
from codewell.codebook.entry import CodeEntry, CodeStanding
from codewell.codebook.written.library import PageLibrary
from codewell.kernel.codes import Code, CodeSystem, parse_code, possible_codes
from codewell.kernel.errors import InputError, NotLoadedError, UnknownCodeError
from codewell.releases.shelf import Shelf

_LISTED_SYSTEMS = (CodeSystem.ICD10CM, CodeSystem.ICD10PCS)


class CodeBook:
    """Answers about codes from the releases of one shelf.

    Args:
        shelf: the releases.
        pages: the written pages; none where it is left out.
    """

    def __init__(self, shelf: Shelf, pages: PageLibrary | None = None) -> None:
        self.shelf = shelf
        self.pages = pages or PageLibrary()

    def entry(self, code: Code | str, system: CodeSystem | None = None, *, on: date) -> CodeEntry:
        """Return everything known of a code on a day.

        Args:
            code: the code, or its text together with its system.
            system: the system of a code given as text; None takes the likeliest that knows it.
            on: the day of service or discharge.

        Raises:
            InputError: the text does not have the shape of a code.
            UnknownCodeError: no loaded release has ever held it.
            NotLoadedError: only excerpts of its system are loaded and they leave it out.
        """
        known = self._code(code, system, on)
        if _is_listed(known):
            return replace(diagnoses.entry_of(self.shelf, known, on), library=self.pages)
        from codewell.codebook import procedures  # a cold look-up of a diagnosis does not wait for what it never uses

        return replace(procedures.entry_of(self.shelf, known, on), library=self.pages)

    def standing(self, code: Code | str, system: CodeSystem | None = None, *, on: date) -> CodeStanding:
        """Return the short answer about a code: how it stands on a day, billable, one line of words.

        Raises:
            As `entry`.
        """
        known = self._code(code, system, on)
        if _is_listed(known):
            return diagnoses.standing_of(self.shelf, known, on)
        from codewell.codebook import procedures

        return procedures.standing_of(self.shelf, known, on)

    def _code(self, code: Code | str, system: CodeSystem | None, on: date) -> Code:
        if isinstance(code, Code):
            return code
        if system is not None:
            return parse_code(code, system)
        found = self.resolve(code, on=on)
        return found[0]

    def resolve(self, text: str, *, on: date, system: CodeSystem | None = None) -> tuple[Code, ...]:
        """Return the codes that a person's text can stand for and that a loaded release knows, likeliest first.

        Procedure systems go before a diagnosis written without its dot: J1100 is a drug first, and J11.00 an influenza.

        Raises:
            InputError: the text is not shaped like a code of any (or the given) system.
            UnknownCodeError: no loaded release knows any of the codes it can stand for.
            NotLoadedError: only excerpts of its system are loaded and they leave it out.
        """
        shaped = (parse_code(text, system),) if system else possible_codes(text)
        if not shaped:
            raise InputError(
                f"{text.strip()[:20]!r} is not shaped like a code.",
                next_step="Search for it in words, or check the code.",
                slug="input.malformed-code",
            )
        known: list[Code] = []
        refusals: list[UnknownCodeError | NotLoadedError] = []
        for code in shaped:
            try:
                self.standing(code, on=on)
                known.append(code)
            except (UnknownCodeError, NotLoadedError) as refusal:
                refusals.append(refusal)
        if not known:
            raise _unknown_everywhere(text, shaped, refusals)
        return tuple(known)


def _unknown_everywhere(
    text: str, shaped: tuple[Code, ...], refusals: list[UnknownCodeError | NotLoadedError]
) -> UnknownCodeError | NotLoadedError:
    """Return the refusal to show: what is not loaded before what is unknown, and one sentence where several systems failed."""
    not_loaded = [refusal for refusal in refusals if isinstance(refusal, NotLoadedError)]
    if not_loaded or len(shaped) == 1:
        return (not_loaded or refusals)[0]
    systems = " or ".join(code.system.title for code in shaped)
    return UnknownCodeError(
        f"{text.strip().upper()} is not a code of {systems} in any loaded release.", next_step="Search for it in words."
    )


def _is_listed(code: Code) -> bool:
    return code.system in _LISTED_SYSTEMS
