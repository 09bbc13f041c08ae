"""What is seen of a request: how it was answered and in what time, by the pattern of its route."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

NO_ROUTE = "none"
"""Stands for every address that no route has: what somebody typed there is nobody's business."""
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def method_of(sent: str) -> str:
    """Return a method that HTTP knows; `other` for any else, for a client may write what it likes there."""
    return sent if sent in _METHODS else "other"


@dataclass(frozen=True, slots=True)
class Observation:
    """One answered request.

    Args:
        method: of HTTP; `other` for one that HTTP does not know, which a client may have made up.
        route: pattern of the route, `/code/{system}/{text}`.
        status: of the answer; 499 where the client went away first.
        began_at: nanoseconds since 1970.
        seconds: from its arrival to the end of the answer.
        meter: what a plan counted for it; empty for nothing.
        used_up: True where a plan gave no more.
        parent: the `traceparent` that came with it; empty for none.
    """

    method: str
    route: str
    status: int
    began_at: int
    seconds: float
    meter: str = ""
    used_up: bool = False
    parent: str = ""


Watcher = Callable[[Observation], None]
"""Told of each request after its answer."""
