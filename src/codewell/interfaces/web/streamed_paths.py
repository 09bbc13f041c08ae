"""Paths whose bodies are larger than anything may be held in memory: they are counted as they pass, and written down."""

from __future__ import annotations

from starlette.types import Message, Receive

from codewell.accounts.roles import Permission
from codewell.kernel.errors import TooLargeError

UPLOAD_OF_RELEASES = "/admin/releases/upload"
STREAMED = {UPLOAD_OF_RELEASES: Permission.ADMINISTER}
"""What each asks of the sender, which is looked at before anything of the body is read."""
LARGEST_STREAMED = 1024**3
"""Bytes; as much as a download from a publisher may have."""
BEGINNING = 16_384
"""Bytes of such a body in which its form's token must stand."""


def counted(receive: Receive, most: int = LARGEST_STREAMED) -> Receive:
    """Return what gives a body as it arrives, and refuses it as soon as it is larger than it may be."""
    passed = 0

    async def receive_counted() -> Message:
        nonlocal passed
        message = await receive()
        passed += len(message.get("body", b""))
        if passed > most:
            raise TooLargeError(f"The upload is larger than {most / 1024**3:g} GB.", next_step="Import it at the command line.")
        return message

    return receive_counted


async def beginning_of(receive: Receive) -> tuple[bytes, Receive]:
    """Return the first bytes of a body, and what gives the whole body."""
    taken: list[Message] = []
    begun = bytearray()
    while len(begun) < BEGINNING:
        message = await receive()
        taken.append(message)
        begun += message.get("body", b"")
        if message["type"] != "http.request" or not message.get("more_body", False):
            break
    taken.reverse()

    async def receive_all() -> Message:
        return taken.pop() if taken else await receive()

    return bytes(begun[:BEGINNING]), receive_all
