"""Values of the columns and keys in which plain tables and JSON state a claim; what is malformed is refused, not guessed."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import date
from decimal import Decimal
from functools import lru_cache

from codewell.kernel.claims import DiagnosisRole, Setting, Sex

_ISO = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})(?:[T ].*)?")
_US = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_SEXES = {"F": Sex.FEMALE, "FEMALE": Sex.FEMALE, "M": Sex.MALE, "MALE": Sex.MALE}
_PARTS = re.compile(r"[\s,;|:/]+")
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
_LONGEST_NUMBER = 20
_RUN = secrets.token_bytes(16)
"""Key of the digests of patients' numbers: another in every process, so that a digest is of no use outside of it."""


@lru_cache(maxsize=50_000)
def day(text: str) -> date:
    """Return a day written YYYY-MM-DD, YYYYMMDD or MM/DD/YYYY.

    Raises:
        ValueError: it is no day.
    """
    if found := _ISO.fullmatch(text.strip()):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _US.fullmatch(text.strip()):
        return date(int(found[3]), int(found[1]), int(found[2]))
    raise ValueError("no day")


@lru_cache(maxsize=10_000)
def number(text: str) -> Decimal:
    """Return an amount or a quantity, negative ones as they are.

    Raises:
        ValueError: it is no finite number.
    """
    written = text.strip().removeprefix("$").replace(",", "")
    if len(written) > _LONGEST_NUMBER or not _NUMBER.fullmatch(written):
        raise ValueError("no number")
    return Decimal(written)


@lru_cache(maxsize=50_000)
def code(text: str) -> str:
    """Return a code upper case, without dot and blanks."""
    return text.replace(".", "").replace(" ", "").upper()


@lru_cache(maxsize=50_000)
def codes(text: str) -> tuple[str, ...]:
    """Return the codes of a cell that holds several, parted by blanks, commas, semicolons, colons, bars or slashes."""
    return tuple([code(part) for part in parts(text)])


def parts(text: str) -> list[str]:
    """Return what a cell that holds several codes holds, as written."""
    return [part for part in _PARTS.split(text) if part]


def patient_key(number: str, born: date | None, sex: Sex) -> str:
    """Return a digest that tells patients apart; a subscriber's dependents may share the number."""
    if not number.strip():
        return ""
    told = f"{number.strip().upper()}|{born or ''}|{sex.value}"
    return hashlib.blake2b(told.encode(), digest_size=12, key=_RUN).hexdigest()


def state(text: str) -> str:
    """Return a state's two letters.

    Raises:
        ValueError: they are not two letters.
    """
    written = text.strip().upper()
    if not (len(written) == 2 and written.isascii() and written.isalpha()):
        raise ValueError("no state")
    return written


@lru_cache(maxsize=10_000)
def pointers(text: str) -> tuple[int, ...]:
    """Return the diagnoses that a line points at: `AB` or `A B` as on the paper form, or `1 2`.

    Raises:
        ValueError: a part is neither a letter nor a number.
    """
    found: list[int] = []
    for part in _PARTS.split(text.strip().upper()):
        if part.isascii() and part.isdigit() and len(part) < 4:
            found.append(int(part))
        elif part.isascii() and part.isalpha() and len(part) <= 12:
            found.extend(ord(letter) - ord("A") + 1 for letter in part)
        elif part:
            raise ValueError("no pointer")
    return tuple(found)


def setting(text: str) -> Setting:
    """Return the setting of that name.

    Raises:
        ValueError: there is none.
    """
    return Setting(text.strip().lower())


def role(text: str) -> DiagnosisRole:
    """Return the role of that name.

    Raises:
        ValueError: there is none.
    """
    return DiagnosisRole(text.strip().lower())


def sex(text: str) -> Sex:
    """Return the sex that a word or letter states; any other is unknown."""
    return _SEXES.get(text.strip().upper(), Sex.UNKNOWN)


def place(text: str) -> str:
    """Return a place of service as two characters: spreadsheets take the zero of 02 away."""
    written = text.strip()
    return written.zfill(2) if written.isdigit() else written
