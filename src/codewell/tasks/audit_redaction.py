"""Write the audit of a redaction as a file that can be signed, and check such a file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from codewell.kernel.errors import InputError
from codewell.phi.audit import RedactionAudit
from codewell.phi.signing import Signature, check_signature, signed
from codewell.tasks.wire import Wire, to_wire

FORMAT: Final = "codewell-redaction-audit-1"


@dataclass(frozen=True, slots=True)
class AuditFile:
    """An audit as it stands in a file.

    Args:
        audit: its values, as JSON.
        signature: over them; None where it was not signed.
    """

    audit: dict[str, Wire]
    signature: Signature | None

    def as_json(self) -> bytes:
        """Return the file as JSON. The same audit gives the same bytes."""
        whole = {"format": FORMAT, "audit": self.audit, "signature": to_wire(self.signature)}
        return (json.dumps(whole, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


def audit_file(audit: RedactionAudit, private_key: bytes | None = None) -> AuditFile:
    """Return the audit as a file, signed where a key is given.

    Raises:
        InputError: the key is no signing key.
        ConfigurationError: the library that signs is not installed.
    """
    wire = to_wire(audit)
    assert isinstance(wire, dict)
    return AuditFile(wire, signed(_canonical(wire), private_key) if private_key is not None else None)


def read_audit(content: bytes) -> AuditFile:
    """Return the audit that a JSON file holds.

    Raises:
        InputError: it is no audit.
    """
    try:
        whole = json.loads(content)
        signature = whole["signature"]
        if whole["format"] != FORMAT or not isinstance(whole["audit"], dict):
            raise ValueError
        return AuditFile(whole["audit"], Signature(**signature) if signature is not None else None)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InputError(
            "The file is no audit of Codewell, or it is damaged.",
            next_step="Name a file that --audit wrote.",
            slug="input.no-audit",
        ) from None


def check_audit(file: AuditFile, public_key: bytes) -> None:
    """Check that the holder of the key signed the audit as it stands.

    Raises:
        InputError: it is not signed, signed by another, or was changed since.
    """
    if file.signature is None:
        raise InputError(
            "The audit is not signed.", next_step="Make it again with --sign-key FILE.", slug="input.audit-not-signed"
        )
    check_signature(_canonical(file.audit), file.signature, public_key)


def _canonical(audit: dict[str, Wire]) -> bytes:
    """Return what is signed: JSON with sorted keys, without spaces, in UTF-8."""
    return json.dumps(audit, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
