"""The pages of radiation oncology are those of its cases and rules."""

from __future__ import annotations

import importlib.util
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_pages_are_current():
    spec = importlib.util.spec_from_file_location("render_radonc_cases", ROOT / "scripts/render_radonc_cases.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    stale = [path for path, text in script.rendered().items() if (ROOT / path).read_text(encoding="utf-8") != text]
    assert stale == [], "run `python scripts/render_radonc_cases.py`"
