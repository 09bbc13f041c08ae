"""The tabular list as an importable source."""

from __future__ import annotations

from functools import partial

from codewell.sources.icd10cm.fiscal_year import identity_of_document
from codewell.sources.icd10cm.fiscal_year_source import FiscalYearSource
from codewell.sources.icd10cm.tabular import checks, layout, parse

SOURCE = FiscalYearSource(
    id="icd10cm-tabular",
    title="ICD-10-CM Tabular List",
    room=__package__,
    tables=(layout.PLACES, layout.NOTES, layout.SEVENTH_CHARACTERS),
    matching=layout.FILE_NAME,
    identify_file=partial(identity_of_document, root=layout.ROOT),
    parse=parse.parse_tabular,
    check_whole=checks.check_whole,
)
