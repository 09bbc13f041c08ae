"""The two indexes as importable sources."""

from __future__ import annotations

from functools import partial

from codewell.sources.icd10cm.alphabetic_index import checks, layout, parse
from codewell.sources.icd10cm.fiscal_year import identity_of_document
from codewell.sources.icd10cm.fiscal_year_source import FiscalYearSource
from codewell.sources.icd10cm.index_terms import ROOT

INDEX = FiscalYearSource(
    id="icd10cm-index",
    title="ICD-10-CM Alphabetic Index",
    room=__package__,
    tables=(layout.TERMS,),
    matching=layout.INDEX_FILE,
    identify_file=partial(identity_of_document, root=ROOT),
    parse=partial(parse.parse_index, external=False),
    check_whole=partial(checks.check_whole, external=False),
)

EXTERNAL_INDEX = FiscalYearSource(
    id="icd10cm-external-index",
    title="ICD-10-CM External Cause of Injuries Index",
    room=__package__,
    tables=(layout.TERMS,),
    matching=layout.EXTERNAL_INDEX_FILE,
    identify_file=partial(identity_of_document, root=ROOT),
    parse=partial(parse.parse_index, external=True),
    check_whole=partial(checks.check_whole, external=True),
)

SOURCES = {source.id: source for source in (INDEX, EXTERNAL_INDEX)}
