"""The page of worked cases is that of the cases."""

from __future__ import annotations

import importlib.util
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_page_is_current():
    spec = importlib.util.spec_from_file_location("render_radonc_cases", ROOT / "scripts/render_radonc_cases.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    current = (ROOT / script.PAGE).read_text(encoding="utf-8")
    assert current == script.rendered(), "run `python scripts/render_radonc_cases.py`"
