"""Addresses inside the web app; the asked-about day travels in every one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, urlencode


@dataclass(frozen=True, slots=True)
class Links:
    """Makes addresses that keep the day.

    Args:
        on: the day of service the reader asked for; None where the reader named none.
    """

    on: date | None

    def page(self, path: str, **query: str) -> str:
        """Return the address of a page of the app, with further query fields before the day."""
        fields = [(name, value) for name, value in query.items() if value]
        if self.on is not None:
            fields.append(("on", self.on.isoformat()))
        return quote(path, safe="/.-") + (f"?{urlencode(fields)}" if fields else "")

    def code(self, system: str, code: str) -> str:
        """Return the address of a code's page; without a system, of the page that finds it."""
        return self.page(f"/code/{system}/{code}" if system else f"/code/{code}")

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
        if self.on is not None:
            fields.append(("on", self.on.isoformat()))
        place = "#here" if len(path) > 1 else ""
        return quote(f"/index/{path[0]}", safe="/.-,") + (f"?{urlencode(fields)}" if fields else "") + place

    def search(self, query: str) -> str:
        """Return the address of a search."""
        return self.page("/search", q=query)
