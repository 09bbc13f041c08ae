"""Registering: an account is there at once, and opens when its address is confirmed.

Whether an address has an account is told to nobody but whoever reads its mail: the answer is the same, and so is the work.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta

from codewell.accounts.installation import Accounts
from codewell.accounts.one_time import Purpose
from codewell.accounts.password_rules import check_password
from codewell.accounts.people import Account, normal_email
from codewell.accounts.roles import Role
from codewell.accounts.throttle import Counted
from codewell.kernel.errors import InputError, NotAllowedError
from codewell.tasks.accounts.letters import Letter, LetterKind, Post

CONFIRMATION_HOLDS = timedelta(hours=24)
UNCONFIRMED_STAYS = timedelta(days=7)
"""Then it is deleted: it holds somebody's address, perhaps unasked."""
NEW_PLAN = "free"
_FREE_BY_ADDRESS, _FREE_BY_NETWORK = 4, 20


@dataclass(frozen=True, slots=True)
class RegisterRequest:
    """What a person typed.

    Args:
        email: address.
        password: as typed.
        name: may be empty.
        network: network address that it came from.
        plan: of a new account.
    """

    email: str
    password: str
    name: str
    network: str
    plan: str = NEW_PLAN

    def __repr__(self) -> str:
        return "RegisterRequest(...)"


def register(accounts: Accounts, post: Post, request: RegisterRequest) -> None:
    """Make an account that waits for its address to be confirmed, and send the letter that does so.

    The password belongs to this letter's link: whoever registers somebody else's address leaves that person's own
    registration as it was. An address that has an account already gets a letter that says so.

    Raises:
        InputError: the address is none, or the password or the name may not be used.
        UsedUpError: too many letters to this address or from this network, or too many people at once.
        MailError: the letter could not be sent; the account stays, and it can be sent again.
    """
    email, name = normal_email(request.email), written_name(request.name)
    check_password(request.password, email=email)
    accounts.throttle.take(letters_to(email, request.network))
    hashed = accounts.passwords.hash(request.password)
    accounts.people.forget_unconfirmed(accounts.clock() - UNCONFIRMED_STAYS)
    account = accounts.people.by_email(email) or _added(accounts, email, request)
    if is_in_use(account):
        post.send(Letter(LetterKind.ALREADY_REGISTERED, email))
        return
    _send_confirmation(accounts, post, account, json.dumps({"password_hash": hashed, "name": name}))


def send_confirmation_again(accounts: Accounts, post: Post, email: str, network: str) -> None:
    """Send the letter that confirms an address once more; the letter says so where there is nothing to confirm.

    Raises:
        InputError: the address is none.
        UsedUpError: too many letters to this address or from this network.
        MailError: the letter could not be sent.
    """
    email = normal_email(email)
    accounts.throttle.take(letters_to(email, network))
    account = accounts.people.by_email(email)
    asked = accounts.one_time.latest(account.id, Purpose.VERIFY_EMAIL) if account else None
    if account is None or (asked is None and not is_in_use(account)):
        post.send(Letter(LetterKind.NO_ACCOUNT, email))
    elif asked is None or is_in_use(account):
        post.send(Letter(LetterKind.ALREADY_REGISTERED, email))
    else:
        _send_confirmation(accounts, post, account, asked.detail)


def confirm_address(accounts: Accounts, token: str) -> Account:
    """Open the account whose address a link confirms; the link is used up.

    Raises:
        NotAllowedError: the link is good no more.
    """
    with accounts.database.writing() as connection:
        found = accounts.one_time.use_in(connection, token, Purpose.VERIFY_EMAIL)
        if found is None:
            raise link_ended()
        asked = json.loads(found.detail)
        accounts.people.confirm_in(connection, found.account_id, password_hash=asked["password_hash"], name=asked["name"])
        accounts.one_time.drop_in(connection, found.account_id, Purpose.VERIFY_EMAIL)
        accounts.audit.record_in(connection, f"account:{found.account_id}", "account.confirmed", f"account:{found.account_id}")
    account = accounts.people.by_id(found.account_id)
    if account is None:
        raise link_ended()
    return account


def is_in_use(account: Account) -> bool:
    """Say whether an account was ever opened: its address is confirmed, or it was closed."""
    return account.verified_at is not None or not account.is_open


def letters_to(email: str, network: str) -> tuple[Counted, Counted]:
    """Return what a letter that anybody may ask for counts for."""
    return Counted("letter", email, _FREE_BY_ADDRESS), Counted("letters-from", network, _FREE_BY_NETWORK)


def written_name(name: str) -> str:
    """Return a person's name as it is kept.

    Raises:
        InputError: it is longer than 120 characters, or holds what is no character of a name.
    """
    tidy = " ".join(name.split())
    if len(tidy) > 120 or not tidy.isprintable():
        raise InputError("The name is longer than 120 characters, or holds signs that cannot be shown.", slug="input.name")
    return tidy


def link_ended() -> NotAllowedError:
    """Return the error of a link that is good no more."""
    return NotAllowedError("This link was used already, or is too old.", next_step="Ask for a new one.", slug="access.link-ended")


def _added(accounts: Accounts, email: str, request: RegisterRequest) -> Account:
    try:
        account = accounts.people.add(email, role=Role.CODER, plan=request.plan)
    except InputError:  # somebody else added it at this moment
        account = accounts.people.by_email(email) or accounts.people.add(email, role=Role.CODER, plan=request.plan)
    accounts.audit.record(accounts.keyring.name_of_network(request.network), "account.registered", f"account:{account.id}")
    return account


def _send_confirmation(accounts: Accounts, post: Post, account: Account, detail: str) -> None:
    token = accounts.one_time.issue(account.id, Purpose.VERIFY_EMAIL, holds=CONFIRMATION_HOLDS, detail=detail, only=False)
    post.send(Letter(LetterKind.CONFIRM_EMAIL, account.email, f"/confirm-address/{token}"))
