"""The conversion table as an importable source, from one or both of its forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from codewell.kernel.errors import PublisherFileError
from codewell.sources.contract import ReleaseIdentity, Rights, Row, Table
from codewell.sources.files import PublishedFile
from codewell.sources.icd10cm.conversion import checks, layout
from codewell.sources.icd10cm.conversion.change import Change, together
from codewell.sources.icd10cm.conversion.workbook import workbook_changes
from codewell.sources.icd10cm.conversion.years import year_changes
from codewell.sources.icd10cm.fiscal_year import fiscal_year
from codewell.sources.rights import read_rights


class Icd10CmConversion:
    """ICD-10-CM conversion table: new codes since 2015 and what was reported before them."""

    id = "icd10cm-conversion"
    title = "ICD-10-CM Conversion Table"

    @property
    def rights(self) -> Rights:
        return read_rights(__package__)

    @property
    def tables(self) -> tuple[Table, ...]:
        return (layout.CHANGES,)

    def identify(self, files: Sequence[PublishedFile]) -> ReleaseIdentity | None:
        """Read the last year that the names of the files state: the newest of them says how far the table reaches."""
        years = [int(year) for file in files for year in re.findall(r"(?<!\d)20\d\d(?!\d)", file.name)]
        return fiscal_year(max(years)) if years else None

    def rows(self, files: Sequence[PublishedFile]) -> Iterator[tuple[str, Row]]:
        """Yield the changes of all forms handed in, the workbook's first, each change once."""
        for change in together(self._changes(files)):
            yield "changes", (change.code, change.day.isoformat(), change.action, change.other)

    def check(self, files: Sequence[PublishedFile], counts: Mapping[str, int], *, excerpt: bool) -> None:
        """Refuse a table with fewer changes than have been published."""
        if not excerpt:
            checks.check_whole(files[0].name, counts)

    def _changes(self, files: Sequence[PublishedFile]) -> Iterator[Change]:
        workbooks = [file for file in files if re.search(layout.WORKBOOK_NAME, file.name, re.IGNORECASE)]
        years = [file for file in files if re.search(layout.YEARS_NAME, file.name, re.IGNORECASE)]
        if not workbooks and not years:
            raise PublisherFileError(
                file=files[0].name if files else "(nothing)",
                expected=f"the conversion table as .xlsx or .csv (its name matches {layout.WORKBOOK_NAME})",
                found=", ".join(file.name for file in files) or "no file",
            )
        for file in workbooks:
            yield from workbook_changes(file)
        for file in years:
            yield from year_changes(file)


SOURCE = Icd10CmConversion()
