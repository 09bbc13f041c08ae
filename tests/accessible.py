"""What axe-core finds wrong with the page of a tab."""

from __future__ import annotations

from typing import Any

import pytest


def faults_of(page: Any) -> list[str]:
    """Return each rule that is broken, with the page's address and the first place where it is."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    found = axe.Axe().run(page).response["violations"]
    return [f"{page.url}: {one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]
