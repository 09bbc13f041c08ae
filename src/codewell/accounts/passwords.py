"""Passwords, hashed with argon2id; the work is bounded, and an unknown account costs as much as a known one."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from codewell.kernel.errors import UsedUpError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

_MOST_WAITING = 32
_SECONDS_TO_WAIT = 10.0


@dataclass(frozen=True, slots=True)
class HashingCost:
    """What one hash costs; the default is the first of OWASP's equals for argon2id with 19 MiB.

    Args:
        memory_kib: memory of one hash.
        passes: over that memory.
        at_once: hashes that may run at the same time.
    """

    memory_kib: int = 19 * 1024
    passes: int = 2
    at_once: int = 4


class Passwords:
    """Hashes and checks passwords; safe to share between threads.

    Args:
        cost: of one hash, and how many run at once.
    """

    def __init__(self, cost: HashingCost | None = None) -> None:
        self.cost = cost or HashingCost()
        self._running = threading.BoundedSemaphore(self.cost.at_once)
        self._waiting = threading.BoundedSemaphore(self.cost.at_once + _MOST_WAITING)

    @cached_property
    def _hasher(self) -> PasswordHasher:
        from argon2 import PasswordHasher, Type

        return PasswordHasher(
            time_cost=self.cost.passes, memory_cost=self.cost.memory_kib, parallelism=1, hash_len=32, salt_len=16, type=Type.ID
        )

    @cached_property
    def _of_nobody(self) -> str:
        return self._hasher.hash("of nobody")

    def hash(self, password: str) -> str:
        """Return what is stored of a password: algorithm, parameters, salt and hash.

        Raises:
            UsedUpError: too many are being hashed.
        """
        with self._turn():
            return self._hasher.hash(composed(password))

    def matches(self, stored: str | None, password: str) -> bool:
        """Say whether a password is the one that was stored; with nothing stored it takes as long, and is not.

        Raises:
            UsedUpError: too many are being hashed.
        """
        from argon2.exceptions import InvalidHashError, VerificationError

        with self._turn():
            try:
                return self._hasher.verify(stored or self._of_nobody, composed(password)) and stored is not None
            except (VerificationError, InvalidHashError):
                return False

    def is_outdated(self, stored: str) -> bool:
        """Say whether what is stored was made at another cost, so that it should be made again."""
        return self._hasher.check_needs_rehash(stored)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._waiting.acquire(blocking=False):
            raise _busy()
        try:
            if not self._running.acquire(timeout=_SECONDS_TO_WAIT):
                raise _busy()
            try:
                yield
            finally:
                self._running.release()
        finally:
            self._waiting.release()


def composed(password: str) -> str:
    """Return a password in Unicode's composed form (NFC), as RFC 8265 asks: one character, however a keyboard sends it."""
    return unicodedata.normalize("NFC", password)


def _busy() -> UsedUpError:
    return UsedUpError(
        "Too many people are signing in at this moment.",
        next_step="Try again in a few seconds.",
        slug="access.busy",
        retry_after=5,
    )
