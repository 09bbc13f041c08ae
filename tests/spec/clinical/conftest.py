"""The dictionary of a day for the cases below."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from codewell.clinical.day_dictionary import dictionary_of
from codewell.clinical.dictionary import Dictionary
from codewell.releases.shelf import Shelf
from codewell.tasks.note_coder import ListedVocabulary

ON = date(2026, 6, 2)


@pytest.fixture(scope="session")
def dictionary(reference_home: Path) -> Dictionary:
    """Return the dictionary of the bundled reference."""
    return dictionary_of(Shelf(reference_home), ON, ListedVocabulary())


@pytest.fixture(scope="session")
def guideline_sections(reference_home: Path) -> frozenset[str]:
    """Return the sections of the guidelines in force."""
    opened = Shelf(reference_home).in_force("guidelines", ON)
    assert opened is not None
    return frozenset(row[0] for row in opened.database.all("SELECT section FROM passages"))
