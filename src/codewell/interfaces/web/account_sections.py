"""The parts of the account page, in order; each has a template of its own and what it shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from codewell.interfaces.web.service import Service
from codewell.interfaces.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class AccountSection:
    """A part of the account page.

    Args:
        id: names it in addresses: `/account#sessions`.
        title: its heading.
        template: below `templates/account/`; it finds what `shown` returned as `data`.
        shown: returns what the template shows.
        of_this_machine: True where it also stands on the page of a machine at which nobody signs in.
    """

    id: str
    title: str
    template: str
    shown: Callable[[Service, Viewer], object]
    of_this_machine: bool = False


def _sessions(service: Service, viewer: Viewer) -> object:
    return service.accounts.sessions.of_account(viewer.account.id) if viewer.account else ()


def _nothing_more(service: Service, viewer: Viewer) -> object:
    return None


SECTIONS: tuple[AccountSection, ...] = (
    AccountSection("who", "Who you are", "account/who.html", _nothing_more),
    AccountSection("password", "Password", "account/password_section.html", _nothing_more),
    AccountSection("sessions", "Where you are signed in", "account/sessions.html", _sessions),
    AccountSection("close", "Close the account", "account/close_section.html", _nothing_more),
)
"""Whoever adds a part adds a line."""
