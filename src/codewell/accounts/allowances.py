"""What a plan leaves: who is counted, what stands on his counter, and the refusal where nothing is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from codewell.accounts.plans import Meter, Plan
from codewell.kernel.errors import UsedUpError

GUEST = "address:"
ACCOUNT = "account:"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who is counted, and under which plan.

    Args:
        subject: `account:ID`, or `address:` and the sealed network of a guest.
        plan: what it gives.
        waits: True for an account whose e-mail address is not verified: it has nothing yet.
    """

    subject: str
    plan: Plan
    waits: bool = False

    @property
    def is_guest(self) -> bool:
        """Say whether a network address is counted, and no account."""
        return self.subject.startswith(GUEST)

    def gives(self, meter: Meter) -> int | None:
        """Return how many there are for a period; None for no end."""
        return 0 if self.waits else self.plan.gives(meter)


@dataclass(frozen=True, slots=True)
class Allowance:
    """What stands on a counter after one use.

    Args:
        reader: who is counted.
        meter: what is counted.
        allowed: for the period.
        used: of these, this use included.
        period: the period's name.
        ends_at: when the next begins.
        seconds_left: until then.
        seconds: of the whole period.
    """

    reader: Reader
    meter: Meter
    allowed: int
    used: int
    period: str
    ends_at: datetime
    seconds_left: int
    seconds: int

    @property
    def left(self) -> int:
        """How many there still are."""
        return max(0, self.allowed - self.used)


class QuotaUsedUpError(UsedUpError):
    """The plan gives no more for this period.

    Args:
        allowance: what stands on the counter.
    """

    slug = "access.quota-used-up"

    def __init__(self, allowance: Allowance) -> None:
        one, many = allowance.meter.words
        counted = f"{allowance.used} of {allowance.allowed} {one if allowance.allowed == 1 else many}"
        message = (
            "This account has nothing yet: its e-mail address is not verified."
            if allowance.reader.waits
            else f"The plan {allowance.reader.plan.title} is used up: {counted}, until {allowance.ends_at:%Y-%m-%d} (UTC)."
        )
        super().__init__(
            message, next_step=_next_step(allowance), retry_after=None if allowance.reader.waits else allowance.seconds_left
        )
        self.allowance = allowance


def _next_step(allowance: Allowance) -> str:
    if allowance.reader.waits:
        return "Open the link in the mail that was sent to it."
    if allowance.reader.plan.more:
        return allowance.reader.plan.more
    return "Register or sign in for more." if allowance.reader.is_guest else ""
