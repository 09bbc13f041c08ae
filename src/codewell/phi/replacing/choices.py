"""Choosing a surrogate by HMAC with the user's secret, never by a plain hash, which a list of names could undo."""

from __future__ import annotations

import gzip
import hmac
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

from codewell.kernel.errors import InputError
from codewell.phi.lexicon import EPONYM, FIRST, LAST_USUAL, NEVER, PLAIN, lexicon, place_names

SHORTEST_SECRET = 16


def checked_secret(secret: bytes | None) -> bytes:
    """Return the secret.

    Raises:
        InputError: there is none, or it is too short.
    """
    if secret is None or len(secret) < SHORTEST_SECRET:
        raise InputError(
            f"Surrogates take a secret of at least {SHORTEST_SECRET} bytes.",
            next_step="Give a file with random bytes, and keep it apart from the notes.",
            slug="input.no-secret",
        )
    return secret


class Choices:
    """Numbers that follow from a key and a value: the same pair gives the same number, and nobody without the key can tell it.

    Args:
        secret: the user's key.
        binding: what the choices hold for: one document, one patient, or a corpus.
    """

    __slots__ = ("_key",)

    def __init__(self, secret: bytes, binding: str) -> None:
        self._key = hmac.digest(secret, binding.encode("utf-8", "surrogatepass"), "sha256")

    def number(self, value: str) -> int:
        """Return a number of 64 bits."""
        return int.from_bytes(self._digest(value)[:8], "big")

    def stream(self, value: str, length: int) -> bytes:
        """Return that many bytes."""
        blocks = (self._digest(f"{at} {value}") for at in range(length // 32 + 1))
        return b"".join(blocks)[:length]

    def ordered(self, choices: Sequence[str], value: str) -> Iterator[str]:
        """Yield the choices beginning with the one of this value, for a caller that may have to pass some by."""
        first = self.number(value)
        for step in range(len(choices)):
            yield choices[(first + step) % len(choices)]

    def _digest(self, value: str) -> bytes:
        return hmac.digest(self._key, value.encode("utf-8", "surrogatepass"), "sha256")


@cache
def given_names(gender: str) -> tuple[str, ...]:
    """Return frequent given names of women ("f") or men ("m") that are no other word."""
    known = lexicon()
    return tuple(name for name, mark in _given().items() if mark == gender.upper() and not known[name] & (PLAIN | NEVER))


def gender_of(name: str) -> str | None:
    """Return "f" or "m" as a given name is mostly given, None where the list does not hold it."""
    mark = _given().get(name)
    return mark.lower() if mark else None


@cache
def family_names() -> tuple[str, ...]:
    """Return family names that are no other word and no given name."""
    unfit = PLAIN | FIRST | EPONYM | NEVER
    return tuple(sorted(word for word, flag in lexicon().items() if flag & LAST_USUAL and not flag & unfit and len(word) > 3))


@cache
def towns() -> tuple[str, ...]:
    """Return large towns of one word."""
    return tuple(sorted(name for name, large in place_names().items() if large and name.isalpha() and len(name) > 4))


@cache
def _given() -> dict[str, str]:
    packed = (files("codewell.phi") / "lists" / "given_names.txt.gz").read_bytes()
    return dict(line.split(" ") for line in gzip.decompress(packed).decode().splitlines())
