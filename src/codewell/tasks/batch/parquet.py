"""The Parquet library, which is an extra."""

from __future__ import annotations

from typing import Any

from codewell.kernel.errors import ConfigurationError


def parquet_library() -> tuple[Any, Any]:
    """Return pyarrow and its Parquet module.

    Raises:
        ConfigurationError: it is not installed.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise ConfigurationError(
            "Parquet files need pyarrow.", next_step="Install it: pip install 'codewell[documents]'.", slug="configuration.extra"
        ) from None
    return pyarrow, pyarrow.parquet
