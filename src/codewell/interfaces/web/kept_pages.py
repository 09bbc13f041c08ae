"""Main parts of pages that were made before, kept while the releases they were made from are current."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date

from codewell.interfaces.web.rendering import Parts
from codewell.tasks.workplace import Workplace

MOST_BYTES = 48_000_000


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page without its frame.

    Args:
        parts: what goes into the frame; holds nothing of the person who asks.
        day: that the frame's day control shows.
    """

    parts: Parts
    day: date


class KeptPages:
    """The pages asked for last, up to a size; safe to share between threads.

    A page depends on the releases, so a new workplace empties it. Who asks stands in the frame, which is made for each answer;
    where a page itself differs between people, as with descriptors under a licence, the key must say how.

    Args:
        most_bytes: of all pages together.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._held = 0
        self._pages: OrderedDict[Hashable, KeptPage] = OrderedDict()
        self._made_from: Workplace | None = None
        self._turn = threading.Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def find(self, workplace: Workplace, key: Hashable) -> KeptPage | None:
        """Return the page of that key if it was made from this workplace."""
        with self._turn:
            if self._made_from is not workplace:
                self._pages.clear()
                self._held = 0
                self._made_from = workplace
            found = self._pages.get(key)
            if found is not None:
                self._pages.move_to_end(key)
            return found

    def keep(self, workplace: Workplace, key: Hashable, page: KeptPage) -> None:
        """Keep a page; what was not asked for longest goes. One from releases that are no longer current is not kept."""
        with self._turn:
            if self._made_from is not workplace or page.parts.size > self._most:
                return
            replaced = self._pages.pop(key, None)
            self._held += page.parts.size - (replaced.parts.size if replaced else 0)
            self._pages[key] = page
            while self._held > self._most:
                _, oldest = self._pages.popitem(last=False)
                self._held -= oldest.parts.size
