"""What axe-core finds wrong with the page of a tab."""

from __future__ import annotations

import os
from itertools import product
from typing import Any

import pytest

_ONLY_WHAT_IS_BROKEN = {"resultTypes": ["violations"]}
"""Of what passes, axe-core then tells one place instead of all; it looks at the same rules and places."""


def looks(narrow: int = 390, wide: int = 1280) -> list[tuple[int, str]]:
    """Return widths with colour schemes: each width and each scheme once, with CODEWELL_EVERY_LOOK every one with every other.

    Colours do not depend on the width, nor widths on the colours.
    """
    if os.environ.get("CODEWELL_EVERY_LOOK"):
        return list(product((narrow, wide), ("light", "dark")))
    return [(narrow, "dark"), (wide, "light")]


def faults_of(page: Any) -> list[str]:
    """Return each rule that is broken, with the page's address and the first place where it is."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    found = axe.Axe().run(page, options=_ONLY_WHAT_IS_BROKEN).response["violations"]
    return [f"{page.url}: {one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]
