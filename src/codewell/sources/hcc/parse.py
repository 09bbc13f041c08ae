"""Rows of the HCC tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codewell.kernel.codes import Icd10CmCode
from codewell.kernel.errors import PublisherFileError
from codewell.sources.contract import Row
from codewell.sources.files import PublishedFile
from codewell.sources.hcc import layout
from codewell.sources.headed_tables import find_header, rows_below, text_encoding


def parse_mappings(file: PublishedFile) -> Iterator[Row]:
    """Yield code, model and category number in file order.

    Raises:
        PublisherFileError: another header, or a row is not as the layout says.
    """
    encoding = text_encoding(file)
    _, header_line = find_header(file, [layout.MAPPING_HEADER], encoding=encoding)
    for line, (code, category, model) in rows_below(file, layout.MAPPING_HEADER, header_line, encoding=encoding):
        if not Icd10CmCode.shape.fullmatch(code):
            raise PublisherFileError(file=file.name, line=line, column=1, expected="an ICD-10-CM code", found=code or "nothing")
        if not category.isdecimal():
            raise PublisherFileError(
                file=file.name, line=line, column=2, expected="a category number", found=category or "nothing"
            )
        if not re.fullmatch(layout.MODEL, model):
            raise PublisherFileError(file=file.name, line=line, column=3, expected="a model's name", found=model or "nothing")
        yield code, model, category


def parse_labels(file: PublishedFile) -> Iterator[Row]:
    """Yield model, category number and label; model names are brought to the form that the mappings use.

    Raises:
        PublisherFileError: another header, or a row is not as the layout says.
    """
    encoding = text_encoding(file)
    _, header_line = find_header(file, [layout.LABEL_HEADER], encoding=encoding)
    for line, (category, label, domain, version, _) in rows_below(file, layout.LABEL_HEADER, header_line, encoding=encoding):
        match = re.fullmatch(r"(?:RX)?HCC(\d+)", category)
        if not match or not label:
            raise PublisherFileError(
                file=file.name, line=line, column=1, expected="a category HCC18 or RXHCC30 and its label", found=category
            )
        if domain not in layout.DOMAINS or not re.fullmatch(r"[VR]\d\d", version):
            raise PublisherFileError(
                file=file.name, line=line, column=3, expected="a model's domain and version", found=f"{domain} {version}"
            )
        yield f"{layout.DOMAINS[domain]} V{version[1:]}", match[1], label
