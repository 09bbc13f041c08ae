"""Payer profiles: which families of edits a payer applies, whose tables it goes by, and how long a claim may take.

Kept as TOML, one payer a file; a value of law cites its source.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from codewell.kernel.errors import InputError


@dataclass(frozen=True, slots=True, eq=False)
class PayerProfile:
    """How a kind of payer checks claims.

    Args:
        id: as users write it.
        title: in words.
        families: families of edits that it applies.
        other_tables: family -> why the loaded (Medicare) tables do not answer for this payer.
        filing_days: days from the service to the receipt of the claim; None where contracts differ.
        filing_rule: how the limit is worded; empty where there is none.
        cites: where the profile comes from.
        compared_with: the text with which a person compared it; empty where none was at hand.
        reviewed_through: last day for which it was gone through; later days are answered from it all the same.
    """

    id: str
    title: str
    families: frozenset[str]
    other_tables: Mapping[str, str]
    filing_days: int | None
    filing_rule: str
    cites: str
    compared_with: str
    reviewed_through: date


PROFILE_IDS = ("medicare-mac", "medicaid", "commercial")


@cache
def profile_named(id: str) -> PayerProfile:
    """Return a payer's profile.

    Raises:
        InputError: there is none of that id.
    """
    if id not in PROFILE_IDS:
        raise InputError(
            f"There is no payer profile {id[:30]!r}.",
            next_step="Known profiles: " + ", ".join(PROFILE_IDS) + ".",
            slug="input.unknown-payer",
        )
    stated = tomllib.loads((files(__package__) / f"{id}.toml").read_text(encoding="utf-8"))
    return PayerProfile(
        id=id,
        title=stated["title"],
        families=frozenset(stated["families"]),
        other_tables=dict(stated.get("other_tables", {})),
        filing_days=stated.get("filing_days"),
        filing_rule=stated.get("filing_rule", ""),
        cites=stated["cites"],
        compared_with=stated.get("compared_with", ""),
        reviewed_through=stated["reviewed_through"],
    )
