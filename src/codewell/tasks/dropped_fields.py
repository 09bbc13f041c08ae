"""What the tables of fields dropped, for the audit: paths and counts, where the path itself tells nobody."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from codewell.phi.audit import FieldsDropped
from codewell.phi.fields.scanning import find_in_value
from codewell.phi.redaction import Finder

_OTHER = "fields of another name"
_PARTS = re.compile(r"[_.!()\[\]]+|(?<=[a-z])(?=[A-Z])")
_LONGEST = 120


def dropped_fields(dropped: Iterable[tuple[str, int]], find: Finder) -> tuple[FieldsDropped, ...]:
    """Return the fields that were dropped, by path.

    A path may be made of the document's own words (a key of JSON, a column's label); one in which an identifier is found is
    counted without its name.

    Args:
        dropped: path and how many.
        find: finds the identifiers of a text.
    """
    counted: Counter[str] = Counter()
    for path, count in dropped:
        counted[_OTHER if len(path) > _LONGEST or _tells(path, find) else path] += count
    return tuple(FieldsDropped(path, count) for path, count in sorted(counted.items()))


def _tells(path: str, find: Finder) -> bool:
    return any(find_in_value("field", words, find) for words in {path, _PARTS.sub(" ", path)})
