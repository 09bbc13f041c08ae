"""Passages that answers quote: pieces of publications, of our own pages and of the app's help, with the days they hold for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum


class PassageSource(Enum):
    """Where a passage comes from."""

    GUIDELINES = "guidelines"
    MANUAL = "manual"
    """A public manual that the user loaded (NCCI, claims processing)."""
    WRITTEN_PAGE = "written-page"
    GLOSSARY = "glossary"
    HELP = "help"
    RULE = "rule"
    POLICY = "policy"
    """Law and public guidance, in our own words."""
    MEANING = "meaning"
    """What a value of an indicator means."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage.

    Args:
        id: stable, `guidelines/FY2026/I.C.4.a`.
        source: where it comes from.
        title: of its section.
        text: plain, at most about 1,500 characters.
        publication: title with its release.
        place: section and page.
        link: address inside the app; empty where none shows it.
        first_day: first day it holds for; None where it does not depend on one.
        last_day: None where no end is stated.
        codes: that it speaks of.
    """

    id: str
    source: PassageSource
    title: str
    text: str
    publication: str
    place: str
    link: str
    first_day: date | None = None
    last_day: date | None = None
    codes: tuple[str, ...] = ()

    def holds_on(self, day: date) -> bool:
        """Say whether the passage holds on a day."""
        return (self.first_day is None or self.first_day <= day) and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage that a search found.

    Args:
        passage: found.
        score: higher is better; comparable within one search.
        of_another_year: whether it does not hold on the asked day, so that the answer must say so.
    """

    passage: Passage
    score: float
    of_another_year: bool = False
