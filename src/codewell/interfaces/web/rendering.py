"""Templates and the files that pages load, all from the package; nothing from elsewhere."""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from importlib.resources import files

from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import Response

import codewell
from codewell.accounts.allowances import QuotaUsedUpError
from codewell.interfaces.web.links import Links
from codewell.interfaces.web.means import means_words
from codewell.interfaces.web.problems import Problem, headers_of
from codewell.interfaces.web.viewer import current_viewer
from codewell.interfaces.web.views.cited import address_of, source_title
from codewell.interfaces.web.views.code_page import FEW, browse_key, has_page
from codewell.interfaces.web.views.fact_tables import WHOLE
from codewell.interfaces.wording import STANDING_WORDS, billable_words
from codewell.kernel.codes import CodeSystem
from codewell.kernel.validity import Validity

_TYPES = {
    "admin.css": "text/css",
    "book.css": "text/css",
    "browse.css": "text/css",
    "browse.js": "text/javascript",
    "account.css": "text/css",
    "account.js": "text/javascript",
    "api.css": "text/css",
    "ask.css": "text/css",
    "ask.js": "text/javascript",
    "claims.css": "text/css",
    "code.css": "text/css",
    "code.js": "text/javascript",
    "codewell.css": "text/css",
    "codewell.js": "text/javascript",
    "drop.js": "text/javascript",
    "finder.css": "text/css",
    "finder.js": "text/javascript",
    "jobs.js": "text/javascript",
    "keep.css": "text/css",
    "keep.js": "text/javascript",
    "keys.js": "text/javascript",
    "note.css": "text/css",
    "note.js": "text/javascript",
    "passkeys.js": "text/javascript",
    "mark.svg": "image/svg+xml; charset=utf-8",
    "redact.css": "text/css",
    "intensity.css": "text/css",
    "intensity.js": "text/javascript",
    "rt.css": "text/css",
    "redact.js": "text/javascript",
    "rt.js": "text/javascript",
}


_SEPARATOR = Markup("\x1c")
"""Stands in no page: HTML does not allow it, and no publisher's text holds it."""
_DAY = re.compile(r"(\b\d{4}-\d{2}-\d{2}\b)")
PERSONAL_SLOT = Markup("\x1d")
"""Stands in parts of a page where something of whoever asks is put in."""
_NOTHING = Markup()


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file that pages load.

    Args:
        body: its bytes.
        media_type: as sent.
        address: where pages find it; changes with its content, so that a browser may keep it for ever.
        compressed: its bytes as gzip.
    """

    body: bytes
    media_type: str
    address: str
    compressed: bytes


@cache
def static_file(name: str) -> StaticFile | None:
    """Return one of the app's own files; None where there is none of that name."""
    if name not in _TYPES:
        return None
    body = (files("codewell.interfaces.web") / "static" / name).read_bytes()
    address = f"/static/{name}?v={hashlib.sha256(body).hexdigest()[:12]}"
    return StaticFile(body, _TYPES[name], address, gzip.compress(body, mtime=0))


def static_response(name: str, *, compressed: bool = False) -> Response | None:
    """Return the answer that carries one of the app's own files, as gzip where the browser takes that."""
    found = static_file(name)
    if found is None:
        return None
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    if not compressed:
        return Response(found.body, media_type=found.media_type, headers=headers)
    return Response(found.compressed, media_type=found.media_type, headers=headers | {"Content-Encoding": "gzip"})


def content_tag(body: bytes) -> str:
    """Return the entity tag of a body; weak, for it travels compressed or not."""
    return f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'


def _static_address(name: str) -> str:
    found = static_file(name)
    if found is None:
        raise LookupError(name)
    return found.address


@lru_cache(maxsize=4096)
def _long_day(day: date | None) -> str:
    return f"{day:%B} {day.day}, {day.year}" if day else ""


@lru_cache(maxsize=4096)
def _days(validity: Validity | None) -> str:
    if validity is None:
        return "days not stated"
    if validity.last_day is None:
        return f"from {_long_day(validity.first_day)}"
    return f"{_long_day(validity.first_day)} to {_long_day(validity.last_day)}"


def _moment(instant: datetime) -> str:
    return f"{_long_day(instant.date())}, {instant:%H:%M} UTC"


def _commands(text: str) -> Markup:
    """Return a sentence with its commands, which stand between backticks, set as code."""
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if number % 2 else escape(part) for number, part in enumerate(text.split("`"))
    )


def _whole_days(text: str) -> Markup:
    """Return a text whose days are not broken at the end of a line."""
    parts = _DAY.split(text)
    return Markup("").join(
        Markup('<span class="whole">{}</span>').format(part) if at % 2 else escape(part) for at, part in enumerate(parts)
    )


