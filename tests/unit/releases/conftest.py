"""A home folder with a small release, and files to import into it."""

from __future__ import annotations

from pathlib import Path

import pytest

EXCERPT = Path(__file__).parent / "excerpts" / "icd10cm_order_2026.txt"


@pytest.fixture
def order_excerpt() -> Path:
    """The first 150 lines of the FY2026 order file, as published."""
    return EXCERPT


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"
