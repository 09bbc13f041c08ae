"""Lines of the general equivalence mappings to rows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codewell.kernel.codes import Icd10CmCode
from codewell.kernel.errors import PublisherFileError
from codewell.sources.contract import Row
from codewell.sources.files import PublishedFile
from codewell.sources.gems import layout

_ICD9 = re.compile(r"(?:[0-9]{3}[0-9]{0,2}|V[0-9]{2}[0-9]{0,2}|E[0-9]{3}[0-9]?)")
_FLAGS = re.compile(r"[01]{3}[0-9]{2}")


def parse_mappings(file: PublishedFile, direction: layout.Direction) -> Iterator[Row]:
    """Yield one row per mapping in file order: direction, source, target (None for NoDx), five flags.

    Raises:
        PublisherFileError: a line of another length, an impossible code, flags that are not five digits, or a "no map" flag
            that does not agree with the target.
    """
    shapes = (_ICD9, Icd10CmCode.shape) if direction.id == "9to10" else (Icd10CmCode.shape, _ICD9)
    names = ("ICD-9-CM", "ICD-10-CM") if direction.id == "9to10" else ("ICD-10-CM", "ICD-9-CM")
    for number, line in file.lines("ascii"):
        if len(line) != layout.LENGTH:
            raise PublisherFileError(
                file=file.name, line=number, expected=f"{layout.LENGTH} characters", found=f"{len(line)}: {line}"
            )
        source, target, flags = line[direction.source].strip(), line[direction.target].strip(), line[layout.FLAGS]
        if target != layout.NO_TARGET:
            target = target.upper()  # Accepted quirk: one target of 2018 is printed "v5889".
        if not shapes[0].fullmatch(source):
            raise PublisherFileError(file=file.name, line=number, column=1, expected=f"an {names[0]} code", found=source)
        column = direction.target.start + 1
        if target != layout.NO_TARGET and not shapes[1].fullmatch(target):
            raise PublisherFileError(
                file=file.name, line=number, column=column, expected=f"an {names[1]} code or {layout.NO_TARGET}", found=target
            )
        if not _FLAGS.fullmatch(flags) or (flags[1] == "1") is not (target == layout.NO_TARGET):
            raise PublisherFileError(
                file=file.name, line=number, column=15, expected="five flags, the second 1 only for NoDx", found=flags
            )
        yield direction.id, source, None if target == layout.NO_TARGET else target, flags
