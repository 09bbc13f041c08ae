"""The home to measure on, and a line that says what machine a figure comes from."""

from __future__ import annotations

import os
import platform
from pathlib import Path

ROOT = Path(__file__).parents[1]


def home() -> Path:
    """Return the folder of the built reference: CODEWELL_HOME, else `build/reference` of the checkout."""
    return Path(os.environ.get("CODEWELL_HOME", ROOT / "build" / "reference"))


def machine() -> str:
    """Return processor count, load and Python, for the head of a report."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return f"{os.cpu_count()} cores, load {load:.1f}, Python {platform.python_version()}, {platform.system()}"
