"""Visits of our own with codes assigned from the guidelines: one half to learn from, one half only to measure."""

from __future__ import annotations

from pathlib import Path

import yaml


def visits(half: str, folder: str = "visits") -> list[dict]:
    """Return the notes of a half in the form of the other corpora, with their setting.

    Args:
        half: `development` or `held_out`.
        folder: `visits`, or `visits_second`, which was written later.
    """
    rows = yaml.safe_load((Path(__file__).parents[1] / folder / f"{half}.yaml").read_text(encoding="utf-8"))
    return [
        {
            "id": row["id"],
            "text": row["note"],
            "setting": row.get("setting", "outpatient"),
            "codes": [{"code": code, "evidence": []} for code in row["codes"]],
        }
        for row in rows
    ]
