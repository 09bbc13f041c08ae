"""A browser without script: it sends what a browser sends with a form of ours."""

from __future__ import annotations

import re
from typing import Any

from httpx import Response
from starlette.testclient import TestClient

from codewell.interfaces.web.program_paths import is_for_programs

_TOKEN = re.compile(r'name="form_token" value="([0-9a-f]+)"')
_UNSAFE = ("POST", "PUT", "PATCH", "DELETE")


class WebClient(TestClient):
    """Adds to each unsafe request the origin and the token of the form it would have been sent from.

    The token is read from the page at `form_page`, anew where the cookies changed.
    """

    form_page = "/case"

    def form_token(self) -> str:
        """Return a token of this client's session or visit."""
        found = _TOKEN.search(super().request("GET", self.form_page).text)
        return found.group(1) if found else ""

    def request(self, method: str, url: Any, **rest: Any) -> Response:  # type: ignore[override]
        if method.upper() in _UNSAFE and not is_for_programs(str(url).partition("?")[0]):
            headers = dict(rest.pop("headers", None) or {})
            headers.setdefault("Origin", str(self.base_url).rstrip("/"))
            headers.setdefault("X-Form-Token", self.form_token())
            rest["headers"] = headers
        return super().request(method, url, **rest)
