"""The code list as an importable source."""

from __future__ import annotations

from codewell.sources.icd10cm.codes.layout import CODES
from codewell.sources.icd10cm.fiscal_year import identity_of
from codewell.sources.icd10cm.fiscal_year_source import FiscalYearSource
from codewell.sources.icd10pcs import checks, layout, parse

SOURCE = FiscalYearSource(
    id="icd10pcs",
    title="ICD-10-PCS code list",
    room=__package__,
    tables=(CODES,),
    matching=layout.FILE_NAME,
    identify_file=identity_of,
    parse=parse.parse_codes,
    check_whole=checks.check_whole,
)
