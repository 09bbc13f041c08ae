"""What the start page shows of what a person keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from codewell.accounts.roles import Permission
from codewell.interfaces.web.keeping.shown_codes import ShownCode, shown_codes
from codewell.interfaces.web.service import Service
from codewell.interfaces.web.viewer import current_viewer
from codewell.tasks.workplace import Workplace

if TYPE_CHECKING:
    from codewell.accounts.worklists import Worklist

_FEW = 8


@dataclass(frozen=True, slots=True)
class KeptAtStart:
    """What whoever asks keeps, the first of it.

    Args:
        favourites: by system and code.
        recents: newest first.
        worklists: those that changed last.
        not_yet: True while what is kept is still being opened, just after the start.
    """

    favourites: tuple[ShownCode, ...] = ()
    recents: tuple[ShownCode, ...] = ()
    worklists: tuple[Worklist, ...] = ()
    not_yet: bool = False

    @property
    def is_anything(self) -> bool:
        """Say whether there is something to show, now or in a moment."""
        return self.not_yet or bool(self.favourites or self.recents or self.worklists)


def kept_at_start(service: Service, workplace: Workplace, on: date | None) -> KeptAtStart:
    """Return what the start page shows to whoever asks; nothing where nothing was ever kept."""
    viewer = current_viewer()
    if viewer.account is None or not viewer.may(Permission.KEEP):
        return KeptAtStart()
    if not service.opens_quickly:
        return KeptAtStart()
    if not service.is_open and viewer.session is None:
        service.once_open(lambda accounts: None)  # the first page after the start does not wait for it
        return KeptAtStart(not_yet=True)
    accounts, owner = service.accounts, viewer.account
    worklists = sorted(accounts.worklists.seen_by(owner), key=lambda one: one.changed_at, reverse=True)
    return KeptAtStart(
        shown_codes(workplace, accounts.favourites.of(owner.id)[:_FEW], on),
        shown_codes(workplace, accounts.recents.of(owner.id, limit=_FEW), on),
        tuple(worklists[:_FEW]),
    )
