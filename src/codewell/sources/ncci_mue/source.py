"""The three MUE tables as importable sources."""

from __future__ import annotations

import re
from functools import partial

from codewell.sources.contract import ReleaseIdentity, Source
from codewell.sources.files import PublishedFile
from codewell.sources.ncci_mue import checks, layout, parse
from codewell.sources.quarters import quarter_identity
from codewell.sources.single_table import SingleTableSource


def identify(file: PublishedFile) -> ReleaseIdentity | None:
    """Return the quarter in the file's name: `..._Eff_07-01-2026.csv` or `..._2024-07-01.csv`."""
    match = re.search(layout.EFFECTIVE, file.name, re.IGNORECASE) or re.search(layout.FLAT_DAY, file.name)
    return quarter_identity(int(match["year"]), int(match["month"])) if match else None


def _source(setting: layout.Setting) -> SingleTableSource:
    return SingleTableSource(
        id=setting.id,
        title=f"NCCI medically unlikely edits, {setting.title.lower().replace('dme', 'DME')} services",
        room=__package__,
        table=layout.LIMITS,
        matching=(setting.official_name, setting.flat_name),
        parse=partial(parse.parse_limits, setting=setting),
        identify_file=identify,
        fewest_rows=checks.fewest_rows(setting),
    )


SOURCES: dict[str, Source] = {setting.id: _source(setting) for setting in (layout.PRACTITIONER, layout.OUTPATIENT, layout.DME)}
