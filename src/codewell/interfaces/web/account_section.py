"""A part of the account page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from codewell.interfaces.web.service import Service
from codewell.interfaces.web.viewer import Viewer


def _always(service: Service) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class AccountSection:
    """A part of the account page.

    Args:
        id: names it in addresses: `/account#sessions`.
        title: its heading.
        template: below `templates/account/`; it finds what `shown` returned as `data`.
        shown: returns what the template shows.
        of_this_machine: True where it also stands on the page of a machine at which nobody signs in.
        offered: says whether the service has what it is about.
    """

    id: str
    title: str
    template: str
    shown: Callable[[Service, Viewer], object]
    of_this_machine: bool = False
    offered: Callable[[Service], bool] = _always
