"""Which passwords are refused: too short, too long, among the commonest, or about this person or this program.

No mixture of characters is asked for, nothing is cut off, and no password ever has to be changed for its age.
"""

from __future__ import annotations

from functools import cache

from codewell.accounts.passwords import composed
from codewell.kernel.errors import InputError

SHORTEST, LONGEST = 8, 128
OUR_WORDS = ("codewell", "password", "passwort", "hospital", "medical", "coding", "coder", "billing", "icd10cm", "icd10", "hcpcs")
"""Words of the place: a password that is little else than one of them is easy to guess."""
_LEAST_BESIDE_A_WORD = 6
_LEAST_DIFFERENT = 4


def check_password(password: str, *, email: str) -> None:
    """See that a password may be used.

    Args:
        password: as typed.
        email: of the account.

    Raises:
        InputError: it may not; the error says why and never repeats it.
    """
    written = composed(password)
    if len(written) < SHORTEST:
        raise _refused(f"The password is shorter than {SHORTEST} characters.", "Three or four words in a row are easy to keep.")
    if len(written) > LONGEST:
        raise _refused(f"The password is longer than {LONGEST} characters.", "A sentence is enough.")
    lower = written.casefold()
    if lower in _commonest() or _without_ends(lower) in _commonest() or len(set(lower)) < _LEAST_DIFFERENT:
        raise _refused(
            "This password is one of the commonest, which are guessed first.", "Take several words that do not belong together."
        )
    for word in (*OUR_WORDS, *_words_of(email)):
        if word in lower and len(lower.replace(word, "")) < _LEAST_BESIDE_A_WORD:
            raise _refused(
                "This password is little more than your address or a word of this place.",
                "Take several words that do not belong together.",
            )


def _refused(message: str, next_step: str) -> InputError:
    return InputError(message, next_step=next_step, slug="input.password")


def _words_of(email: str) -> list[str]:
    name, _, host = email.casefold().partition("@")
    parts = name.replace("-", ".").replace("_", ".").replace("+", ".").split(".")
    return [word for word in (name, email.casefold(), host, *parts, *host.split(".")[:-1]) if len(word) >= 4]


def _without_ends(lower: str) -> str:
    """Return a password without the figures and signs that people add to a common one."""
    core = lower.rstrip("0123456789!?.*#$@-_ ")
    return core if len(core) >= SHORTEST else lower


@cache
def _commonest() -> frozenset[str]:
    """Return the passwords that leaked most often, of eight characters or more: more than eleven thousand."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset(word for word in FREQUENCY_LISTS["passwords"] if len(word) >= SHORTEST)
