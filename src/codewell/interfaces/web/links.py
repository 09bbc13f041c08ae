"""Addresses inside the web app; the asked-about day and the chosen locality travel in every one of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from urllib.parse import quote, urlencode

_PLAIN = re.compile(r"[A-Za-z0-9/._~-]*\Z").match
"""Nothing in it is written otherwise in an address; a page holds hundreds of addresses."""


@dataclass(frozen=True, slots=True)
class Links:
    """Makes addresses that keep the day and the locality.

    Args:
        on: the day of service the reader asked for; None where the reader named none.
        locality: Medicare locality of the fees, seven digits; empty where the reader chose none.
    """

    on: date | None
    locality: str = ""

    def page(self, path: str, **query: str) -> str:
        """Return the address of a page of the app, with further query fields before the day."""
        written = path if _PLAIN(path) else quote(path, safe="/.-")
        if not query:
            return written + _tail(self)
        fields = {name: value for name, value in query.items() if value}
        return written + _written(fields | {name: kept for name, kept in self._kept.items() if name not in query})

    def on_day(self, on: date | None) -> Links:
        """Return what makes addresses for another day of service."""
        return replace(self, on=on)

    @property
    def _kept(self) -> dict[str, str]:
        kept = {"on": self.on.isoformat()} if self.on is not None else {}
        return {**kept, "locality": self.locality} if self.locality else kept

    def code(self, system: str, code: str) -> str:
        """Return the address of a code's page; without a system, of the page that finds it."""
        return self.page(f"/code/{system}/{code}" if system else f"/code/{code}")

    def tree(self, tree: str, key: str, **query: str) -> str:
        """Return the address of a place in the tree of a code system; without a key, of its top."""
        return self.page(f"/browse/{tree}/{key}" if key else f"/browse/{tree}", **query)

    def guideline(self, section: str) -> str:
        """Return the address of a passage of the Official Guidelines."""
        return self.page(f"/guidelines/{section}")

    def index(self, index: str, path: Sequence[str]) -> str:
        """Return the address of an index entry.

        Args:
            index: which index; "alphabetic" is left out.
            path: titles from the main term down to the entry.
        """
        fields = [("at", title) for title in path[1:]]
        if index != "alphabetic":
            fields.append(("in", index))
        fields += self._kept.items()
        place = "#here" if len(path) > 1 else ""
        return quote(f"/index/{path[0]}", safe="/.-,") + _written(fields) + place

    def search(self, query: str) -> str:
        """Return the address of a search."""
        return self.page("/search", q=query)


@lru_cache(maxsize=256)
def _tail(links: Links) -> str:
    return _written(links._kept)


def _written(fields: Mapping[str, str] | Sequence[tuple[str, str]]) -> str:
    return f"?{urlencode(fields)}" if fields else ""
