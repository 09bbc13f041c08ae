"""What a medicine in a note is given for: its category in the table of drugs, and the conditions such drugs are used in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from codewell.clinical.code_ranges import CodeRanges, code_ranges


@dataclass(frozen=True, slots=True)
class DrugUse:
    """What a group of drugs is given for.

    Args:
        key: the drug's name, or the category of the table of drugs without dot.
        conditions: codes of the conditions.
        group: the group in words.
    """

    key: str
    conditions: CodeRanges
    group: str

    @property
    def told(self) -> str:
        """How the drug came to the group, in words."""
        shown = f"{self.key[:3]}.{self.key[3:]}" if self.key[:1] == "T" and len(self.key) > 3 else self.key
        return f"{self.group} (table of drugs {shown})" if self.key[:1] == "T" else self.group


class DrugUses:
    """Knows drugs by name.

    Args:
        categories: drug or brand in lower case -> its category in the table of drugs, without dot.
    """

    def __init__(self, categories: Mapping[str, str]) -> None:
        self._categories = categories
        self._by_key = drug_uses()

    def of(self, word: str) -> DrugUse | None:
        """Return what the drug of that name is given for; None where the word names none that is listed."""
        named = self._by_key.get(word)
        if named is not None:
            return named
        category = self._categories.get(word)
        if category is None:
            return None
        return next((self._by_key[category[:n]] for n in (5, 4, 3) if len(category) >= n and category[:n] in self._by_key), None)


@cache
def drug_uses() -> Mapping[str, DrugUse]:
    """Return the uses by drug name in lower case or by category without dot."""
    found = {}
    for line in (files("codewell.clinical.work") / "drug_uses.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(("#", "drug\t")):
            written, conditions, group = line.split("\t")
            key = written.replace(".", "") if written[0] == "T" else written
            found[key] = DrugUse(key, code_ranges(conditions), group)
    return found
