"""Keep what was taken out of a file in a vault, and put it back from there."""

from __future__ import annotations

import hashlib

from codewell.documents.archives import Member, members_of, zip_of
from codewell.documents.document import Edit, Format
from codewell.documents.reading import read_document
from codewell.kernel.errors import InputError
from codewell.phi.vault import Held, Vault, held_of, opened, restored, sealed
from codewell.tasks.redact_archive import holds_files
from codewell.tasks.redact_file import RedactedFile


def vault_with(file: RedactedFile, key: bytes, existing: bytes | None = None) -> bytes:
    """Return the file of a vault that holds what was taken out of this file, and whatever it held before.

    Of an archive it holds each file's. It holds replaced texts and values only: fields that were dropped and parts that could not
    be read are not in it.

    Raises:
        InputError: the vault that exists opens with another key, or the format cannot be put back.
        ConfigurationError: the library that encrypts is not installed.
    """
    vault = opened(existing, key) if existing is not None else {}
    held = {_digest(one.content): _held(one) for one in file.members or (file,)}
    return sealed({**vault, **held}, key)


def _held(file: RedactedFile) -> tuple[Held, ...]:
    held: list[Held] = []
    written = read_document(file.content, format=Format(file.format)).parts if file.content.strip() else ()
    for part in file.parts:
        if not part.redacted.found:
            continue
        place = next((at for at in written if at.where == part.where and at.text.reveal() == part.redacted.text), None)
        if place is None:
            raise InputError(
                f"A vault cannot put this document back ({file.format}, {part.where}).",
                next_step="Leave --vault out and keep the original yourself.",
                slug="input.no-vault-for-format",
            )
        held += held_of(part.received.reveal(), part.redacted, place.number)
    return tuple(held)


def restore_file(content: bytes, vault: bytes, key: bytes, name: str = "") -> bytes:
    """Return a redacted file with its identifiers put back.

    Args:
        content: as it was written, not changed since.
        vault: the vault's file.
        key: content of the key file.
        name: file name, which helps to tell the format.

    Raises:
        InputError: the vault does not open with the key, or holds nothing of this file, or of one in this archive, as it stands.
    """
    return _restored(content, opened(vault, key), name)


def _restored(content: bytes, vault: Vault, name: str) -> bytes:
    if holds_files(content, name):
        files = (Member(one.name, _restored(one.content, vault, one.name)) for one in members_of(content))
        return zip_of(files)
    held = vault.get(_digest(content))
    if held is None:
        raise InputError(
            "The vault holds nothing of this file as it stands.",
            next_step="Give the file just as `codewell redact` wrote it; one that was changed since cannot be put back.",
            slug="input.not-in-vault",
        )
    if not held:
        return content
    if not content.strip():
        return restored(content.decode(), held).encode()
    document = read_document(content, name)
    return document.rewritten([Edit(one.part, one.start, one.end, one.value) for one in held])


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
