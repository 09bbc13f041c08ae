"""The accounts of a home, for commands."""

from __future__ import annotations

import click

from codewell.accounts.installation import Accounts
from codewell.interfaces.cli.session import session_of
from codewell.interfaces.service_settings import read_service_settings
from codewell.interfaces.web.service import Service


def accounts_of(context: click.Context) -> Accounts:
    """Return the accounts of the home that the command works on.

    Raises:
        ConfigurationError: the settings or the database are not as they should be.
    """
    session = session_of(context)
    home = session.settings.home
    return Service(home, session.clock, read_service_settings(home)).accounts
