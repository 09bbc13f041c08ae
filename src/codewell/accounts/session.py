"""A session as the rest of the app knows it, and how long one holds; needs no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from codewell.accounts.account import Account


@dataclass(frozen=True, slots=True)
class SessionRules:
    """How long a session holds.

    Args:
        idle: without a request.
        whole: from signing in, whatever happens.
    """

    idle: timedelta = timedelta(minutes=30)
    whole: timedelta = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Session:
    """A session under way.

    Args:
        key: hash of its token; names it to its owner.
        account: whose it is.
        created_at: instant of signing in.
        seen_at: of the last request, to the minute.
        means: how the person signed in.
        confirmed_at: when the person last showed who he is; what is sensitive asks again after a while.
    """

    key: str
    account: Account
    created_at: datetime
    seen_at: datetime
    means: str
    confirmed_at: datetime
