"""Which fiscal year a file of ICD-10-CM is, by its name and its own `version`, and the days that year answers for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from codewell.kernel.errors import PublisherFileError
from codewell.kernel.validity import Validity
from codewell.sources.contract import ReleaseIdentity
from codewell.sources.files import PublishedFile
from codewell.sources.icd10cm.xml_document import parts_of

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_APRIL = re.compile(r"april(?:-0?1)?[-_ ]", re.IGNORECASE)


def identity_of(file: PublishedFile) -> ReleaseIdentity | None:
    """Return the fiscal year that the file's name states, or None if it states none.

    An April package (`icd10cm-tabular-April-2025.xml`) answers from 1 April on, any other from 1 October.
    """
    year = _YEAR.search(file.name)
    if year is None:
        return None
    return fiscal_year(int(year[1]), april=bool(_APRIL.search(file.name)))


def fiscal_year(year: int, *, april: bool = False) -> ReleaseIdentity:
    """Return label and days of a fiscal year's October release or of its April update."""
    first = date(year, 4, 1) if april else date(year - 1, 10, 1)
    return ReleaseIdentity(f"FY{year}" + ("-04" if april else ""), Validity(first, date(year, 9, 30)))


def identity_of_document(file: PublishedFile, *, root: str) -> ReleaseIdentity | None:
    """Return what the name of an XML file states, else what its `version` element does.

    Raises:
        PublisherFileError: it is not that document.
    """
    stated = identity_of(file)
    if stated is not None or not file.name.lower().endswith(".xml"):
        return stated
    for part in parts_of(file, root=root):
        if part.name == "version" and _YEAR.fullmatch(part.text):
            return fiscal_year(int(part.text))
    return None


def check_version(file: PublishedFile, version: str, line: int) -> None:
    """Refuse a document whose `version` is not the year its file name states.

    Raises:
        PublisherFileError: they differ, or the version is no year.
    """
    if not _YEAR.fullmatch(version):
        raise PublisherFileError(file=file.name, line=line, column="version", expected="a year", found=version)
    year = _YEAR.search(file.name)
    if year is not None and year[1] != version:
        raise PublisherFileError(
            file=file.name, line=line, column="version", expected=f"{year[1]}, as the file's name says", found=version
        )


def among(files: Iterable[PublishedFile], *, matching: str, source: str) -> PublishedFile:
    """Return the file of a package whose name matches; a file handed in alone may have any name.

    Raises:
        PublisherFileError: there are several and none matches.
    """
    offered = list(files)
    named = [file for file in offered if re.search(matching, file.name, re.IGNORECASE)]
    if named:
        return named[0]
    if len(offered) == 1:
        return offered[0]
    raise PublisherFileError(
        file=offered[0].name if offered else "(nothing)",
        expected=f"a file of {source} (its name matches {matching})",
        found=", ".join(file.name for file in offered) or "no file",
    )
