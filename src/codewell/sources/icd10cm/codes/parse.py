"""Lines of the order file to rows."""

from __future__ import annotations

from collections.abc import Iterator

from codewell.kernel.codes import Code, CodeSystem, Icd10CmCode
from codewell.kernel.errors import PublisherFileError
from codewell.sources.contract import Row
from codewell.sources.files import PublishedFile
from codewell.sources.icd10cm.codes import layout

_CODE_IN_WORDS = {CodeSystem.ICD10CM: "an ICD-10-CM code", CodeSystem.ICD10PCS: "an ICD-10-PCS code"}


def parse_order_file(file: PublishedFile, code_type: type[Code] = Icd10CmCode) -> Iterator[Row]:
    """Yield one row per code in file order: code, billable, short and long descriptor, parent, sequence.

    The parent is the nearest earlier row whose code begins this one: placeholder X positions have no row of their own
    (T36.0X1A hangs below T36.0X1, which hangs below T36.0X or T36.0).

    Args:
        file: an order file.
        code_type: the system it lists; ICD-10-PCS is published in the same layout.

    Raises:
        PublisherFileError: a line is short, out of sequence, holds an impossible code or flag, repeats a code, or has no
            descriptor.
    """
    ancestors: list[str] = []
    seen: set[str] = set()
    for number, line in file.lines("utf-8"):
        if not line.strip():
            continue
        code, billable = _fields(file.name, number, line, code_type)
        if code in seen:
            raise PublisherFileError(file=file.name, line=number, column=7, expected="each code once", found=code)
        seen.add(code)
        while ancestors and not code.startswith(ancestors[-1]):
            ancestors.pop()
        short, long = line[layout.SHORT].strip(), line[layout.LONG].strip()
        if not short or not long:
            raise PublisherFileError(
                file=file.name, line=number, column=17, expected="short and long descriptor", found=line[16:76]
            )
        yield code, int(billable), short, long, ancestors[-1] if ancestors else None, number
        ancestors.append(code)


def _fields(name: str, number: int, line: str, code_type: type[Code]) -> tuple[str, str]:
    if line[layout.SEQUENCE] != f"{number:05d}":
        raise PublisherFileError(file=name, line=number, column=1, expected=f"sequence {number:05d}", found=line[layout.SEQUENCE])
    code, billable = line[layout.CODE].rstrip(), line[layout.BILLABLE]
    if not code_type.shape.fullmatch(code):
        raise PublisherFileError(file=name, line=number, column=7, expected=_CODE_IN_WORDS[code_type.system], found=code)
    if billable not in ("0", "1"):
        raise PublisherFileError(file=name, line=number, column=15, expected="0 or 1", found=billable)
    return code, billable
