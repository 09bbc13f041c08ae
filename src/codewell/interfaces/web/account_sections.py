"""The parts of the account page, in order; each has a template of its own and what it shows."""

from __future__ import annotations

from codewell.interfaces.web.account_section import AccountSection
from codewell.interfaces.web.api_key_pages import keys_with_standing
from codewell.interfaces.web.second_factors.sections import FACTOR_SECTIONS
from codewell.interfaces.web.service import Service
from codewell.interfaces.web.viewer import Viewer


def _sessions(service: Service, viewer: Viewer) -> object:
    return service.accounts.sessions.of_account(viewer.account.id) if viewer.account else ()


def _nothing_more(service: Service, viewer: Viewer) -> object:
    return None


SECTIONS: tuple[AccountSection, ...] = (
    AccountSection("who", "Who you are", "account/who.html", _nothing_more),
    AccountSection("password", "Password", "account/password_section.html", _nothing_more),
    *FACTOR_SECTIONS,
    AccountSection("sessions", "Where you are signed in", "account/sessions.html", _sessions),
    AccountSection("keys", "Keys of the API", "account/keys_section.html", keys_with_standing),
    AccountSection("close", "Close the account", "account/close_section.html", _nothing_more),
)
"""Whoever adds a part adds a line."""
