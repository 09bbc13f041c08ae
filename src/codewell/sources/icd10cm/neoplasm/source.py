"""The table as an importable source."""

from __future__ import annotations

from functools import partial

from codewell.sources.icd10cm.cell_table import CELLS, TERMS
from codewell.sources.icd10cm.fiscal_year import identity_of_document
from codewell.sources.icd10cm.fiscal_year_source import FiscalYearSource
from codewell.sources.icd10cm.index_terms import ROOT
from codewell.sources.icd10cm.neoplasm import checks, layout

SOURCE = FiscalYearSource(
    id="icd10cm-neoplasm",
    title="ICD-10-CM Table of Neoplasms",
    room=__package__,
    tables=(TERMS, CELLS),
    matching=layout.FILE_NAME,
    identify_file=partial(identity_of_document, root=ROOT),
    parse=layout.TABLE.parse,
    check_whole=checks.check_whole,
)
