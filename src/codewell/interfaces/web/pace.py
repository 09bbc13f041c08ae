"""How fast requests may come: of an account, a key, a network address; counted in this process."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders
from starlette.types import Message

from codewell.interfaces.web.addresses import network_of
from codewell.kernel.errors import UsedUpError

if TYPE_CHECKING:
    from limits.strategies import MovingWindowRateLimiter

    from codewell.accounts.api_key import ApiKey
    from codewell.interfaces.web.viewer import Viewer

ENTRANCES = ("/sign-in", "/register", "/forgotten-password", "/new-password", "/confirm", "/invitation")
"""Where passwords and codes are tried; what is sent there is counted by address on top of everything else."""
TRIES_PER_MINUTE = 30
_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Pace:
    """What is left of a minute.

    Args:
        most: requests a minute.
        left: of these.
        seconds: until there are all again.
    """

    most: int
    left: int
    seconds: int

    @property
    def headers(self) -> dict[str, str]:
        """The policy and what is left, as draft-ietf-httpapi-ratelimit-headers-10 writes them."""
        return {
            "RateLimit-Policy": f'"requests";q={self.most};w={_MINUTE}',
            "RateLimit": f'"requests";r={self.left};t={self.seconds}',
        }


class TooFastError(UsedUpError):
    """More requests came in a minute than may.

    Args:
        pace: what is left.
    """

    slug = "access.too-fast"

    def __init__(self, pace: Pace) -> None:
        super().__init__(
            f"More than {pace.most} requests came in a minute.",
            next_step=f"Try again in {pace.seconds} seconds.",
            retry_after=pace.seconds,
        )
        self.pace = pace


class Pacing:
    """Counts requests in a moving window of a minute, in the memory of this process: each replica counts its own.

    Args:
        per_minute: most requests of one account, or of one network address without one.
    """

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute

    def count(self, viewer: Viewer, method: str, path: str, key: ApiKey | None = None) -> Pace:
        """Count a request.

        Args:
            viewer: who sent it.
            method: of HTTP.
            path: of the request.
            key: of the API that was sent; None for none.

        Raises:
            TooFastError: it is one too many.
        """
        if method not in ("GET", "HEAD") and path.startswith(ENTRANCES):
            self._hit(TRIES_PER_MINUTE, f"tries {network_of(viewer.address)}")
        if key is not None:
            return self._hit(key.per_minute, f"key {key.id}")
        who = f"account {viewer.account.id}" if viewer.account else f"address {network_of(viewer.address)}"
        return self._hit(self._per_minute, who)

    def refused(self, address: str) -> None:
        """Count a key that is none, so that nobody tries many.

        Raises:
            TooFastError: too many were tried from this address.
        """
        self._hit(TRIES_PER_MINUTE, f"tries {network_of(address)}")

    @cached_property
    def _limiter(self) -> MovingWindowRateLimiter:
        from limits.storage import MemoryStorage
        from limits.strategies import MovingWindowRateLimiter

        return MovingWindowRateLimiter(MemoryStorage())

    def _hit(self, most: int, who: str) -> Pace:
        from limits import RateLimitItemPerMinute

        item = RateLimitItemPerMinute(most)
        within = self._limiter.hit(item, who)
        state = self._limiter.get_window_stats(item, who)
        pace = Pace(most, max(0, state.remaining), max(1, math.ceil(state.reset_time - time.time())))
        if not within:
            raise TooFastError(pace)
        return pace


def add_pace(message: Message, pace: Pace) -> None:
    """Say on an answer how many requests are left of the minute, beside what it says of a plan."""
    headers = MutableHeaders(scope=message)
    for name, value in pace.headers.items():
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
