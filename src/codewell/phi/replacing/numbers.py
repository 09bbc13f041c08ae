"""Numbers, telephones and addresses of the net that keep their shape and lead nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable

from codewell.phi.phi_types import PhiType
from codewell.phi.replacing.choices import Choices

_EXTENSION = re.compile(r"(?:e?xt?(?:ension)?\.?|#|x)\s*\d+\s*$", re.IGNORECASE)
_MOST_TRIES = 16

Stands = Callable[[str], bool]
"""Says whether a value stands in the document, so that it may not be a surrogate."""


def number_like(value: str, kind: PhiType, choices: Choices, stands: Stands) -> str:
    """Return another value of the same shape that stands nowhere in the document.

    Telephones end in 555-01xx, which is kept free for fiction; social security numbers begin with the area 000, which is never
    given out.

    Args:
        value: as written.
        kind: of the identifier.
        choices: keyed choices.
        stands: says whether a value stands in the document.
    """
    for attempt in range(_MOST_TRIES):
        found = _one(value, kind, choices, f"{kind.value} {attempt} {value.lower()}")
        if found.lower() != value.lower() and not stands(found):
            return found
    return f"[{kind.value}]"


def _one(value: str, kind: PhiType, choices: Choices, key: str) -> str:
    if kind is PhiType.IP:
        number = choices.number(key)
        return f"2001:db8::{number % 65535 + 1:x}" if ":" in value else f"192.0.2.{number % 254 + 1}"
    if kind is PhiType.URL:
        return f"https://example.org/{choices.number(key) % 10**6:06d}"
    if kind in (PhiType.PHONE, PhiType.FAX):
        return _telephone(value, choices, key)
    alike = _alike(value, choices.stream(key, len(value)))
    return _with_digits(alike, "000") if kind is PhiType.SSN and sum(map(str.isdigit, value)) == 9 else alike


def _telephone(value: str, choices: Choices, key: str) -> str:
    extension = _EXTENSION.search(value)
    body = value[: extension.start()] if extension else value
    digits = "".join(str(byte % 10) for byte in choices.stream(f"ext {key}", len(value)))
    rest = _with_digits(value[len(body) :], digits)
    count = sum(map(str.isdigit, body))
    number = choices.number(key)
    line = f"55501{number % 100:02d}"
    area = f"{number // 100 % 8 + 2}{number // 1000 % 8}{number // 10_000 % 10}"
    if count == 7:
        return _with_digits(body, line) + rest
    if count >= 10:
        country = "".join(filter(str.isdigit, body))[: count - 10]
        return _with_digits(body, country + area + line) + rest
    return _with_digits(value, digits)


def _with_digits(value: str, digits: str) -> str:
    """Return the value with its first digits replaced by these, in order."""
    left = iter(digits)
    return "".join(next(left, letter) if letter.isdigit() else letter for letter in value)


def _alike(value: str, stream: bytes) -> str:
    """Return the value with every digit and letter replaced by another of its kind."""
    return "".join(_other(letter, byte) for letter, byte in zip(value, stream, strict=False))


def _other(letter: str, byte: int) -> str:
    if letter.isdigit():
        return str(byte % 10)
    if letter.isalpha():
        return chr((ord("A") if letter.isupper() else ord("a")) + byte % 26)
    return letter
