"""Our own word lists: lay terms, abbreviations, spellings, synonyms; tab-separated files beside the code."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from codewell.kernel.codes import Code, HcpcsCode, Icd10CmCode
from codewell.kernel.errors import InputError

DIAGNOSIS_LISTS = ("lay_terms.tsv", "abbreviations.tsv", "synonyms.tsv")
PROCEDURE_LISTS = ("drug_brands.tsv", "hcpcs_terms.tsv")
SPELLING_LISTS = ("spellings.tsv", "misspellings.tsv")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A way to say something that the publications say otherwise.

    Args:
        written: what people say or write.
        meant: the same in the words of the publications; may be empty where only a code is given.
        code: the code it usually means; None where the words alone decide nothing.
        origin: the list it stands in: "lay_terms", "abbreviations", "synonyms", "drug_brands", "hcpcs_terms".
    """

    written: str
    meant: str
    code: Code | None
    origin: str


def folder() -> Path:
    """Return the folder of the word lists."""
    return Path(str(files("codewell.search") / "vocabulary"))


def rows(name: str) -> Iterator[tuple[str, ...]]:
    """Yield the rows of one list below its header line; comment lines begin with `#`. Nothing where the list is absent."""
    path = folder() / name
    if not path.exists():
        return
    width = 0
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if not line.strip() or line.startswith("#"):
                continue
            cells = tuple(cell.strip() for cell in line.rstrip("\n").split("\t"))
            if not width:
                width = max(3, len(cells))
                continue
            yield cells + ("",) * (width - len(cells))


def phrases() -> Iterator[Phrase]:
    """Yield lay terms, abbreviations, synonyms and terms of HCPCS; in the lists the first meaning is the likeliest."""
    for name in (*DIAGNOSIS_LISTS, *PROCEDURE_LISTS):
        for written, meant, code, *_ in rows(name):
            yield Phrase(written, meant, _code(code), name.removesuffix(".tsv"))


def drug_classes() -> Iterator[tuple[str, str]]:
    """Yield generic drugs with the category, without dot, of their poisoning, adverse effect and underdosing."""
    for generic, _, category, *_ in rows("drug_classes.tsv"):
        yield generic, category.replace(".", "")


def spellings() -> Iterator[tuple[str, str]]:
    """Yield wrong or British spellings with the word of the publications."""
    for name in SPELLING_LISTS:
        for written, meant, *_ in rows(name):
            yield written, meant


def _code(text: str) -> Code | None:
    """Return the code of a list's third column; other remarks there are not codes."""
    for shape in (HcpcsCode, Icd10CmCode) if "." not in text and len(text) == 5 else (Icd10CmCode,):
        try:
            return shape.parse(text)
        except InputError:
            continue
    return None


@cache
def digest() -> str:
    """Return a value that changes when any of the lists changes."""
    found = hashlib.sha256()
    for path in (*sorted(folder().glob("*.tsv")), *sorted((folder().parent / "services").glob("*.tsv"))):
        found.update(path.name.encode())
        found.update(path.read_bytes())
    return found.hexdigest()[:16]
