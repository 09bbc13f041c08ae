"""The desk at which a Python program's questions are answered: one for each home folder, shared by all threads."""

from __future__ import annotations

import threading
from pathlib import Path

from codewell.interfaces.language_model import phraser_of, verifier_of
from codewell.interfaces.settings import read_settings
from codewell.kernel.clock import system_clock
from codewell.kernel.errors import InputError, NotLoadedError
from codewell.tasks.workplace import Workplace

_DESKS: dict[Path, Workplace] = {}
_OPENING = threading.Lock()


def desk(home: str | Path | None = None, *, may_be_empty: bool = False) -> Workplace:
    """Return the desk of a home folder; one that became ready since the last call is seen.

    Args:
        home: folder of the releases; None for the one that `CODEWELL_HOME` or the operating system names.
        may_be_empty: whether the call answers without releases, too.

    Raises:
        NotLoadedError: the folder holds no release.
        ConfigurationError: the folder is a file, or a variable of the environment holds what it cannot mean.
    """
    settings = read_settings(home=Path(home) if home is not None else None)
    with _OPENING:
        found = _DESKS.get(settings.home)
        if found is None:
            model = settings.model
            found = Workplace(
                settings.home,
                system_clock,
                verifier=verifier_of(model),
                phraser=phraser_of(model),
                pages_folder=settings.pages,
            )
        found = _DESKS[settings.home] = found.refreshed()
    if not may_be_empty and not any(True for _ in found.shelf):
        raise NotLoadedError(
            f"The home {settings.home} holds no release.",
            next_step="Build the reference with `codewell build` or codewell.build().",
        )
    return found


def one_of(choices: dict[str, str], given: str, what: str) -> str:
    """Return what a word of the caller means.

    Raises:
        InputError: it is none of the choices.
    """
    try:
        return choices[given]
    except KeyError:
        raise InputError(
            f"There is no {what} {given[:20]!r}.", next_step=f"Use {', '.join(choices)}.", slug="input.no-choice"
        ) from None
