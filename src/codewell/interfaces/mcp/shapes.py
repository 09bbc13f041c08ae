"""What tools are asked with and answer in: plain JSON with the release and the day, made by the tasks' own wire forms."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, ParamSpec

from mcp.server.mcpserver.exceptions import ResourceError, ToolError
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from codewell.kernel.claims import Setting, Sex
from codewell.kernel.errors import CodewellError
from codewell.tasks.wire import to_wire

Answer = dict[str, Any]
"""A JSON object; tools declare it so that clients get structured content beside the text."""
Asked = ParamSpec("Asked")

Day = Annotated[date | None, Field(description="Date of service, YYYY-MM-DD. Left out: today, or the nearest covered day.")]
Note = Annotated[str, Field(description="Clinical text. It is kept nowhere.", min_length=1, max_length=400_000)]


class ClaimLineAsked(BaseModel):
    """A line of the claim that `check_claim` checks."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(description="CPT or HCPCS code.", min_length=4, max_length=7)
    on: date = Field(description="Date of service of the line.")
    modifiers: list[str] = Field(default_factory=list, description="Two characters each, in order.", max_length=4)
    units: float = Field(default=1, gt=0, le=1_000_000)
    diagnosis_pointers: list[int] = Field(default_factory=list, description="1 for the first diagnosis.", max_length=12)
    place_of_service: str = Field(default="", max_length=2)


class ClaimAsked(BaseModel):
    """The claim that `check_claim` checks; it names no patient."""

    model_config = ConfigDict(extra="forbid")

    lines: list[ClaimLineAsked] = Field(min_length=1, max_length=200)
    diagnoses: list[str] = Field(default_factory=list, description="ICD-10-CM codes; the first is first-listed.", max_length=25)
    setting: Setting = Field(default=Setting.PROFESSIONAL)
    payer: str = Field(default="medicare-mac", description="medicare-mac, medicaid or commercial.", max_length=40)
    sex: Sex = Field(default=Sex.UNKNOWN)
    birth_date: date | None = Field(default=None, description="Only edits of age read it; leave it out where it is not needed.")
    state: str = Field(default="", description="Two letters, for local coverage.", max_length=2)


def told(value: object) -> Answer:
    """Return a result as a JSON object."""
    wire = to_wire(value)
    return wire if isinstance(wire, dict) else {"results": wire}


def refusal(failure: ValidationError) -> str:
    """Return what is wrong with arguments: each field and the reason, without what was sent."""
    told = []
    for error in failure.errors(include_url=False, include_input=False, include_context=False):
        place = error["loc"][:-1] if error["type"] == "extra_forbidden" else error["loc"]
        told.append(f"{'.'.join(str(part) for part in place) or 'arguments'}: {error['msg']}")
    return f"These arguments do not fit. {'; '.join(told[:10])}. See the tool's input schema. [input.arguments]"


def in_words(tool: Callable[Asked, Answer], failure_of: type[ResourceError | ToolError] = ToolError) -> Callable[Asked, Answer]:
    """Return a tool or resource whose failures say what to do next, and say nothing of a text that was sent.

    Args:
        tool: answers.
        failure_of: what the protocol's package takes for a failure told to the client.
    """

    @functools.wraps(tool)
    def answered(*given: Asked.args, **named: Asked.kwargs) -> Answer:
        try:
            return tool(*given, **named)
        except CodewellError as failure:
            suggestions: tuple[str, ...] = getattr(failure, "suggestions", ())
            meant = f" Perhaps meant: {', '.join(suggestions)}." if suggestions else ""
            raise failure_of(f"{failure}{meant} [{failure.slug}]") from None
        except Exception as defect:  # noqa: BLE001 -- a client gets a sentence, never a traceback with a note in it
            sentence = f"Codewell failed at this ({type(defect).__name__}); nothing of the text was kept. Try another form."
            raise failure_of(sentence) from None

    return answered
