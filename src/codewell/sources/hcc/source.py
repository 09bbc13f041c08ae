"""The HCC mappings of a payment year, with the categories' labels where they are given along, as an importable source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from codewell.kernel.validity import Validity
from codewell.sources.contract import ReleaseIdentity, Rights, Row, Table
from codewell.sources.files import PublishedFile
from codewell.sources.hcc import checks, layout, parse
from codewell.sources.reading import wanted
from codewell.sources.rights import read_rights


class HccMappings:
    """Diagnosis to HCC mappings of one payment year, all models as given (CMS-HCC, ESRD, RxHCC)."""

    id = "hcc"
    title = "HCC mappings of diagnoses"

    @property
    def rights(self) -> Rights:
        """Publisher, licence and address from SOURCE.toml."""
        return read_rights(__package__)

    @property
    def tables(self) -> tuple[Table, ...]:
        """Mappings, and labels of the categories."""
        return (layout.MAPPINGS, layout.CATEGORIES)

    def identify(self, files: Sequence[PublishedFile]) -> ReleaseIdentity | None:
        """Return the payment year in the name of the mappings; it answers for services of the year before."""
        match = re.search(layout.MAPPING_NAME, self._mappings(files).name, re.IGNORECASE)
        if not match:
            return None
        services = int(match["year"]) - 1
        return ReleaseIdentity(f"PY{match['year']}", Validity(date(services, 1, 1), date(services, 12, 31)))

    def rows(self, files: Sequence[PublishedFile]) -> Iterator[tuple[str, Row]]:
        """Yield the mappings, then the labels if their file is among those given."""
        for row in parse.parse_mappings(self._mappings(files)):
            yield "mappings", row
        for file in files:
            if re.search(layout.LABEL_NAME, file.name, re.IGNORECASE):
                for row in parse.parse_labels(file):
                    yield "categories", row

    def check(self, files: Sequence[PublishedFile], counts: Mapping[str, int], *, excerpt: bool) -> None:
        """Refuse fewer mappings than any whole payment year has had."""
        if not excerpt:
            checks.check_whole(self._mappings(files).name, counts)

    def _mappings(self, files: Sequence[PublishedFile]) -> PublishedFile:
        return wanted(files, matching=layout.MAPPING_NAME, source=self.title)[0]


SOURCE = HccMappings()
