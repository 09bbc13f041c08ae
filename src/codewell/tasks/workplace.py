"""The desk at which every job is done: one home folder, one clock, and what they open, each at its first use."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from codewell.kernel.clock import Clock, today
from codewell.releases.shelf import Shelf
from codewell.tasks.readiness import LICENSED, has_licensed, index_folder
from codewell.tasks.reference import AnswerPhraser, CodeReference, CodeSearch, CodeVerifier, NoteCoder

if TYPE_CHECKING:
    from codewell.codebook.written.library import PageLibrary


class Workplace:
    """Opens the releases, the code book and the search index of a home folder lazily; safe to share between threads.

    Args:
        home: the folder of the releases and the index.
        clock: tells the present instant; only for questions without a day.
        book: a code book to use instead of the home's own.
        search: an index to use instead of the home's own.
        coder: a note coder to use instead of the home's own.
        verifier: asks a language model about the codes of a note; None where nobody set one up.
        phraser: lets a language model phrase answers to questions; None where nobody switched that on.
        pages_folder: a hospital's own written pages, shown before ours; None where it has none.
        withheld: sources that it does not show, for readers without their licence.
    """

    def __init__(
        self,
        home: Path,
        clock: Clock,
        *,
        book: CodeReference | None = None,
        search: CodeSearch | None = None,
        coder: NoteCoder | None = None,
        verifier: CodeVerifier | None = None,
        phraser: AnswerPhraser | None = None,
        pages_folder: Path | None = None,
        withheld: frozenset[str] = frozenset(),
    ) -> None:
        self.home = home
        self.clock = clock
        self.verifier = verifier
        self.phraser = phraser
        self.pages_folder = pages_folder
        self.withheld = withheld
        self._unlicensed: Workplace | None = None
        self._opening = threading.RLock()
        self._shelf: Shelf | None = None
        self._book = book
        self._search = search
        self._coder = coder
        self._pages: PageLibrary | None = None

    @property
    def today(self) -> date:
        """The calendar day at the desk."""
        return today(self.clock)

    @property
    def shelf(self) -> Shelf:
        """The ready releases."""
        with self._opening:
            if self._shelf is None:
                self._shelf = Shelf(self.home, self.withheld)
            return self._shelf

    @property
    def book(self) -> CodeReference:
        """The code book over the releases."""
        with self._opening:
            if self._book is None:
                from codewell.codebook.book import CodeBook

                self._book = CodeBook(self.shelf, self.pages)
            return self._book

    @property
    def pages(self) -> PageLibrary:
        """The written pages: the hospital's folder where one is named, then ours.

        Raises:
            ConfigurationError: the folder is not one.
        """
        with self._opening:
            if self._pages is None:
                from codewell.codebook.written.library import library_of

                self._pages = library_of(self.pages_folder)
            return self._pages

    @property
    def search(self) -> CodeSearch:
        """The search index.

        Raises:
            NotLoadedError: none was built yet.
            StorageError: it is damaged.
        """
        with self._opening:
            if self._search is None:
                from codewell.search.index import open_index

                self._search = open_index(index_folder(self.home, unlicensed=bool(self.withheld)))
            return self._search

    @property
    def coder(self) -> NoteCoder:
        """The note coder over the releases."""
        with self._opening:
            if self._coder is None:
                from codewell.tasks.note_coder import ShelfCoder

                self._coder = ShelfCoder(self.shelf)
            return self._coder

    def refreshed(self) -> Workplace:
        """Return this desk, or a new one if a release became ready since it was opened."""
        if self.shelf.refreshed() is self.shelf:
            return self
        return self._another(self.withheld)

    @property
    def unlicensed(self) -> Workplace:
        """This desk as readers without a licence may see it: itself where nothing licensed is loaded.

        Its code book does not have the licensed releases, and its index was built without them, so that no word of theirs can
        show, neither as a title nor as a reason for a hit nor as a corrected spelling.
        """
        if self.withheld or not has_licensed(self.shelf):
            return self
        with self._opening:
            if self._unlicensed is None:
                self._unlicensed = self._another(LICENSED)
            return self._unlicensed

    def _another(self, withheld: frozenset[str]) -> Workplace:
        return Workplace(
            self.home,
            self.clock,
            verifier=self.verifier,
            phraser=self.phraser,
            pages_folder=self.pages_folder,
            withheld=withheld,
        )
