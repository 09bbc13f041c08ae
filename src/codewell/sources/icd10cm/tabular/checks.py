"""What a whole tabular list has."""

from __future__ import annotations

from collections.abc import Mapping

from codewell.kernel.errors import PublisherFileError
from codewell.sources.files import PublishedFile
from codewell.sources.icd10cm.tabular import layout
from codewell.sources.icd10cm.xml_document import parts_of

FEWEST_CODES = 43_000
"""FY2017 has 43,910 categories and codes in the tabular list, FY2026 46,881."""

_FIRST_YEAR_WITH_22_CHAPTERS = 2021
"""Chapter 22 (U00-U85) came with the vaping and COVID-19 codes of 2020; before, the list ends with chapter 21."""


def check_whole(file: PublishedFile, counts: Mapping[str, int]) -> None:
    """Refuse a list with chapters missing or with fewer codes than any published year.

    Raises:
        PublisherFileError: it is not whole.
    """
    chapters, version = [], 0
    for part in parts_of(file, root=layout.ROOT):
        if part.name == "chapter":
            chapters.append(part.text_of("name"))
        elif part.name == "version":
            version = int(part.text)
    last = 22 if version >= _FIRST_YEAR_WITH_22_CHAPTERS else 21
    if chapters != [str(number) for number in range(1, last + 1)]:
        raise PublisherFileError(
            file=file.name,
            column="chapter",
            expected=f"chapters 1 to {last} of {version}",
            found=", ".join(number or "?" for number in chapters),
        )
    places = counts.get("places", 0)
    if places < FEWEST_CODES:
        raise PublisherFileError(file=file.name, expected=f"at least {FEWEST_CODES} places", found=f"{places} places")
