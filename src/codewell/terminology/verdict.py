"""What a validation asks and answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from codewell.terminology.concept import Concept, JsonObject
from codewell.terminology.content import CodeSystemContent
from codewell.terminology.languages import Languages
from codewell.terminology.problem import Finding


class Given(Enum):
    """In which form the code came, which says where issues point to."""

    CODE = "code"
    CODING = "Coding"
    CONCEPT = "CodeableConcept"


@dataclass(frozen=True, slots=True)
class Coding:
    """A code to validate.

    Args:
        code: as given.
        system: address of its code system; empty where it came without one.
        version: of the code system; empty where none was given.
        display: name that came with it; empty where none did.
        path: FHIRPath of the coding; empty for a code that came by itself.
    """

    code: str
    system: str = ""
    version: str = ""
    display: str = ""
    path: str = ""

    def at(self, part: str) -> str:
        """Return the path of one of its parts."""
        return f"{self.path}.{part}" if self.path else part

    @property
    def whole(self) -> str:
        """Path of what concerns the code as a whole."""
        return self.path or "code"

    @property
    def words(self) -> str:
        """As messages name it: system, version, code and display."""
        version = f"|{self.version}" if self.version else ""
        display = f" ('{self.display}')" if self.display else ""
        return f"{self.system}{version}#{self.code}{display}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a validation is to look at besides the code.

    Args:
        languages: that the reader asked for.
        active_only: whether only active codes are right.
        abstract: whether headings are right.
        lenient_display: whether a wrong display is only worth a warning.
        membership_only: whether only membership of the value set counts.
        infer_system: whether the value set tells the system of a code without one.
    """

    languages: Languages = field(default_factory=Languages)
    active_only: bool = False
    abstract: bool = True
    lenient_display: bool = False
    membership_only: bool = False
    infer_system: bool = False


@dataclass(slots=True)
class Checked:
    """What is found of one coding.

    Args:
        coding: as asked, with the system that was inferred.
        findings: issues, in the order found.
        member: whether the value set, or the code system, has it.
        content: version of the code system that answered.
        concept: None where it has none.
        element: what the value set says of the code.
        display: the name to show; empty for none.
        unknown_system: canonical address of a code system that is not held.
        caused_by_unknown: canonical address of a code system that is not held and was needed.
        settled: nothing more is to be said about membership.
    """

    coding: Coding
    findings: list[Finding] = field(default_factory=list)
    member: bool = False
    content: CodeSystemContent | None = None
    concept: Concept | None = None
    element: JsonObject = field(default_factory=dict)
    display: str = ""
    unknown_system: str = ""
    caused_by_unknown: str = ""
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer of a validation.

    Args:
        result: whether all is right.
        findings: issues.
        answer: the coding that the answer is about; None where none of several is in the value set.
        checked: all codings.
    """

    result: bool
    findings: tuple[Finding, ...]
    answer: Checked | None
    checked: tuple[Checked, ...]

    @property
    def message(self) -> str:
        """All that matters of the issues in one line; empty where nothing does."""
        return "; ".join(sorted({finding.text for finding in self.findings if finding.is_said}))
