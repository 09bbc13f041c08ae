"""Who keeps, which codes a request names, and where to go back to."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from codewell.accounts.account import Account
from codewell.interfaces.web.asked import parse_system
from codewell.interfaces.web.viewer import current_viewer
from codewell.kernel.codes import Code, parse_code
from codewell.kernel.errors import InputError, SignInNeededError

NOT_KEPT = {"Cache-Control": "no-store"}
MOST_CODES_NAMED = 100


def keeper() -> Account:
    """Return the account of whoever asks.

    Raises:
        SignInNeededError: nobody has signed in.
    """
    account = current_viewer().account
    if account is None:
        raise SignInNeededError("What you keep needs an account.", next_step="Sign in, or register.")
    return account


def actor() -> str:
    """Return who asks as the audit trail names him."""
    return f"account:{keeper().id}"


def code_named(written: str) -> Code:
    """Return the code of `SYSTEM:CODE`, as forms and addresses name it.

    Raises:
        InputError: it is none.
    """
    system, _, code = written.partition(":")
    return parse_code(code[:20], parse_system(system))


def name_of(code: Code) -> str:
    """Return a code as forms and addresses name it."""
    return f"{code.system.value}:{code}"


def codes_named(written: Iterable[str]) -> tuple[Code, ...]:
    """Return the codes that a form or an address names, each once.

    Raises:
        InputError: there are none, too many, or one is none.
    """
    codes = tuple(dict.fromkeys(code_named(one) for one in list(written)[: MOST_CODES_NAMED + 1]))
    if not codes:
        raise InputError("No code is chosen.", next_step="Choose at least one.", slug="input.no-code")
    if len(codes) > MOST_CODES_NAMED:
        raise InputError(f"Choose at most {MOST_CODES_NAMED} codes at once.", slug="input.too-many-codes")
    return codes


def text(form: FormData, name: str) -> str:
    """Return a field of a form; empty where it is missing or a file."""
    value = form.get(name)
    return value if isinstance(value, str) else ""


def texts(form: FormData, name: str) -> list[str]:
    """Return every value of a field."""
    return [value for value in form.getlist(name) if isinstance(value, str)]


def number(form: FormData, name: str) -> int:
    """Return a whole number of a form.

    Raises:
        InputError: the field is none.
    """
    written = text(form, name)
    if not (written.isascii() and written.isdigit() and len(written) < 10):
        raise InputError("The form is not whole.", next_step="Open the page again.", slug="input.malformed-form")
    return int(written)


def sent_to(path: str) -> Response:
    """Return the answer to a form: go there."""
    return RedirectResponse(path, 303, headers=NOT_KEPT)


def own_path(written: str, default: str) -> str:
    """Return where to go back to: a path of ours, never another site's address."""
    plain = written.isascii() and written.isprintable() and "\\" not in written
    return written if plain and written.startswith("/") and not written.startswith("//") else default
