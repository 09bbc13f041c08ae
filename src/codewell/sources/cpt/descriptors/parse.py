"""Records of one descriptor file to words by code. Messages never show a descriptor, only codes and places."""

from __future__ import annotations

import re

from codewell.kernel.errors import PublisherFileError
from codewell.sources.cpt.descriptors import layout
from codewell.sources.files import PublishedFile
from codewell.sources.headed_tables import text_encoding


def parse_descriptors(file: PublishedFile, kind: layout.DescriptorFile) -> dict[str, str]:
    """Return the descriptor of each code, in file order.

    Args:
        file: tab delimited, or fixed width; which of them is read from its first record.
        kind: which of the three files it is.

    Raises:
        PublisherFileError: no record below the copyright notice, a record of another form, a code twice or out of sequence,
            or a descriptor that is empty or longer than this kind allows.
    """
    words: dict[str, str] = {}
    form: re.Pattern[str] | None = None
    last, number = "", 0
    for line, text in file.lines(text_encoding(file)):
        form = form or _form(text)
        if form is None and line > layout.LONGEST_NOTICE:
            break
        if form is None or not text.strip():
            continue
        match = form.fullmatch(text)
        if not match:
            raise PublisherFileError(
                file=file.name, line=line, column=1, expected="a record like the first one", found=f"{len(text)} characters"
            )
        code, descriptor = match["code"], " ".join(match["words"].split())
        number = number + 1 if form is layout.NUMBERED_RECORD and code == last else 1
        _check_sequence(file.name, line, match, number, code in words)
        _check_length(file.name, line, code, descriptor, kind)
        words[code] = f"{words[code]} {descriptor}" if number > 1 else descriptor
        last = code
    if not words:
        raise PublisherFileError(file=file.name, line=1, expected="records of code and descriptor", found="no such record")
    return words


def _form(text: str) -> re.Pattern[str] | None:
    for form in (layout.TAB_RECORD, layout.NUMBERED_RECORD, layout.FIXED_RECORD):
        if form.fullmatch(text):
            return form
    return None


def _check_sequence(file: str, line: int, match: re.Match[str], number: int, seen: bool) -> None:
    if number == 1 and seen:
        raise PublisherFileError(file=file, line=line, column=1, expected="each code once", found=match["code"])
    stated = match.groupdict().get("number")
    if stated is not None and int(stated) != number:
        raise PublisherFileError(file=file, line=line, column=6, expected=f"sequence {number:02d}", found=stated)


def _check_length(file: str, line: int, code: str, descriptor: str, kind: layout.DescriptorFile) -> None:
    if not descriptor:
        raise PublisherFileError(file=file, line=line, column=7, expected=f"a descriptor of {code}", found="nothing")
    if kind.longest and len(descriptor) > kind.longest:
        raise PublisherFileError(
            file=file,
            line=line,
            column=7,
            expected=f"a {kind.kind} descriptor of at most {kind.longest} characters",
            found=f"{len(descriptor)} characters for {code}",
        )
