"""(J) Account numbers: labelled ones, payment cards, international bank account numbers.

Source: 45 CFR 164.514(b)(2)(i)(J).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from codewell.phi.identifiers.check_digits import passes_luhn
from codewell.phi.identifiers.labelled import labelled
from codewell.phi.note import Note
from codewell.phi.phi_types import Found, PhiType

_GROUPED = re.compile(r"(?<![\d-])\d{4}([- ])\d{4}\1\d{4}\1\d{3,4}(?![\d-])")
_IBAN = re.compile(r"(?<!\w)[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){2,7}(?: ?[a-z0-9]{1,3})?(?!\w)")
_CARD_LENGTHS = range(12, 20)


def find(note: Note) -> Iterator[Found]:
    """Yield account numbers."""
    scan = note.scan
    yield from labelled(note, PhiType.ACCOUNT)
    for start, end in note.figures:
        if end - start == 4 and scan[end : end + 1] in ("-", " "):
            match = _GROUPED.match(scan, start)
            if match:
                yield Found(start, match.end(), PhiType.ACCOUNT, "account.card", 0.85)
        elif end - start in _CARD_LENGTHS and (end - start > 13 or passes_luhn(list(map(int, scan[start:end])))):
            yield Found(start, end, PhiType.ACCOUNT, "account.card", 0.75)
        elif (
            end - start >= 2
            and start >= 2
            and scan[start - 2 : start].isalpha()
            and (start == 2 or not scan[start - 3].isalnum())
        ):
            match = _IBAN.match(scan, start - 2)
            if match and _is_iban(match[0]):
                yield Found(match.start(), match.end(), PhiType.ACCOUNT, "account.iban", 0.95)


def _is_iban(text: str) -> bool:
    """Say whether the check digits of ISO 13616 hold (the number, rearranged, leaves 1 modulo 97)."""
    packed = text.replace(" ", "")
    return 15 <= len(packed) <= 34 and int("".join(str(int(letter, 36)) for letter in packed[4:] + packed[:4])) % 97 == 1
