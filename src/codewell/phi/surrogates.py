"""Identifiers that look alike in place of the real ones: the same person, number or place gets the same one each time.

Each choice is made by HMAC-SHA-256 with the user's secret, never by a plain hash, which a list of names could undo.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Sequence
from functools import cache

from codewell.kernel.errors import InputError
from codewell.phi.date_shift import shifted
from codewell.phi.lexicon import FIRST, FIRST_USUAL, LAST_TOP, PLAIN, lexicon, place_names
from codewell.phi.phi_types import PhiType

_LETTERS = re.compile(r"[^\W\d_]+")
_FACILITY = re.compile(r"hospital|clinic|center|health|medical|infirmary|hospice", re.IGNORECASE)
_SHORTEST_SECRET = 16
_ZIP = re.compile(r"\d{5}(?:-\d{4})?")

SMALL_ZIP_AREAS = frozenset(
    "036 059 063 102 203 556 692 790 821 823 830 831 878 879 884 890 893".split()  # noqa: SIM905 -- a list as published
)
"""First three digits of the ZIP codes whose area holds 20,000 people or fewer; they become 000.

Source: HHS Office for Civil Rights, Guidance Regarding Methods for De-identification of PHI (2012), from the 2000 Census.
"""


class Surrogates:
    """Chooses surrogates for one patient.

    Args:
        secret: the user's key, at least 16 bytes.
        patient: id of the patient; None binds the choices to this note.
        text: the note; no surrogate is a name that stands in it.

    Raises:
        InputError: there is no secret, or it is too short.
    """

    __slots__ = ("_days", "_key", "_present")

    def __init__(self, secret: bytes | None, patient: str | None, text: str) -> None:
        if secret is None or len(secret) < _SHORTEST_SECRET:
            raise InputError(
                f"Surrogates take a secret of at least {_SHORTEST_SECRET} bytes.",
                next_step="Give a file with random bytes, and keep it apart from the notes.",
                slug="input.no-secret",
            )
        self._key = hmac.digest(secret, (patient if patient is not None else text).encode("utf-8", "surrogatepass"), "sha256")
        self._present = frozenset(_LETTERS.findall(text.lower()))
        self._days = -1 - self._number("days") % 364

    def of(self, value: str, kind: PhiType) -> str:
        """Return the surrogate of a value."""
        if kind is PhiType.NAME:
            return _LETTERS.sub(lambda word: _in_case_of(word[0], self._name(word[0].lower())), value)
        if kind is PhiType.DATE:
            return shifted(value, self._days) or f"[{kind.value}]"
        if kind is PhiType.AGE_OVER_89:
            return "90+"
        if kind is PhiType.LOCATION:
            return self._place(value)
        if kind is PhiType.EMAIL:
            return f"user{self._number(value.lower()) % 9000 + 1000}@example.org"
        if kind is PhiType.IP:
            return f"192.0.2.{self._number(value) % 254 + 1}"
        return self._code(value)

    def _number(self, value: str) -> int:
        return int.from_bytes(hmac.digest(self._key, value.encode("utf-8", "surrogatepass"), "sha256")[:8], "big")

    def _name(self, word: str) -> str:
        if len(word) == 1:
            return chr(ord("a") + self._number(f"initial {word}") % 26)
        given = bool(lexicon()[word] & FIRST_USUAL)
        return self._absent(_given_names() if given else _family_names(), f"name {word}")

    def _absent(self, choices: Sequence[str], value: str) -> str:
        """Return the choice of this value, or the next one that no word of the note is."""
        at = self._number(value)
        while choices[at % len(choices)] in self._present:
            at += 1
        return choices[at % len(choices)]

    def _place(self, value: str) -> str:
        if _ZIP.fullmatch(value):
            return "000" if value[:3] in SMALL_ZIP_AREAS else value[:3]
        key = " ".join(value.lower().split())
        name = self._absent(_family_names(), f"place {key}").capitalize()
        if value[0].isdigit():
            return f"{self._number(key) % 900 + 100} {name} Street"
        if _FACILITY.search(value):
            return f"{name} Hospital"
        return self._absent(_towns(), f"town {key}").title()

    def _code(self, value: str) -> str:
        """Return the value with every digit and letter replaced by another of its kind."""
        stream = hmac.digest(self._key, value.lower().encode("utf-8", "surrogatepass"), "sha512") * (len(value) // 64 + 1)
        return "".join(_other(letter, byte) for letter, byte in zip(value, stream, strict=False))


def _other(letter: str, byte: int) -> str:
    if letter.isdigit():
        return str(byte % 10)
    if letter.isalpha():
        return chr((ord("A") if letter.isupper() else ord("a")) + byte % 26)
    return letter


def _in_case_of(word: str, surrogate: str) -> str:
    if word.isupper():
        return surrogate.upper()
    return surrogate.capitalize() if word[0].isupper() else surrogate


@cache
def _given_names() -> tuple[str, ...]:
    return tuple(sorted(word for word, flag in lexicon().items() if flag & FIRST_USUAL and not flag & PLAIN))


@cache
def _family_names() -> tuple[str, ...]:
    return tuple(sorted(word for word, flag in lexicon().items() if flag & LAST_TOP and not flag & (PLAIN | FIRST)))


@cache
def _towns() -> tuple[str, ...]:
    return tuple(sorted(name for name, large in place_names().items() if large and " " not in name and len(name) > 4))
