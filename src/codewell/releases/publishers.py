"""The table of the publishers' addresses, and finding the newest file on a publisher's page."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

from codewell.kernel.errors import ConfigurationError, InputError

_TABLE = Path(__file__).with_name("publishers.toml")
_MONTHS = {"january": 1, "april": 4, "july": 7, "october": 10}


@dataclass(frozen=True, slots=True)
class PublishedDownload:
    """Files that a publisher replaces with each release.

    Args:
        feeds: ids of the sources that read them.
        page: the publisher's page that links to them.
        via: matches the page's link to the page of one release; empty where the page links to the files.
        link: matches a file's address.
        fallback: addresses to take where the page cannot be read, one a file.
        click_through: True where the AMA's terms must be accepted first.
    """

    feeds: tuple[str, ...]
    page: str
    via: str
    link: str
    fallback: tuple[str, ...]
    click_through: bool


def read_publishers(table: Path | None = None) -> tuple[PublishedDownload, ...]:
    """Return the table that ships with Codewell, or another of the same form (a mirror inside an organisation).

    Raises:
        ConfigurationError: that file is missing or not of this form.
    """
    path = table or _TABLE
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))["download"]
        return tuple(
            PublishedDownload(
                feeds=tuple(entry["feeds"]),
                page=entry["page"],
                via=entry.get("via", ""),
                link=re.compile(entry["link"]).pattern,
                fallback=tuple(entry["fallback"]),
                click_through=entry.get("click_through", False),
            )
            for entry in entries
        )
    except (OSError, ValueError, KeyError, TypeError, re.error) as fault:
        raise ConfigurationError(
            f"The table of publishers {path} cannot be read ({type(fault).__name__}: {fault}).",
            next_step="Give it the form of the table that ships with Codewell, releases/publishers.toml.",
        ) from fault


def download_for(source: str, publishers: Iterable[PublishedDownload]) -> PublishedDownload:
    """Return the download that feeds a source.

    Raises:
        InputError: none does; the message lists the sources that can be synced.
    """
    known = tuple(publishers)
    for entry in known:
        if source in entry.feeds:
            return entry
    names = ", ".join(name for entry in known for name in entry.feeds)
    raise InputError(
        f"The source {source!r} cannot be synced.",
        next_step=f"Those that can: {names}. Others are downloaded by hand and brought in with `codewell import`.",
        slug="input.unknown-source",
    )


def newest_links(html: str, base: str, pattern: str) -> tuple[str, ...]:
    """Return the absolute addresses on a page that match `pattern` and belong to its newest release, in order of name.

    Addresses without a year count as older than any with one.
    """
    found: dict[str, tuple[int, int, str]] = {}
    for href in _hrefs(html):
        address = urljoin(base, href.strip()).split("#")[0]
        if match := re.search(pattern, address.split("?")[0], re.IGNORECASE):
            found[address] = _age(match)
    if not found:
        return ()
    newest = max(found.values())
    return tuple(sorted(address for address, age in found.items() if age == newest))


def _age(match: re.Match[str]) -> tuple[int, int, str]:
    named = {name: (value or "").lower() for name, value in match.groupdict().items()}
    year = int(named.get("year") or 0)
    month = _MONTHS.get(named.get("month", ""), 0)
    quarter = int(named["quarter"].lstrip("q")) * 3 if named.get("quarter") else 0
    return (year + 2000 if 0 < year < 100 else year), month or quarter, named.get("letter", "")


def _hrefs(html: str) -> list[str]:
    reader = _Links()
    reader.feed(html)
    return reader.found


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found += [value for name, value in attrs if name == "href" and value]
