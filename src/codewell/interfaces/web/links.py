"""Addresses inside the web app; the asked-about day travels in every one of them."""

from __future__ import annotations

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

    def search(self, query: str) -> str:
        """Return the address of a search."""
        return self.page("/search", q=query)
