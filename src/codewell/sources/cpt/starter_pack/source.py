"""The starter pack as an importable source: Codewell's own, or one that a hospital keeps in the same form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from codewell.sources.contract import ReleaseIdentity, Rights, Row, Table
from codewell.sources.cpt.starter_pack import layout, parse
from codewell.sources.files import PublishedFile
from codewell.sources.reading import wanted
from codewell.sources.rights import read_rights


class StarterPack:
    """Labels, plain-language texts, days, history and relations in our own words."""

    id = "starter-pack"
    title = "Starter pack"

    @property
    def rights(self) -> Rights:
        return read_rights(__package__)

    @property
    def tables(self) -> tuple[Table, ...]:
        return (layout.CODES, layout.EVENTS, layout.RELATIONS)

    def identify(self, files: Sequence[PublishedFile]) -> ReleaseIdentity | None:
        """Say nothing: the files do not name a release."""
        return None

    def rows(self, files: Sequence[PublishedFile]) -> Iterator[tuple[str, Row]]:
        """Yield the rows of all TOML files of the set."""
        for file in wanted(files, matching=r"\.toml$", source=self.title):
            yield from parse.parse_family(file)

    def check(self, files: Sequence[PublishedFile], counts: Mapping[str, int], *, excerpt: bool) -> None:
        """Ask for nothing more: any number of codes is a pack."""


SOURCE = StarterPack()
