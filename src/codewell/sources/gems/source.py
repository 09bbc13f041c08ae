"""The general equivalence mappings as an importable source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from codewell.kernel.errors import PublisherFileError
from codewell.sources.contract import ReleaseIdentity, Rights, Row, Table
from codewell.sources.files import PublishedFile
from codewell.sources.gems import checks, layout, parse
from codewell.sources.icd10cm.fiscal_year import fiscal_year
from codewell.sources.rights import read_rights


class DiagnosisGems:
    """Diagnosis general equivalence mappings between ICD-9-CM and ICD-10-CM, both directions."""

    id = "gems"
    title = "Diagnosis code set general equivalence mappings"

    @property
    def rights(self) -> Rights:
        return read_rights(__package__)

    @property
    def tables(self) -> tuple[Table, ...]:
        return (layout.MAPPINGS,)

    def identify(self, files: Sequence[PublishedFile]) -> ReleaseIdentity | None:
        """Read the year in the files' names; the mappings of 2018 are the last."""
        for file in files:
            for direction in layout.DIRECTIONS:
                if match := re.search(direction.name, file.name, re.IGNORECASE):
                    return fiscal_year(int(match["year"]))
        return None

    def rows(self, files: Sequence[PublishedFile]) -> Iterator[tuple[str, Row]]:
        """Yield the mappings of ICD-9-CM to ICD-10-CM and then those back, as far as they are among the files."""
        found = [
            (direction, file)
            for direction in layout.DIRECTIONS
            for file in files
            if re.search(direction.name, file.name, re.IGNORECASE)
        ]
        if not found:
            raise PublisherFileError(
                file=files[0].name if files else "(nothing)",
                expected="2018_I9gem.txt and 2018_I10gem.txt",
                found=", ".join(file.name for file in files) or "no file",
            )
        for direction, file in found:
            for row in parse.parse_mappings(file, direction):
                yield "mappings", row

    def check(self, files: Sequence[PublishedFile], counts: Mapping[str, int], *, excerpt: bool) -> None:
        """Refuse a set in which a direction or a part of one is missing."""
        if not excerpt:
            checks.check_whole(files[0].name, counts)


SOURCE = DiagnosisGems()
