"""What a language model says of codes that the engine chose; it never adds one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from codewell.kernel.codes import Icd10CmCode
from codewell.kernel.text import TextSpan


class Stance(Enum):
    """How the model stands to a code."""

    KEEP = "keep"
    DOUBT = "doubt"
    UNDECIDED = "undecided"
    """It gave no answer for this code, or quoted words that the note does not hold."""


@dataclass(frozen=True, slots=True)
class CodeVerdict:
    """The model's word on one assigned code.

    Args:
        code: the code.
        stance: keep, doubt or undecided.
        quote: the words that it rests on, as a span of the note as received; None where it gave none that the note holds.
    """

    code: Icd10CmCode
    stance: Stance
    quote: TextSpan | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """A model's verdicts beside the engine's codes, which stand whatever it says.

    Args:
        verified_by: the model, as its endpoint names it.
        verdicts: one for each assigned code, in the same order; empty where the model could not be asked.
        notices: why it could not be asked, or what it got wrong.
    """

    verified_by: str
    verdicts: tuple[CodeVerdict, ...]
    notices: tuple[str, ...] = ()
