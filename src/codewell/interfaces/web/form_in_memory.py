"""A form with an uploaded document, read in memory: Starlette's own parser writes a larger upload to a temporary file."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser
from starlette.requests import Request

from codewell.interfaces.web.shield import LARGEST_EPISODE
from codewell.kernel.errors import InputError


class _InMemory(MultiPartParser):
    """Keeps an uploaded document in memory, whatever its size up to the cap of a body."""

    spool_max_size = LARGEST_EPISODE + 1


async def form_in_memory(request: Request, *, most_fields: int, most_bytes: int, most_files: int = 1) -> FormData:
    """Return the fields of a form.

    Args:
        request: what was sent.
        most_fields: how many fields are read.
        most_bytes: of one field.
        most_files: how many files are read.

    Raises:
        InputError: it is no form, or larger.
    """
    try:
        if request.headers.get("content-type", "").startswith("multipart/form-data"):
            parser = _InMemory(
                request.headers, request.stream(), max_files=most_files, max_fields=most_fields, max_part_size=most_bytes
            )
            return await parser.parse()
        return await FormParser(request.headers, request.stream(), max_fields=most_fields, max_part_size=most_bytes).parse()
    except MultiPartException:
        raise InputError("The form cannot be read.", next_step="Send it again.", slug="input.malformed-form") from None
