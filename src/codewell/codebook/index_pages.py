"""The indexes as a person reads them: main terms by letter, and one main term with its subterms, opened at an entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from codewell.codebook.entry import Origin
from codewell.codebook.origins import answering, origin_of
from codewell.kernel.codes import Icd10CmCode
from codewell.releases.shelf import OpenRelease, Shelf

_WHOLE = 260
"""Terms of an entry that is shown whole; a larger one opens only along the way to what was asked for."""
_MOST_TITLES = 1000
"""More than any letter has; it bounds what words can find."""

NO_LETTER = "0"
"""Stands for the main terms that begin with a digit or a mark, such as 2,4-D."""


class Index(Enum):
    """An index of ICD-10-CM; the value stands in addresses."""

    ALPHABETIC = "alphabetic"
    EXTERNAL = "external"
    NEOPLASM = "neoplasm"
    DRUGS = "drugs"

    @property
    def source(self) -> str:
        """Id of the source that publishes it."""
        return _SOURCES[self]

    @property
    def title(self) -> str:
        """Its name in words."""
        return _TITLES[self]

    @property
    def is_table(self) -> bool:
        """Whether its rows have columns of codes."""
        return self in (Index.NEOPLASM, Index.DRUGS)


_SOURCES = {
    Index.ALPHABETIC: "icd10cm-index",
    Index.EXTERNAL: "icd10cm-external-index",
    Index.NEOPLASM: "icd10cm-neoplasm",
    Index.DRUGS: "icd10cm-drugs",
}
_TITLES = {
    Index.ALPHABETIC: "Alphabetic index",
    Index.EXTERNAL: "External cause of injuries index",
    Index.NEOPLASM: "Table of neoplasms",
    Index.DRUGS: "Table of drugs and chemicals",
}


@dataclass(frozen=True, slots=True)
class IndexLine:
    """A term of an index with what is shown below it.

    Args:
        title: as printed.
        nonessential: modifiers in parentheses, which change nothing; empty where there are none.
        path: titles from the main term down to this one.
        codes: column ("" in an index without columns) and code as printed, in the publisher's order; of a large table only
            on the way to the entry and right below it.
        manifestation: the second code of a pair, as printed; empty where there is none.
        see: the term to look under instead.
        see_also: further terms to look under.
        below: subterms that are shown.
        hidden: number of terms below that are not shown.
    """

    title: str
    nonessential: str
    path: tuple[str, ...]
    codes: tuple[tuple[str, str], ...]
    manifestation: str
    see: str
    see_also: str
    below: tuple[IndexLine, ...]
    hidden: int


@dataclass(frozen=True, slots=True)
class IndexPage:
    """A main term.

    Args:
        index: which index.
        main: the term with its subterms.
        at: path of the entry it is opened at; the main term alone where none was asked for.
        count: terms in all.
        origin: the release.
        covers: whether the release's days cover the day asked about.
    """

    index: Index
    main: IndexLine
    at: tuple[str, ...]
    count: int
    origin: Origin
    covers: bool


@dataclass(frozen=True, slots=True)
class IndexTitles:
    """Main terms of an index.

    Args:
        index: which index.
        titles: in the publisher's order.
        letters: letters that have main terms.
        is_cut: True where there are more than are listed.
        origin: the release.
        covers: whether the release's days cover the day asked about.
    """

    index: Index
    titles: tuple[str, ...]
    letters: tuple[str, ...]
    is_cut: bool
    origin: Origin
    covers: bool


def index_titles(shelf: Shelf, index: Index, on: date, *, letter: str = "", words: str = "") -> IndexTitles | None:
    """Return the main terms that begin with a letter or hold some words; None where the index is not loaded."""
    found = answering(shelf, index.source, on)
    if found.opened is None:
        return None
    rows = found.opened.database.all("SELECT title FROM terms WHERE parent IS NULL ORDER BY id")
    every = list(dict.fromkeys(str(row[0]) for row in rows))
    letters = tuple(sorted({title[:1].upper() for title in every if title[:1].isalpha()}))
    letters += (NO_LETTER,) if any(not title[:1].isalpha() for title in every) else ()
    wanted = words.lower().split()
    if wanted:
        every = [title for title in every if all(word in title.lower() for word in wanted)]
        every.sort(key=lambda title: not title.lower().startswith(wanted[0]))
    elif letter:
        every = [title for title in every if (title[:1].upper() if title[:1].isalpha() else NO_LETTER) == letter.upper()]
    titles = tuple(every[:_MOST_TITLES])
    return IndexTitles(index, titles, letters, len(every) > len(titles), origin_of(found.opened), found.covers)


def index_page(shelf: Shelf, index: Index, on: date, term: str, at: Sequence[str] = ()) -> IndexPage | None:
    """Return a main term opened at an entry; None where the index is not loaded or has no such term.

    Args:
        shelf: the releases.
        index: which index.
        on: day of service.
        term: the main term as printed, or as a *see* reference names it ("Hemorrhage, uterus").
        at: titles of the subterms down to the entry; as many as lead somewhere are followed.
    """
    found = answering(shelf, index.source, on)
    if found.opened is None:
        return None
    mains = found.opened.database.all("SELECT id, title FROM terms WHERE parent IS NULL ORDER BY id")
    main, rest = _named(term, mains)
    if main is None:
        return None
    after = next((row[0] for row in mains if row[0] > main), None)
    entry = _Entry(found.opened, index, main, after)
    path = entry.followed([*rest, *at])
    return IndexPage(index, entry.line(main, path), path, entry.count, origin_of(found.opened), found.covers)


def _named(term: str, mains: Iterable[tuple[int, str]]) -> tuple[int | None, list[str]]:
    """Return the main term that a text names and what of the text is left: "Ulcer, stomach" leaves the subterm."""
    exact: dict[str, int] = {}
    short: dict[str, int] = {}
    for number, title in mains:
        exact.setdefault(title.lower(), number)
        for word in title.lower().split(", "):
            short.setdefault(word, number)
    parts = term.strip().split(", ")
    for taken in range(len(parts), 0, -1):
        head = ", ".join(parts[:taken]).lower()
        if (named := exact.get(head) or short.get(head)) is not None:
            return named, parts[taken:]
    return None, []


class _Entry:
    """The terms of one main term, read at once: they stand together in the publication."""

    def __init__(self, opened: OpenRelease, index: Index, main: int, after: int | None) -> None:
        columns = "NULL, NULL" if index.is_table else "code_printed, manifestation"
        rows = opened.database.all(
            f"SELECT id, parent, title, nonessential, see, see_also, {columns} FROM terms "
            "WHERE id >= ?1 AND (?2 IS NULL OR id < ?2) ORDER BY id",
            main,
            after,
        )
        self.count = len(rows)
        self._main = main
        self._rows = {row[0]: row for row in rows}
        self._children: dict[int, list[int]] = {}
        for row in rows:
            if row[0] != main:
                self._children.setdefault(row[1], []).append(row[0])
        self._cells = _cells(opened, main, after) if index.is_table else {}

    def followed(self, titles: Sequence[str]) -> tuple[str, ...]:
        """Return the path along the titles as far as they lead; terms that only join ("with") may be left out of them."""
        place, path = self._main, [str(self._rows[self._main][2])]
        for title in titles:
            step = next((child for child in self._children.get(place, ()) if self._rows[child][2].lower() == title.lower()), None)
            if step is None:
                break
            place = step
            path.append(str(self._rows[step][2]))
        return tuple(path)

    def line(self, number: int, at: tuple[str, ...], above: tuple[str, ...] = (), *, whole: bool = False) -> IndexLine:
        """Return a term with its subterms, opened along `at` and, where that is little, whatever stands below its end."""
        _, _, title, nonessential, see, see_also, code, manifestation = self._rows[number]
        path = (*above, str(title))
        size = self._size(number)
        whole = whole or (size <= _WHOLE and (not above or path == at))
        is_open = whole or path == at[: len(path)]
        below = tuple(self.line(child, at, path, whole=whole) for child in self._children.get(number, ())) if is_open else ()
        is_aside = self.count > _WHOLE and not is_open and path[:-1] != at
        own = (("", str(code)),) if code else () if is_aside else self._cells.get(number, ())
        pair = str(manifestation or "")
        return IndexLine(
            str(title), nonessential or "", path, own, _shown(pair), see or "", see_also or "", below, 0 if is_open else size - 1
        )

    def _size(self, number: int) -> int:
        return 1 + sum(self._size(child) for child in self._children.get(number, ()))


def _cells(opened: OpenRelease, main: int, after: int | None) -> Mapping[int, tuple[tuple[str, str], ...]]:
    rows = opened.database.all(
        "SELECT term, column_title, code_printed FROM cells WHERE term >= ?1 AND (?2 IS NULL OR term < ?2) ORDER BY rowid",
        main,
        after,
    )
    found: dict[int, tuple[tuple[str, str], ...]] = {}
    for term, column, code in rows:
        if code and code != "--":
            found[term] = (*found.get(term, ()), (column, code))
    return found


def _shown(pair: str) -> str:
    bare = pair.rstrip("-")
    if not bare:
        return ""
    try:
        return str(Icd10CmCode(bare)) + ("-" if bare != pair else "")
    except ValueError:
        return pair
