"""What was used, by period and meter, as administrators and auditors read it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import case, func, select

from codewell.accounts.database import AccountsDatabase
from codewell.accounts.schema.access import usage
from codewell.accounts.schema.people import accounts


@dataclass(frozen=True, slots=True)
class UsageOfPeriod:
    """What everybody used of one meter in one period.

    Args:
        period: 2026-11 or 2026-11-30.
        meter: id of the meter.
        by_accounts: how much accounts used.
        by_guests: how much guests used.
        accounts: how many accounts used something.
        guests: how many guests did.
    """

    period: str
    meter: str
    by_accounts: int
    by_guests: int
    accounts: int
    guests: int


@dataclass(frozen=True, slots=True)
class UsageOfAccount:
    """What one account used in a period.

    Args:
        account_id: whose.
        name: name or e-mail address of the account; empty where it is gone.
        meter: id of the meter.
        used: how much.
    """

    account_id: str
    name: str
    meter: str
    used: int


class UsageReader:
    """Reads the counters of all.

    Args:
        database: where they are kept.
    """

    def __init__(self, database: AccountsDatabase) -> None:
        self._database = database

    def by_period(self, *, limit: int = 62) -> tuple[UsageOfPeriod, ...]:
        """Return the newest periods, latest first, each meter in turn."""
        of_account = usage.c.subject.like("account:%")
        periods = select(usage.c.period).distinct().order_by(usage.c.period.desc()).limit(limit)
        with self._database.reading() as connection:
            rows = connection.execute(
                select(
                    usage.c.period,
                    usage.c.meter,
                    func.sum(case((of_account, usage.c.used), else_=0)).label("by_accounts"),
                    func.sum(case((of_account, 0), else_=usage.c.used)).label("by_guests"),
                    func.sum(case((of_account, 1), else_=0)).label("account_count"),
                    func.sum(case((of_account, 0), else_=1)).label("guest_count"),
                )
                .where(usage.c.period.in_(periods))
                .group_by(usage.c.period, usage.c.meter)
                .order_by(usage.c.period.desc(), usage.c.meter)
            ).all()
        return tuple(
            UsageOfPeriod(r.period, r.meter, int(r.by_accounts), int(r.by_guests), int(r.account_count), int(r.guest_count))
            for r in rows
        )

    def most(self, period: str, *, limit: int = 20) -> tuple[UsageOfAccount, ...]:
        """Return the accounts that used most in a period, most first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                select(usage.c.subject, usage.c.meter, usage.c.used, accounts.c.name, accounts.c.email)
                .outerjoin(accounts, usage.c.subject == "account:" + accounts.c.id)
                .where(usage.c.period == period, usage.c.subject.like("account:%"))
                .order_by(usage.c.used.desc(), usage.c.subject)
                .limit(limit)
            ).all()
        return tuple(
            UsageOfAccount(row.subject.removeprefix("account:"), row.name or row.email or "", row.meter, row.used) for row in rows
        )
