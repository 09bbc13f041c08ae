"""The MCP server: tools, code pages as resources, prompts; over standard input and output, or HTTP on this machine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ToolError
from mcp.types import CallToolResult, InputRequiredResult, ToolAnnotations
from pydantic import ValidationError

import codewell
from codewell.interfaces.mcp.shapes import Answer, in_words, refusal, told
from codewell.interfaces.mcp.tools import Tools
from codewell.kernel.codes import CodeSystem
from codewell.kernel.errors import InputError
from codewell.kernel.text import ClinicalText
from codewell.tasks.list_releases import list_releases
from codewell.tasks.look_up_code import LookUpRequest, look_up_code
from codewell.tasks.redact_note import RedactionRequest, redact_note
from codewell.tasks.workplace import Workplace

_INSTRUCTIONS = (
    "Codewell answers on US medical codes (ICD-10-CM, ICD-10-PCS, HCPCS, CPT), NCCI edits, Medicare payment, guidelines and "
    "claims from published releases on this machine. Every answer depends on the date of service: give `on` whenever it is "
    "known, and repeat the release and day that an answer names. Do not add codes, amounts or rules that no tool returned. A "
    "tool that says `not loaded` has no data: say so. Codes of a note are suggestions with evidence for a coder to decide on."
)
_READ_ONLY = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
_TITLES = {
    "lookup": "Look up a code",
    "search": "Find codes by words",
    "compare": "Compare two codes or two days",
    "crosswalk": "Crosswalk a code",
    "fee": "Medicare payment",
    "ptp": "NCCI edits between two codes",
    "guideline": "ICD-10-CM Official Guidelines",
    "code_note": "Code a clinical note",
    "redact": "Redact a clinical text",
    "check_claim": "Check a claim",
    "ask": "Ask a coding question",
}


class _Server(MCPServer):
    """A server whose refusals of arguments name the field and the reason, never the value: it may be a note."""

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """Call a tool.

        Raises:
            ToolError: the arguments do not fit, or the tool cannot answer.
        """
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as failure:
            if isinstance(failure.__cause__, ValidationError):
                raise ToolError(refusal(failure.__cause__)) from None
            raise


def mcp_server(workplace: Callable[[], Workplace], *, remote: bool) -> MCPServer:
    """Return the server.

    Args:
        workplace: returns the desk; opened at the first call.
        remote: whether clients may be on other machines: notes are then redacted before anything reads them.
    """
    server = _Server("codewell", title="Codewell", instructions=_INSTRUCTIONS, version=codewell.__version__, log_level="ERROR")
    for name, tool in Tools(workplace, remote=remote).all().items():
        server.tool(name, title=_TITLES[name], annotations=_READ_ONLY, structured_output=True)(tool)
    _add_resources(server, workplace)
    _add_prompts(server, remote=remote)
    return server


def _add_resources(server: MCPServer, workplace: Callable[[], Workplace]) -> None:
    def code_page(system: str, code: str) -> Answer:
        """The page of a code as it stands today."""
        return _page(workplace(), system, code, None)

    def code_page_on(system: str, code: str, day: str) -> Answer:
        """The page of a code as it stands on a day, YYYY-MM-DD."""
        try:
            on = date.fromisoformat(day)
        except ValueError:
            raise InputError("That is no day.", next_step="Write it as 2026-06-02.") from None
        return _page(workplace(), system, code, on)

    def releases() -> Answer:
        """The releases on this machine and the days they cover."""
        return told(list_releases(workplace(), workplace().today))

    json = "application/json"
    server.resource("codewell://{system}/{code}", name="code", title="Page of a code", mime_type=json)(
        in_words(code_page, ResourceError)
    )
    server.resource("codewell://{system}/{code}/on/{day}", name="code-on-day", title="Page of a code on a day", mime_type=json)(
        in_words(code_page_on, ResourceError)
    )
    server.resource("codewell://releases", name="releases", title="Releases on this machine", mime_type=json)(
        in_words(releases, ResourceError)
    )


def _page(workplace: Workplace, system: str, code: str, on: date | None) -> Answer:
    try:
        meant = CodeSystem(system)
    except ValueError:
        raise InputError("There is no such code system.", next_step="Use icd10cm, icd10pcs, hcpcs or cpt.") from None
    return told(look_up_code(workplace, LookUpRequest(code, on, meant)))


def _add_prompts(server: MCPServer, *, remote: bool) -> None:
    def check_my_claim(codes: str, diagnoses: str, on: str) -> str:
        """Check a claim before it is sent."""
        return (
            f"Check this claim with check_claim: procedures {codes}; diagnoses {diagnoses}; date of service {on}."
            " Then say line by line what would be denied, by which edit and release, and what would mend it within the rules."
        )

    def explain_denial(codes: str, reason: str, on: str) -> str:
        """Explain why a payer may have denied codes."""
        return (
            f"A payer denied {codes} of {on} with the reason: {reason}. Use ptp, lookup, fee and check_claim to see which edit or"
            " indicator explains it, name the release, and say what may be corrected or appealed. If no tool explains it, say so."
        )

    def code_this_note(note: str) -> str:
        """Code a clinical note with evidence."""
        if remote:
            note = redact_note(RedactionRequest(ClinicalText(note), "tags")).redacted.text
        return f"Code this note with code_note. For each code quote its evidence; list what was not coded and why.\n\n{note}"

    for prompt in (check_my_claim, explain_denial, code_this_note):
        server.prompt()(prompt)
