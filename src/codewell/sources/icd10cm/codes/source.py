"""The code list as an importable source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from codewell.kernel.validity import Validity
from codewell.sources.contract import ReleaseIdentity, Rights, Row, Table
from codewell.sources.files import PublishedFile
from codewell.sources.icd10cm.codes import checks, layout, parse
from codewell.sources.reading import wanted
from codewell.sources.rights import read_rights


class Icd10CmCodes:
    """ICD-10-CM code list (order file) of a fiscal year or its April update."""

    id = "icd10cm"
    title = "ICD-10-CM code list"

    @property
    def rights(self) -> Rights:
        return read_rights(__package__)

    @property
    def tables(self) -> tuple[Table, ...]:
        return (layout.CODES,)

    def identify(self, files: Sequence[PublishedFile]) -> ReleaseIdentity | None:
        """Read the fiscal year from the file's name; an April package answers from 1 April on."""
        for file in files:
            if match := re.search(layout.FILE_NAME, file.name, re.IGNORECASE):
                year = int(match["year"])
                april = bool(match["month"])
                first = date(year, 4, 1) if april else date(year - 1, 10, 1)
                return ReleaseIdentity(f"FY{year}" + ("-04" if april else ""), Validity(first, date(year, 9, 30)))
        return None

    def rows(self, files: Sequence[PublishedFile]) -> Iterator[tuple[str, Row]]:
        """Yield the codes in the publisher's order."""
        for row in parse.parse_order_file(self._order_file(files)):
            yield "codes", row

    def check(self, files: Sequence[PublishedFile], counts: Mapping[str, int], *, excerpt: bool) -> None:
        """Refuse a list with fewer codes than any published year has had."""
        if not excerpt:
            checks.check_whole(self._order_file(files).name, counts)

    def _order_file(self, files: Sequence[PublishedFile]) -> PublishedFile:
        return wanted(files, matching=layout.FILE_NAME, source=self.title)[0]


SOURCE = Icd10CmCodes()
