"""The service behind the pages: its settings and its accounts, opened when first needed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from codewell.accounts.account import LOCAL, Account
from codewell.accounts.keyring import Keyring, keyring_in
from codewell.accounts.plans import Plans, our_plans, read_plans
from codewell.accounts.roles import Permission, Role
from codewell.accounts.session import SessionRules
from codewell.interfaces.service_settings import ServiceSettings
from codewell.interfaces.web.cookies import Cookies
from codewell.kernel.clock import Clock
from codewell.kernel.errors import CodewellError, OutOfReachError, StorageError

if TYPE_CHECKING:
    from codewell.accounts.installation import Accounts
    from codewell.interfaces.letters.post import LetterPost

SECRET_FILE = "secret.key"

_SECONDS_BETWEEN_TRIES = 2.0
_SECONDS_FOR_THE_PAGE = 0.5
"""In which the page that asks is answered, before loading SQLAlchemy takes the processor."""


class Service:
    """Settings and accounts of a served installation; safe to share between threads.

    Args:
        home: folder of the accounts database and of the secret.
        clock: tells the present instant.
        settings: how it is served.
        serves_only_itself: True where only this machine can reach it.
        tls: True where the server itself speaks TLS.
        publishers: another table of download addresses than ours, such as a mirror's; None for ours.
        own_address: under which this machine reaches it, for the links of letters where no address is set.
    """

    def __init__(
        self,
        home: Path,
        clock: Clock,
        settings: ServiceSettings,
        *,
        serves_only_itself: bool = True,
        tls: bool = False,
        publishers: Path | None = None,
        own_address: str = "",
    ) -> None:
        self.home = home
        self.clock = clock
        self.settings = settings
        self.serves_only_itself = serves_only_itself
        self.publishers = publishers
        self.tls = tls or settings.address.startswith("https://")
        self.cookies = Cookies(self.tls)
        self._own_address = own_address
        self._turn = threading.RLock()
        self._keyring: Keyring | None = None
        self._accounts: Accounts | None = None
        self._plans: Plans | None = None
        self._out_of_reach: OutOfReachError | None = None
        self._tried = 0.0

    @property
    def keyring(self) -> Keyring:
        """Keys of the installation."""
        if self._keyring is not None:  # without a turn: whoever opens the accounts may wait for a database meanwhile
            return self._keyring
        with self._turn:
            if self._keyring is None:
                self._keyring = keyring_in(self.home / SECRET_FILE)
            return self._keyring

    @property
    def accounts(self) -> Accounts:
        """People, sessions and the trail.

        Raises:
            OutOfReachError: the database cannot be reached for the moment.
            StorageError: the database cannot be opened.
        """
        if self._accounts is not None:
            return self._accounts
        with self._turn:
            if self._accounts is None:
                self._accounts = self._opened()
            return self._accounts

    def _opened(self) -> Accounts:
        """Open the accounts; while the database is out of reach, only one request in two seconds waits to learn that."""
        if self._out_of_reach is not None and time.monotonic() - self._tried < _SECONDS_BETWEEN_TRIES:
            known = self._out_of_reach
            raise OutOfReachError(known.message, next_step=known.next_step, slug=known.slug)
        from codewell.accounts.connections import ConnectionLimits  # SQLAlchemy: a guest's first page does not wait for it
        from codewell.accounts.installation import open_accounts
        from codewell.accounts.one_secret import see_that_the_secret_is_its

        settings = self.settings
        rules = SessionRules(idle=timedelta(minutes=settings.idle_minutes), whole=timedelta(hours=settings.session_hours))
        limits = ConnectionLimits(settings.database_connections, statement_seconds=settings.database_seconds)
        try:
            opened = open_accounts(settings.database_url(self.home), self.clock, self.keyring, rules, limits)
            if settings.other_secret == "refuse" and not opened.database.is_sqlite:
                see_that_the_secret_is_its(opened.database, opened.audit)
        except OutOfReachError as refused:
            self._out_of_reach, self._tried = refused, time.monotonic()
            raise
        self._out_of_reach = None
        return opened

    @property
    def is_open(self) -> bool:
        """Say whether the accounts are open, so that asking for them waits for no disk."""
        return self._accounts is not None

    def open(self) -> Accounts:
        """Open the accounts and return them; as `accounts`, for a thread that may wait."""
        return self.accounts

    @property
    def plans(self) -> Plans:
        """The plans: the owner's where the settings name a file, else ours.

        Raises:
            ConfigurationError: the owner's file is not as documented.
        """
        with self._turn:
            if self._plans is None:
                named = self.settings.plans
                self._plans = read_plans(self.home / Path(named).expanduser()) if named else our_plans()
            return self._plans

    @property
    def opens_quickly(self) -> bool:
        """Say whether opening the accounts makes no tables."""
        return self.is_open or bool(self.settings.database) or (self.home / "accounts.sqlite").exists()

    def once_open(self, use: Callable[[Accounts], None]) -> None:
        """Do something with the accounts: at once where they are open, else beside the requests once they are.

        What the database refuses then is dropped: only what may be lost is done so.
        """
        if self._accounts is not None:
            use(self._accounts)
            return

        def open_and_use() -> None:
            with suppress(CodewellError):
                use(self.accounts)

        opening = threading.Timer(_SECONDS_FOR_THE_PAGE, open_and_use)
        opening.daemon = True
        opening.start()

    @property
    def post(self) -> LetterPost:
        """Takes letters to people.

        Raises:
            ConfigurationError: the settings of mail cannot be read.
        """
        from codewell.interfaces.letters.post import LetterPost
        from codewell.interfaces.mail import mail_writer

        settings = self.settings
        writer = mail_writer(settings.mail, self.home, self.clock)
        return LetterPost(writer, settings.mail_from, settings.address or self._own_address)

    @property
    def is_one_persons(self) -> bool:
        """Say whether whoever sits at the machine needs no account: nobody else can reach it, and nothing is metered."""
        return self.serves_only_itself and self.settings.metering == "off" and self.settings.sign_in == "optional"

    def permissions_of_visitor(self) -> frozenset[Permission]:
        """Return what somebody may do who has not signed in."""
        if self.settings.sign_in == "required":
            return frozenset()
        if self.is_one_persons:
            return Role.CODER.permissions
        if self.settings.metering == "on":
            return frozenset({Permission.READ, Permission.USE_TOOLS} if self.plans.guest.tools else {Permission.READ})
        return frozenset({Permission.READ, Permission.USE_TOOLS})

    def local_account(self) -> Account | None:
        """Return the account of whoever sits at a machine that serves only itself; None elsewhere. It is made when kept under."""
        if not self.is_one_persons:
            return None
        return Account(LOCAL, "", "This machine", Role.CODER, "unmetered", self.clock(), self.clock(), None, False)

    def close(self) -> None:
        """Write what waits to be written, and give back the database."""
        with self._turn:
            if self._accounts is not None:
                with suppress(StorageError):
                    self._accounts.tally.write()
                with suppress(StorageError):
                    self._accounts.recents.write_noted()
                self._accounts.database.close()
                self._accounts = None