def _form_token() -> Markup:
    """Return the hidden field that every form of an unsafe method begins with."""
    return Markup('<input type="hidden" name="form_token" value="{}">').format(current_viewer().use_form_token())


def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("codewell.interfaces.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {
        "long_day": _long_day,
        "days": _days,
        "commands": _commands,
        "moment": _moment,
        "means": means_words,
        "whole_days": _whole_days,
    }
    made.globals |= {
        "static": _static_address,
        "source_title": source_title,
        "address_of": address_of,
        "browse_key": browse_key,
        "has_page": has_page,
        "billable_words": billable_words,
        "standing_words": STANDING_WORDS,
        "systems": tuple(CodeSystem),
        "few": FEW,
        "whole": WHOLE,
        "release_of_codewell": codewell.__version__,
        "viewer": current_viewer,
        "form_token": _form_token,
        "layout": "base.html",
        "separator": _SEPARATOR,
        "personal_slot": _NOTHING,
    }
    return made


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page's head and foot show.

    Args:
        links: makes addresses that keep the day.
        day: the day that the control shows; None leaves it empty.
        path: of this page, for the day control.
        query: what the search box holds.
    """

    links: Links
    day: date | None
    path: str = "/"
    query: str = ""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a page puts into the frame that all pages share.

    Args:
        title: of the window.
        head: further elements of the head.
        body_class: of the body.
        main: the main element's content, in UTF-8.
    """

    title: Markup
    head: Markup
    body_class: Markup
    main: bytes

    @property
    def size(self) -> int:
        """Bytes that it takes to keep it, as good as."""
        return len(self.main) + len(self.title) + len(self.head) + 1000


def _of_nobody() -> Markup:
    """Stand in for what is one person's in a template whose result others get too.

    Raises:
        LookupError: always.
    """
    raise LookupError("kept parts of a page go to everybody: what depends on the viewer belongs in the frame")


class Pages:
    """Renders the templates."""

    def __init__(self) -> None:
        self._environment = _environment()
        self._impersonal = _environment()
        self._impersonal.globals |= {"viewer": _of_nobody, "form_token": _of_nobody, "layout": "parts.html"}
        self._impersonal.globals["personal_slot"] = PERSONAL_SLOT

    def page(
        self, template: str, frame: Frame, *, status: int = 200, headers: dict[str, str] | None = None, **values: object
    ) -> HTMLResponse:
        """Return a page."""
        body = self._environment.get_template(template).render(frame=frame, links=frame.links, **values)
        return HTMLResponse(body, status, headers)

    def parts(self, template: str, links: Links, **values: object) -> Parts:
        """Return a page without its frame; its template extends `layout` and may look neither at the frame nor at the viewer."""
        text = self._impersonal.get_template(template).render(values, links=links)
        title, head, body_class, main = text.split(_SEPARATOR)
        return Parts(Markup(title), Markup(head), Markup(body_class), main.encode())

    def framed(self, parts: Parts, frame: Frame, personal: Markup = _NOTHING) -> HTMLResponse:
        """Return a page from its parts, byte for byte as `page` returns it, with a tag of its content.

        Args:
            parts: the same for everybody.
            frame: around them.
            personal: what stands in the parts' slot for whoever asks.
        """
        text = self._environment.get_template("framed.html").render(frame=frame, links=frame.links, parts=parts)
        before, after = text.split(_SEPARATOR)
        main = parts.main.replace(PERSONAL_SLOT.encode(), personal.encode(), 1)
        body = b"".join((before.encode(), main, after.encode()))
        return HTMLResponse(body, headers={"ETag": content_tag(body), "Cache-Control": "private, no-cache"})

    def fragment(self, template: str, links: Links, **values: object) -> HTMLResponse:
        """Return a part of a page, for a page that asks for it."""
        return HTMLResponse(self._environment.get_template(template).render(links=links, **values))

    def problem(self, problem: Problem, frame: Frame) -> HTMLResponse:
        """Return the page that says what went wrong and what to do."""
        headers = {"Cache-Control": "no-store", **problem.headers}
        return self.page("problem.html", frame, status=problem.status, headers=headers, problem=problem)

    def wall(self, refusal: QuotaUsedUpError, frame: Frame) -> HTMLResponse:
        """Return the page that says that a plan is used up, until when, and what gives more."""
        headers = {"Cache-Control": "no-store", **headers_of(refusal)}
        return self.page("wall.html", frame, status=429, headers=headers, allowance=refusal.allowance)
