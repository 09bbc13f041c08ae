"""The POA exempt list as an importable source."""

from __future__ import annotations

from codewell.sources.icd10cm.fiscal_year_source import FiscalYearSource
from codewell.sources.icd10cm.poa import checks, layout, parse

SOURCE = FiscalYearSource(
    id="icd10cm-poa-exempt",
    title="ICD-10-CM codes exempt from present-on-admission reporting",
    room=__package__,
    tables=(layout.EXEMPT_CODES,),
    matching=layout.FILE_NAME,
    identify_file=parse.identity_of_list,
    parse=parse.parse_exempt_list,
    check_whole=checks.check_whole,
)
