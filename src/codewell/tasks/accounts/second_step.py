"""The second step of signing in, by a code or a passkey; and signing in by a passkey alone."""

from __future__ import annotations

from codewell.accounts.installation import Accounts
from codewell.accounts.passkey_answers import PasskeySite
from codewell.accounts.passkeys import Answer
from codewell.accounts.throttle import Counted
from codewell.kernel.errors import InputError, NotAllowedError, SignInNeededError
from codewell.tasks.accounts.sign_in import (
    SecondStep,
    SignedIn,
    begin_session,
    finish_second_step,
    look_at_second_step,
)

APP, PASSKEY, RECOVERY_CODE = "totp", "passkey", "recovery-code"
_FREE_BY_ACCOUNT, _FREE_BY_NETWORK = 5, 50


def take_second_step(accounts: Accounts, token: str, code: str, network: str) -> SignedIn:
    """Begin the session of whoever shows a code of his app, or a recovery code.

    Args:
        accounts: of the installation.
        token: of the first step.
        code: as typed; six digits are the app's.
        network: network address that it came from.

    Raises:
        NotAllowedError: the first step is too long ago, or the account was closed.
        InputError: the code is wrong or was used.
        UsedUpError: too many tries.
    """
    account_id = _step(accounts, token).account.id
    check_code(accounts, account_id, network)
    by_app = len("".join(code.split())) <= 8
    factors = accounts.second_factors
    if not (factors.check(account_id, code) if by_app else factors.recovery_codes.use(account_id, code)):
        refused = "second-step.refused"
        accounts.audit.record(accounts.keyring.name_of_network(network), refused, f"account:{account_id}")
        raise InputError(
            "That code is wrong, or was used before.",
            next_step="Wait for the next one on your device, or give one of your recovery codes.",
            slug="input.second-step",
        )
    forgive_codes(accounts, account_id, network)
    return finish_second_step(accounts, token, APP if by_app else RECOVERY_CODE, network)


def begin_second_step_by_passkey(accounts: Accounts, site: PasskeySite, token: str, browser: str) -> str:
    """Return what the browser hands to the authenticator, as JSON.

    Raises:
        NotAllowedError: the first step is too long ago.
    """
    return accounts.passkeys.begin_signing_in(site, browser, _step(accounts, token).account.id)


def take_second_step_by_passkey(
    accounts: Accounts, site: PasskeySite, token: str, browser: str, answer: Answer, network: str
) -> SignedIn:
    """Begin the session of whoever shows a passkey of the account that took the first step.

    Raises:
        NotAllowedError: the first step is too long ago, or the account was closed.
        SignInNeededError: the passkey is not recognised.
    """
    account_id = _step(accounts, token).account.id
    try:
        accounts.passkeys.recognise(site, browser, answer, account_id)
    except SignInNeededError:
        accounts.audit.record(accounts.keyring.name_of_network(network), "second-step.refused", f"account:{account_id}")
        raise
    return finish_second_step(accounts, token, PASSKEY, network)


def sign_in_by_passkey(
    accounts: Accounts, site: PasskeySite, browser: str, answer: Answer, network: str, *, replaces: str = "", account_id: str = ""
) -> SignedIn:
    """Sign in whoever shows a passkey; the authenticator has seen that it is the person, so that one step is enough.

    Args:
        accounts: of the installation.
        site: name and address under which the person reaches us.
        browser: names the visit or session that the challenge was given to.
        answer: of the authenticator.
        network: network address that it came from.
        replaces: key of the session of that browser, which ends; empty for none.
        account_id: who has signed in already and shows again that it is he; empty for nobody.

    Raises:
        SignInNeededError: the passkey is not recognised, or is another person's than has signed in.
        NotAllowedError: the account is closed, or its address is not confirmed.
        UsedUpError: too many tries.
    """
    counted = (Counted("network", network, _FREE_BY_NETWORK),)
    accounts.throttle.take(counted)
    try:
        passkey = accounts.passkeys.recognise(site, browser, answer)
    except SignInNeededError:
        accounts.audit.record(accounts.keyring.name_of_network(network), "sign-in.refused", detail={"by": PASSKEY})
        raise
    accounts.throttle.take_back(counted)
    account = accounts.people.by_id(passkey.account_id)
    if account is None or (account_id and account.id != account_id):
        raise SignInNeededError("This passkey belongs to another account.", next_step="Use one of this account.")
    return begin_session(accounts, account, PASSKEY, network, replaces=replaces)


def check_code(accounts: Accounts, account_id: str, network: str) -> None:
    """Count a code that is about to be checked.

    Raises:
        UsedUpError: too many tries.
    """
    accounts.throttle.take((Counted("code", account_id, _FREE_BY_ACCOUNT), Counted("network", network, _FREE_BY_NETWORK)))


def forgive_codes(accounts: Accounts, account_id: str, network: str = "") -> None:
    """Forget the wrong codes of an account, after a right one that came from a network address."""
    accounts.throttle.forgive((Counted("code", account_id, _FREE_BY_ACCOUNT),))
    if network:
        accounts.throttle.take_back((Counted("network", network, _FREE_BY_NETWORK),))


def _step(accounts: Accounts, token: str) -> SecondStep:
    step = look_at_second_step(accounts, token)
    if step is None:
        raise NotAllowedError("That sign-in has ended.", next_step="Sign in again.", slug="access.second-step-ended")
    return step
