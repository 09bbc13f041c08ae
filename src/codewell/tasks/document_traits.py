"""What a redacted document still tells of its person, by its text and by its fields."""

from __future__ import annotations

import re
from dataclasses import replace

from codewell.documents.document import Document, Part
from codewell.phi.fields.table import Treatment
from codewell.phi.reidentification import Traits, traits_of
from codewell.tasks.field_tables import label_of, rule_of

_SEX = re.compile(r"(?:^|[.\s])(?:gender|sex)$|^PID-8|^DMG(?:\([A-Z0-9]*\))?-03$|^\(0010,0040\)$")
_YEAR = re.compile(r"(?:18|19|20)\d\d")


def traits_of_document(document: Document) -> Traits:
    """Return the traits of a document as it was written.

    Args:
        document: read again from what was written; a birth in a field tells an age by the newest year in one.
    """
    told = traits_of("\n".join(part.text.reveal() for part in document.parts))
    births: list[int] = []
    years: list[int] = []
    for part in document.parts:
        text, treatment = part.text.reveal(), rule_of(part, document.format).treatment
        year = _YEAR.match(text)
        if treatment is Treatment.ZIP and text[:3].isdigit():
            told = replace(told, zip3=text[:3])
        elif treatment is Treatment.BIRTH_DATE and year:
            births.append(int(year[0]))
        elif treatment is Treatment.DATE and year:
            years.append(int(year[0]))
        if _tells_sex(part) and text[:1].lower() in ("f", "m"):
            told = replace(told, sex=text[0].lower())
    if births and years and max(years) >= births[0]:
        told = replace(told, age=str(max(years) - births[0]))
    return told


def _tells_sex(part: Part) -> bool:
    return bool(_SEX.search(part.path) or _SEX.search(label_of(part)))
