"""The PTP edits of practitioners and of outpatient hospitals as importable sources, each in several parts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from codewell.kernel.errors import PublisherFileError
from codewell.sources.contract import ReleaseIdentity, Rights, Row, Source, Table
from codewell.sources.files import PublishedFile
from codewell.sources.ncci_ptp import checks, layout
from codewell.sources.ncci_ptp.parse import parse_edits
from codewell.sources.quarters import quarter_identity
from codewell.sources.rights import read_rights


@dataclass(frozen=True, slots=True)
class PtpEdits:
    """PTP edits of one setting.

    Args:
        id: as users write it.
        title: the publisher's name for it.
        part_name: regular expression of the publisher's file names.
        flat_name: regular expression of the flat form's name.
        fewest_rows: fewer is a broken download.
    """

    id: str
    title: str
    part_name: str
    flat_name: str
    fewest_rows: int

    @property
    def rights(self) -> Rights:
        """Publisher, licence and address from SOURCE.toml."""
        return read_rights(__package__)

    @property
    def tables(self) -> tuple[Table, ...]:
        """The edits."""
        return (layout.EDITS,)

    def identify(self, files: Sequence[PublishedFile]) -> ReleaseIdentity | None:
        """Return the quarter of the version in the name (`v322` is the third of 2026), or of the day in a flat one."""
        for file in self._parts(files):
            if match := re.search(self.part_name, file.name, re.IGNORECASE):
                return quarter_identity(layout.FIRST_VERSION_YEAR + int(match["version"]), 3 * int(match["quarter"]) + 1)
            if match := re.search(self.flat_name, file.name, re.IGNORECASE):
                return quarter_identity(int(match["year"]), int(match["month"]))
        return None

    def rows(self, files: Sequence[PublishedFile]) -> Iterator[tuple[str, Row]]:
        """Yield the edits of all parts in their order."""
        parts = self._parts(files)
        checks.check_parts(parts, self.part_name)
        for file in parts:
            for row in parse_edits(file):
                yield "edits", row

    def check(self, files: Sequence[PublishedFile], counts: Mapping[str, int], *, excerpt: bool) -> None:
        """Refuse fewer edits than any whole quarter has had."""
        if not excerpt:
            checks.check_whole(self._parts(files)[-1].name, counts.get("edits", 0), self.fewest_rows)

    def _parts(self, files: Sequence[PublishedFile]) -> list[PublishedFile]:
        chosen = [file for file in files if re.search(self.part_name, file.name, re.IGNORECASE)]
        chosen = chosen or [file for file in files if re.search(self.flat_name, file.name, re.IGNORECASE)]
        if not chosen:
            raise PublisherFileError(
                file=files[0].name if files else "(nothing)",
                expected=f"files of {self.title}, named like ccipra-v322r0-f1.txt or ccioph-v322r0-f1.txt",
                found=", ".join(file.name for file in files) or "no file",
            )
        return sorted(chosen, key=lambda file: file.name.lower())


_PRACTITIONER = PtpEdits(
    id="ncci-ptp-practitioner",
    title="NCCI procedure-to-procedure edits, practitioner services",
    part_name=layout.PRACTITIONER_NAME,
    flat_name=layout.FLAT_NAME.format(setting="practitioner"),
    fewest_rows=checks.FEWEST_PRACTITIONER,
)
_OUTPATIENT = PtpEdits(
    id="ncci-ptp-outpatient",
    title="NCCI procedure-to-procedure edits, outpatient hospital services",
    part_name=layout.OUTPATIENT_NAME,
    flat_name=layout.FLAT_NAME.format(setting="outpatient"),
    fewest_rows=checks.FEWEST_OUTPATIENT,
)

SOURCES: dict[str, Source] = {"ncci-ptp-practitioner": _PRACTITIONER, "ncci-ptp-outpatient": _OUTPATIENT}
