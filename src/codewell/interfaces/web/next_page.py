"""Where a person goes on after signing in: only ever to a page of ours."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from starlette.requests import Request

_LONGEST = 1000
_NOT_AFTER_SIGNING_IN = ("/sign-in", "/sign-out", "/register", "/v1/", "/fhir", "/cds-services", "/static/")


def local_page(written: str) -> str:
    """Return a path of ours with its query; the start page where what was written is no such path.

    A browser reads a backslash as a slash and leaves out tabs and line ends, so that none of them may stand in it.
    """
    is_path = written.startswith("/") and not written.startswith("//") and len(written) <= _LONGEST
    if not is_path or "\\" in written or not written.isprintable() or written.startswith(_NOT_AFTER_SIGNING_IN):
        return "/"
    parts = urlsplit(written)
    return written if not parts.scheme and not parts.netloc else "/"


def with_next(path: str, page: str) -> str:
    """Return the address of a page that afterwards leads on to another."""
    go_on = local_page(page)
    return path if go_on == "/" else f"{path}?{urlencode({'next': go_on})}"


def asked_by(request: Request) -> str:
    """Return the page that a request asked for, to go on to after signing in."""
    query = request.url.query
    return local_page(request.url.path + (f"?{query}" if query else ""))
