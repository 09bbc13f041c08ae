"""What past conditions, relatives' conditions and long-term drugs are coded to, kept as data beside the code that reads them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def table(name: str) -> Mapping[str, str]:
    """Return the two columns of a list of this folder, its header and comments left out."""
    lines = (files(__package__) / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {row[0]: row[1] if len(row) > 1 else "" for row in rows[1:]}


@cache
def by_longest_prefix(name: str, code: str) -> str | None:
    """Return what the longest prefix of a code leads to in a list; None where none fits."""
    rows = table(name)
    for length in range(len(code), 0, -1):
        found = rows.get(code[:length])
        if found is not None:
            return found
    return None


def personal_history(code: str) -> str | None:
    """Return the code of a past condition: a Z code, the condition's own where it does not end, None where nothing is coded."""
    found = by_longest_prefix("personal_history", code)
    return code if found == "=" else found or None


def family_history(code: str) -> str | None:
    """Return the family history code of a relative's condition; None where there is none."""
    return by_longest_prefix("family_history", code) or None
