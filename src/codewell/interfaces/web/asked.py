"""Reads what a request asks for; a wrong value is said, never guessed."""

from __future__ import annotations

from datetime import date

from codewell.clinical.profile import Setting
from codewell.kernel.codes import CodeSystem
from codewell.kernel.errors import InputError


def parse_day(text: str | None) -> date | None:
    """Return the day of service, or None where the reader named none.

    Raises:
        InputError: the text is not a day of the calendar written YYYY-MM-DD.
    """
    written = (text or "").strip()
    if not written:
        return None
    try:
        if len(written) != 10:
            raise ValueError
        return date.fromisoformat(written)
    except ValueError:
        raise InputError(
            f"{written[:20]!r} is not a day.", next_step="Write the date of service as YYYY-MM-DD.", slug="input.malformed-day"
        ) from None


def parse_system(text: str) -> CodeSystem:
    """Return the code system of that id.

    Raises:
        InputError: there is none.
    """
    try:
        return CodeSystem(text.lower())
    except ValueError:
        known = ", ".join(system.value for system in CodeSystem)
        raise InputError(
            f"There is no code system {text[:20]!r}.", next_step=f"Known systems: {known}.", slug="input.unknown-system"
        ) from None


def parse_systems(texts: list[str]) -> frozenset[CodeSystem] | None:
    """Return the systems to look in; None for all."""
    return frozenset(parse_system(text) for text in texts if text) or None


def parse_setting(text: str) -> Setting | None:
    """Return the setting of that id; None where the note is to say it.

    Raises:
        InputError: there is none.
    """
    if not text:
        return None
    try:
        return Setting(text.lower())
    except ValueError:
        known = ", ".join(one.value for one in Setting)
        raise InputError(
            f"There is no setting {text[:20]!r}.", next_step=f"Known settings: {known}.", slug="input.unknown-setting"
        ) from None


def parse_limit(text: str | None, default: int) -> int:
    """Return how many results are wanted.

    Raises:
        InputError: the text is not a whole number.
    """
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise InputError("The limit must be a whole number.", slug="input.limit")
    return int(text)


def parse_locality(text: str) -> str:
    """Return the seven digits of a Medicare locality; empty where the reader chose none.

    Raises:
        InputError: it is written otherwise.
    """
    written = text.strip().replace("-", "")
    if written and not (written.isascii() and written.isdigit() and len(written) == 7):
        raise InputError(
            f"{text[:20]!r} is no locality.", next_step="Write contractor and locality, as in 1320201.", slug="input.locality"
        )
    return written


def parse_choice(text: str, what: str, choices: tuple[int, ...]) -> int | None:
    """Return the number that was chosen; None where the reader chose none.

    Raises:
        InputError: it is none of the choices.
    """
    if not text:
        return None
    chosen = next((one for one in choices if str(one) == text), None)
    if chosen is None:
        known = " or ".join(map(str, choices))
        raise InputError(f"There is no such {what}.", next_step=f"Choose {known}.", slug="input.unknown-choice")
    return chosen
