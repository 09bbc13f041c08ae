"""The documented header of claims as a table, and a file's own header read against it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from codewell.kernel.errors import InputError

_LETTERS = "abcdefghijkl"


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Args:
        name: as the template writes it.
        of_claim: stated by a claim's first row; else by every row.
        needed: a file without it is refused.
        item: box of the CMS-1500 form; empty where it has none.
        aliases: other headers that are read as it.
        words: what it holds.
    """

    name: str
    of_claim: bool
    needed: bool
    item: str
    aliases: tuple[str, ...]
    words: str


@cache
def columns() -> tuple[Column, ...]:
    """Return the columns in the order of the template."""
    stated = tomllib.loads((files(__package__) / "columns.toml").read_text(encoding="utf-8"))["column"]
    return tuple(
        Column(c["name"], c["of"] == "claim", c.get("needed", False), c["item"], tuple(c["aliases"]), c["words"]) for c in stated
    )


@cache
def _names() -> Mapping[str, str]:
    found = {name: column.name for column in columns() for name in (column.name, *column.aliases)}
    found |= {f"diagnosis_{one}": f"diagnosis_{letter}" for n, letter in enumerate(_LETTERS, 1) for one in (letter, n)}
    return found | {f"modifier_{n}": f"modifier_{n}" for n in range(1, 5)}


def normalised(header: str) -> str:
    """Return a header as columns are compared: lower case, words joined by an underscore."""
    return re.sub(r"[^a-z0-9]+", "_", header.lower()).strip("_")


@dataclass(frozen=True, slots=True)
class Header:
    """A file's header.

    Args:
        places: column -> its 0-based place.
        unread: 0-based places whose headers name no column.
    """

    places: Mapping[str, int]
    unread: tuple[int, ...]

    def diagnoses(self) -> tuple[int, ...]:
        """Return the places of columns that hold one diagnosis each, in the order of their letters."""
        return tuple(self._several(f"diagnosis_{letter}" for letter in _LETTERS))

    def modifiers(self) -> tuple[int, ...]:
        """Return the places of columns that hold one modifier each."""
        return tuple(self._several(f"modifier_{n}" for n in range(1, 5)))

    def _several(self, names: Iterator[str]) -> Iterator[int]:
        return (self.places[name] for name in names if name in self.places)


def read_header(cells: Sequence[str]) -> Header:
    """Return where the columns stand.

    Raises:
        InputError: a needed column is wanting, or one is named twice.
    """
    places: dict[str, int] = {}
    unread: list[int] = []
    for place, cell in enumerate(cells):
        name = _names().get(normalised(cell))
        if name is None:
            unread.append(place)
        elif name in places:
            raise _refused(f"the column {name} stands twice (columns {places[name] + 1} and {place + 1})")
        else:
            places[name] = place
    for column in columns():
        if column.needed and column.name not in places and not (column.name == "procedure" and "revenue_code" in places):
            raise _refused(f"there is no column {column.name}")
    return Header(places, tuple(unread))


def _refused(what: str) -> InputError:
    return InputError(
        f"Line 1, character 0: {what}.",
        next_step="`codewell claim template` prints the header that is read.",
        slug="claims.header",
    )
