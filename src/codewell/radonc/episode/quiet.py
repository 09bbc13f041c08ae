"""Keeping pydicom from telling values: its warnings and log lines quote what stands in headers."""

from __future__ import annotations

import logging
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from pydicom import config

_lock = threading.Lock()
_inside = 0
_restore: list[tuple[int, int, warnings.catch_warnings]] = []


@contextmanager
def quiet_pydicom() -> Iterator[None]:
    """Silence pydicom's validation, warnings and log while any reader is inside; afterwards they are as they were.

    The settings belong to the process, so readers in several threads are counted: the first one in silences, the last one
    out restores.
    """
    global _inside
    with _lock:
        if _inside == 0:
            _silence()
        _inside += 1
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if _inside == 0:
                _unsilence()


def _silence() -> None:
    logger = logging.getLogger("pydicom")
    caught = warnings.catch_warnings()
    caught.__enter__()
    warnings.simplefilter("ignore")
    _restore.append((logger.level, config.settings.reading_validation_mode, caught))
    logger.setLevel(logging.CRITICAL + 1)
    config.settings.reading_validation_mode = config.IGNORE


def _unsilence() -> None:
    level, mode, caught = _restore.pop()
    logging.getLogger("pydicom").setLevel(level)
    config.settings.reading_validation_mode = mode
    caught.__exit__(None, None, None)
