"""Questions, guidelines and claims as a Python program brings them."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from codewell.interfaces.python_desk import desk
from codewell.kernel.claims import Claim
from codewell.kernel.errors import InputError
from codewell.tasks.check_claim import check_claims as _check_claims

if TYPE_CHECKING:
    from codewell.edits.checking import CheckedClaim
    from codewell.tasks.ask.conversation import Asked
    from codewell.tasks.check_claims_file import CheckedFile
    from codewell.tasks.read_guidelines import GuidelineAnswer, GuidelineList


def ask(question: str, *, on: date | None = None, locality: str = "", home: str | Path | None = None) -> Asked:
    """Answer a coding question from stored facts alone, each with its source; identifiers are taken out of it first.

    Args:
        question: in words; a day in it wins over `on`.
        on: day of service; None for today.
        locality: Medicare locality of amounts, seven digits.
        home: folder of the releases; None for the default.

    Returns:
        `.answers`, one for each question in the text.

    Raises:
        NotLoadedError: no release is loaded.
    """
    from codewell.tasks.ask.ask import ask as answer
    from codewell.tasks.ask.conversation import AskRequest

    return answer(desk(home), AskRequest(question, on, locality))


def guidelines(words: str = "", *, on: date | None = None, home: str | Path | None = None) -> GuidelineList:
    """Return the headings of the ICD-10-CM Official Guidelines of a day, or those of passages that hold some words.

    Args:
        words: what to look for; empty for all headings.
        on: day of service; None for today.
        home: folder of the releases; None for the default.

    Raises:
        NotLoadedError: no guidelines are loaded.
    """
    from codewell.tasks.read_guidelines import list_guidelines

    return list_guidelines(desk(home), on, words)


def guideline(section: str, *, on: date | None = None, home: str | Path | None = None) -> GuidelineAnswer:
    """Return a section of the ICD-10-CM Official Guidelines of a day.

    Args:
        section: its number as printed, "I.C.4.a.3".
        on: day of service; None for today.
        home: folder of the releases; None for the default.

    Raises:
        NotLoadedError: no guidelines are loaded.
        UnknownEntryError: they have no such section.
    """
    from codewell.tasks.read_guidelines import read_guideline

    return read_guideline(desk(home), section, on)


def check_claims(claims: Iterable[Claim], *, home: str | Path | None = None) -> Iterator[CheckedClaim]:
    """Yield each claim with its findings, in order; the day of each line is its own date of service.

    Args:
        claims: in memory; memory holds one batch of them.
        home: folder of the releases; None for the default.

    Raises:
        InputError: a claim's payer has no profile.
    """
    return _check_claims(desk(home), claims)


def check_claim(claim: Claim, *, home: str | Path | None = None) -> CheckedClaim:
    """Return a claim with its findings: `.worst` is its verdict; `no_data` is no pass.

    Args:
        claim: in memory.
        home: folder of the releases; None for the default.

    Raises:
        InputError: the claim's payer has no profile.
    """
    (checked,) = check_claims([claim], home=home)
    return checked


def check_claims_file(
    source: str | Path | bytes,
    *,
    payer: str = "medicare-mac",
    received: date | None = None,
    state: str = "",
    home: str | Path | None = None,
) -> CheckedFile:
    """Check a file of claims: X12 837, FHIR, CSV, Parquet or JSON; its content says which.

    Args:
        source: path of the file, or its bytes.
        payer: profile of claims that name none: "medicare-mac", "medicaid" or "commercial".
        received: day on which the payer receives them; None leaves timely filing unasked.
        state: where the services of claims that name no state were rendered, two letters.
        home: folder of the releases; None for the default.

    Returns:
        `.format`, and `.told`: claims with findings, and issues of what could not be read, in the file's order.

    Raises:
        InputError: the file cannot be read or is no claims file, or there is no such payer.
    """
    from codewell.tasks.check_claims_file import ClaimsRequest
    from codewell.tasks.check_claims_file import check_claims_file as check

    return check(desk(home), io.BytesIO(_bytes(source)), ClaimsRequest(payer, received, state.upper()))


def _bytes(source: str | Path | bytes) -> bytes:
    if isinstance(source, bytes):
        return source
    try:
        return Path(source).read_bytes()
    except OSError as refused:
        raise InputError(
            f"The file cannot be read ({refused.strerror}).", next_step="Check the path.", slug="input.unreadable"
        ) from None
