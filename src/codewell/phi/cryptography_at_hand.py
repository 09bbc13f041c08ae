"""The one door to the `cryptography` library, which only vaults and signatures take."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from codewell.kernel.errors import ConfigurationError


def cryptography_module(name: str) -> Any:
    """Return a module of `cryptography.hazmat.primitives`.

    Raises:
        ConfigurationError: the library is not installed.
    """
    try:
        return import_module(f"cryptography.hazmat.primitives.{name}")
    except ModuleNotFoundError:
        raise ConfigurationError(
            "Vaults and signed audits take a library that is not installed (cryptography).",
            next_step="Install it with: pip install 'codewell[proof]'",
            slug="configuration.extra-missing",
        ) from None
