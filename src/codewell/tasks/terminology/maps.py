"""The crosswalks of the releases as concept maps; none yet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from codewell.tasks.workplace import Workplace
from codewell.terminology.translation import Match, TranslationQuestion


def release_translations(workplace: Workplace, question: TranslationQuestion) -> list[Match]:
    """Return the translations that the releases have of a code."""
    return []


def described_maps(workplace: Workplace) -> Iterator[dict[str, Any]]:
    """Return a ConceptMap resource, without its mappings, for each map held."""
    return iter(())
