"""Requests to the hospital's issuer: no redirect followed, bounded in time and size, and its words kept from errors."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpx

from codewell.accounts.hospital.client import HospitalError
from codewell.kernel.clock import Clock

MOST_BYTES = 512_000
"""Of a discovery document, a set of keys or a token answer; real ones have a few thousand."""
LONGEST = timedelta(seconds=15)
_TIMEOUT = httpx.Timeout(8.0, connect=5.0)


class Fetching:
    """Asks the issuer.

    Args:
        clock: tells the present instant, for the bound on the whole request.
        transport: carries requests; None for the network.
    """

    def __init__(self, clock: Clock, transport: httpx.BaseTransport | None = None) -> None:
        self._clock = clock
        no_cookies = CookieJar(DefaultCookiePolicy(allowed_domains=()))  # one person's answer says nothing of the next one's
        self._client = httpx.Client(timeout=_TIMEOUT, follow_redirects=False, cookies=no_cookies, transport=transport)

    def get(self, address: str) -> dict[str, Any]:
        """Return the JSON object at an address.

        Raises:
            HospitalError: there is none.
        """
        return self._asked("GET", address, {}, None)

    def post(self, address: str, headers: Mapping[str, str], body: str) -> dict[str, Any]:
        """Send a form and return the JSON object that answers.

        Raises:
            HospitalError: it was refused, or the answer is no such object.
        """
        return self._asked("POST", address, headers, body)

    def _asked(self, method: str, address: str, headers: Mapping[str, str], body: str | None) -> dict[str, Any]:
        sent = {"Accept": "application/json", "Accept-Encoding": "identity", **headers}
        try:
            with self._client.stream(method, address, headers=sent, content=body) as answer:
                if answer.status_code != 200:
                    raise HospitalError(
                        f"The hospital's sign-in refused with status {answer.status_code}.",
                        next_step="Try once more; if it goes on, tell whoever runs this service.",
                    )
                found = json.loads(self._read(answer))
        except (httpx.HTTPError, httpx.InvalidURL):
            raise HospitalError(
                "The hospital's sign-in cannot be reached.", next_step="Try again in a while, or sign in another way."
            ) from None
        except (ValueError, RecursionError):
            raise _not_json() from None
        if not isinstance(found, dict):
            raise _not_json()
        return found

    def _read(self, answer: httpx.Response) -> bytes:
        body, until = bytearray(), self._clock() + LONGEST
        for piece in answer.iter_raw():
            body += piece
            if len(body) > MOST_BYTES or self._clock() > until:
                raise HospitalError("The answer of the hospital's sign-in is too long.", slug="access.hospital-answer")
        return bytes(body)


def _not_json() -> HospitalError:
    return HospitalError(
        "The answer of the hospital's sign-in is not as the standard says.",
        next_step="Tell whoever runs this service.",
        slug="access.hospital-answer",
    )
