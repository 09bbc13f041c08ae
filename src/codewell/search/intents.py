"""Words that choose a column of the neoplasm table or the table of drugs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from codewell.search.stems import stem


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table and the words that ask for it.

    Args:
        key: part of the column's printed title, lower case, hyphens and brackets as spaces.
        label: the column as an explanation names it.
        tokens: stems that ask for this column.
        weight: how strongly a word decides against those of other columns.
    """

    key: str
    label: str
    tokens: frozenset[str]
    weight: int


def _stems(words: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words.split())


BEHAVIOURS = (
    Column("primary", "malignant primary", _stems("cancer malignant malignancy carcinoma primary ca cancerous"), 2),
    Column(
        "secondary",
        "malignant secondary",
        _stems("metastasis metastatic metastases metastasized mets secondary spread spreading metastasis"),
        10,
    ),
    Column("in situ", "carcinoma in situ", _stems("situ preinvasive noninvasive"), 20),
    Column("benign", "benign", _stems("benign noncancerous nonmalignant adenoma"), 10),
    Column("uncertain", "uncertain behavior", _stems("uncertain borderline"), 10),
    Column("unspecified", "unspecified behavior", _stems("neoplasm tumor growth lesion"), 1),
)
"""Columns of the neoplasm table in printed order; "tumor" alone decides nothing about behaviour."""

INTENTS = (
    Column(
        "accidental",
        "poisoning, accidental",
        _stems(
            "poisoning poison poisoned overdose overdosed od toxicity toxic intoxication ingestion ingested swallowed swallow"
            " drank ate eaten accident accidental accidentally unintentional venom inhaled inhalation exposure"
        ),
        1,
    ),
    Column(
        "self harm",
        "poisoning, intentional self-harm",
        _stems("suicide suicidal purpose intentional intentionally self harm deliberate deliberately purposely attempt kill"),
        20,
    ),
    Column("assault", "poisoning, assault", _stems("assault assaulted homicide homicidal spiked drugged"), 20),
    Column("undetermined", "poisoning, undetermined", _stems("undetermined"), 20),
    Column("adverse", "adverse effect", _stems("adverse side effect reaction allergic allergy sensitivity prescribed"), 10),
    Column(
        "underdosing",
        "underdosing",
        _stems("underdosing underdosed underdose missed skipped forgot noncompliance"),
        20,
    ),
)
"""Columns of the table of drugs in printed order.

A poisoning of unstated intent is coded as accidental (Official Guidelines, sec. I.C.19.e.5).
"""


def chosen_column(columns: tuple[Column, ...], tokens: Iterable[str]) -> tuple[int, bool]:
    """Return the position of the column that the words ask for, and whether any word asked.

    Intent words outweigh the bare word of poisoning: "overdose on purpose" is self-harm.
    """
    said = set(tokens)
    scores = [column.weight * len(column.tokens & said) for column in columns]
    best = max(range(len(columns)), key=lambda number: (scores[number], -number))
    return (best, True) if scores[best] else (0, False)
