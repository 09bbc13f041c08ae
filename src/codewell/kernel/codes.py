"""Codes as types, one per system: stored upper case without the dot, shown with it; converted here and nowhere else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar, Self

from codewell.kernel.errors import InputError


class CodeSystem(Enum):
    """A published scheme of codes; the value is its id in options, addresses and JSON."""

    ICD10CM = "icd10cm"
    ICD10PCS = "icd10pcs"
    HCPCS = "hcpcs"
    CPT = "cpt"

    @property
    def title(self) -> str:
        """The system's name as its publisher writes it."""
        return _TITLES[self]


_TITLES = {
    CodeSystem.ICD10CM: "ICD-10-CM",
    CodeSystem.ICD10PCS: "ICD-10-PCS",
    CodeSystem.HCPCS: "HCPCS Level II",
    CodeSystem.CPT: "CPT",
}


@dataclass(frozen=True, slots=True, order=True)
class Code:
    """A code of one system, well formed but not necessarily published.

    Args:
        value: upper case, without dot or spaces, in the system's shape.

    Raises:
        InputError: `value` does not have the system's shape.
    """

    value: str

    system: ClassVar[CodeSystem]
    shape: ClassVar[re.Pattern[str]]
    shape_in_words: ClassVar[str]

    def __post_init__(self) -> None:
        if not self.shape.fullmatch(self.value):
            raise InputError(
                f"{self.value[:20]!r} is not shaped like a code of {self.system.title}.",
                next_step=f"Such a code is {self.shape_in_words}.",
                slug="input.malformed-code",
            )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the code that a person wrote: any case, with or without dot, spaces around it.

        Raises:
            InputError: the text does not have the system's shape.
        """
        return cls(text.strip().replace(".", "").upper())

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True, order=True)
class Icd10CmCode(Code):
    """A diagnosis code or category of ICD-10-CM, three to seven characters; shown as `E11.22`.

    The second character is a digit, or since FY2026 an A (QA0.0).
    """

    system: ClassVar[CodeSystem] = CodeSystem.ICD10CM
    shape: ClassVar[re.Pattern[str]] = re.compile(r"[A-Z][0-9A][0-9A-Z][0-9A-Z]{0,4}")
    shape_in_words: ClassVar[str] = "a letter, a digit or A, then one to five letters or digits, as in E11.22"

    def __str__(self) -> str:
        return f"{self.value[:3]}.{self.value[3:]}" if len(self.value) > 3 else self.value


@dataclass(frozen=True, slots=True, order=True)
class Icd10PcsCode(Code):
    """A procedure code of ICD-10-PCS: seven characters, never I or O."""

    system: ClassVar[CodeSystem] = CodeSystem.ICD10PCS
    shape: ClassVar[re.Pattern[str]] = re.compile(r"[0-9A-HJ-NP-Z]{3}(?:[0-9A-HJ-NP-Z]{4})?")
    shape_in_words: ClassVar[str] = "seven digits or letters without I and O, as in 0DTJ4ZZ, or the first three of them"


@dataclass(frozen=True, slots=True, order=True)
class HcpcsCode(Code):
    """A code of HCPCS Level II: a letter A to V and four digits."""

    system: ClassVar[CodeSystem] = CodeSystem.HCPCS
    shape: ClassVar[re.Pattern[str]] = re.compile(r"[A-V][0-9]{4}")
    shape_in_words: ClassVar[str] = "a letter from A to V and four digits, as in J1100"


@dataclass(frozen=True, slots=True, order=True)
class CptCode(Code):
    """A code of CPT: five digits, or four digits and one of F, T, U, M, A for its categories and lists."""

    system: ClassVar[CodeSystem] = CodeSystem.CPT
    shape: ClassVar[re.Pattern[str]] = re.compile(r"[0-9]{4}[0-9FTUMA]")
    shape_in_words: ClassVar[str] = "five digits, or four digits and F, T, U, M or A, as in 77385 or 0042T"


_TYPES: dict[CodeSystem, type[Code]] = {
    CodeSystem.CPT: CptCode,
    CodeSystem.HCPCS: HcpcsCode,
    CodeSystem.ICD10CM: Icd10CmCode,
    CodeSystem.ICD10PCS: Icd10PcsCode,
}


def parse_code(text: str, system: CodeSystem) -> Code:
    """Return `text` as a code of `system`.

    Raises:
        InputError: the text does not have the system's shape.
    """
    return _TYPES[system].parse(text)


def possible_codes(text: str) -> tuple[Code, ...]:
    """Return every code that `text` can stand for, by shape alone, the likeliest system first.

    Procedure systems come before ICD-10-CM because a person who writes a diagnosis without its dot writes the shape of
    HCPCS by accident (`J1100` is a drug and J11.00 an influenza), while a dot leaves only ICD-10-CM. Empty when the text
    is not shaped like any code.
    """
    written = text.strip()
    if "." in written:
        systems: tuple[CodeSystem, ...] = (CodeSystem.ICD10CM,) if re.fullmatch(r"[^.]{3}\.[^.]*", written) else ()
    else:
        systems = tuple(_TYPES)
    found = []
    for system in systems:
        value = written.replace(".", "").upper()
        if _TYPES[system].shape.fullmatch(value):
            found.append(_TYPES[system](value))
    return tuple(found)
