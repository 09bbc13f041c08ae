"""The AMA's descriptor files as an importable source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from codewell.kernel.errors import PublisherFileError
from codewell.sources.contract import ReleaseIdentity, Rights, Row, Table
from codewell.sources.cpt.descriptors import checks, layout, parse
from codewell.sources.files import PublishedFile
from codewell.sources.rights import read_rights


class CptDescriptors:
    """Short, medium and long CPT descriptors from the user's own licensed files."""

    id = "cpt"
    title = "CPT descriptors"

    @property
    def rights(self) -> Rights:
        """Publisher, licence and address from SOURCE.toml."""
        return read_rights(__package__)

    @property
    def tables(self) -> tuple[Table, ...]:
        """The descriptors."""
        return (layout.DESCRIPTORS,)

    def identify(self, files: Sequence[PublishedFile]) -> ReleaseIdentity | None:
        """Return None: neither names nor records say the year, and a copyright notice names several."""
        return None

    def rows(self, files: Sequence[PublishedFile]) -> Iterator[tuple[str, Row]]:
        """Yield one row per code in code order; a kind whose file is not given stays NULL."""
        chosen = self._chosen(files)
        words = {kind.kind: parse.parse_descriptors(file, kind) for kind, file in chosen}
        checks.check_same_codes({kind.kind: file.name for kind, file in chosen}, words)
        for code in sorted(next(iter(words.values()))):
            yield "descriptors", (code, *(words.get(kind.kind, {}).get(code) for kind in layout.FILES))

    def check(self, files: Sequence[PublishedFile], counts: Mapping[str, int], *, excerpt: bool) -> None:
        """Refuse fewer codes than any year of CPT has had."""
        if not excerpt:
            checks.check_whole(self._chosen(files)[0][1].name, counts)

    def _chosen(self, files: Sequence[PublishedFile]) -> list[tuple[layout.DescriptorFile, PublishedFile]]:
        """One file of each kind; where a package holds several, mixed case before upper case and tabs before fixed width."""
        chosen = []
        for kind in layout.FILES:
            able = [file for file in files if re.search(kind.name, file.name, re.IGNORECASE)]
            if able:
                chosen.append((kind, min(able, key=_preference)))
        if not chosen:
            raise PublisherFileError(
                file=files[0].name if files else "(nothing)",
                expected="SHORTU.txt, MEDU.txt or LONGULT.txt of your AMA package",
                found=", ".join(file.name for file in files) or "no file",
            )
        return chosen


def _preference(file: PublishedFile) -> tuple[bool, bool, str]:
    stem = file.name.upper().split(".")[0]
    return "UL" not in stem, not stem.endswith("T"), stem


SOURCE = CptDescriptors()
