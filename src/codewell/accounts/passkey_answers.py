"""What an authenticator answers, checked against the challenge, the site and the key that was registered."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from codewell.kernel.errors import InputError

_LONGEST_ID = 1400
_LONGEST_CLIENT_DATA = 8000


@dataclass(frozen=True, slots=True)
class PasskeySite:
    """Name and address that a passkey belongs to.

    Args:
        id: host name; a passkey serves no other.
        origin: scheme, host and port that the browser must have asked from.
        name: as the authenticator shows it.
    """

    id: str
    origin: str
    name: str = "Codewell"


@dataclass(frozen=True, slots=True)
class Registered:
    """What is kept of a new passkey.

    Args:
        id: of the credential, base64url.
        public_key: COSE key.
        sign_count: counter of the authenticator; 0 where it has none.
    """

    id: str
    public_key: bytes
    sign_count: int


def challenge_of(answer: Mapping[str, Any]) -> str:
    """Return the challenge that an answer says it signed; empty where it says none."""
    from webauthn import base64url_to_bytes

    response = answer.get("response")
    written = response.get("clientDataJSON") if isinstance(response, dict) else None
    if not isinstance(written, str) or len(written) > _LONGEST_CLIENT_DATA:
        return ""
    try:
        said = json.loads(base64url_to_bytes(written))
        challenge = said.get("challenge") if isinstance(said, dict) else None
        return base64url_to_bytes(challenge).decode("ascii") if isinstance(challenge, str) else ""
    except (ValueError, RecursionError):
        return ""


def id_of(answer: Mapping[str, Any]) -> str:
    """Return the id of the credential that answers; empty where there is none."""
    written = answer.get("id")
    return written if isinstance(written, str) and len(written) <= _LONGEST_ID else ""


def checked_registration(answer: Mapping[str, Any], challenge: str, site: PasskeySite) -> Registered:
    """Return what is kept of a new passkey.

    Raises:
        InputError: it is not of this challenge or site, the person was not verified, or the key is of no kind we know.
    """
    from webauthn import verify_registration_response
    from webauthn.helpers import bytes_to_base64url

    try:
        made = verify_registration_response(
            credential=dict(answer),
            expected_challenge=challenge.encode(),
            expected_rp_id=site.id,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except Exception:  # noqa: BLE001 - the package raises what its parsers raise on bytes of a stranger
        raise _refused() from None
    found = bytes_to_base64url(made.credential_id)
    if len(found) > _LONGEST_ID:
        raise _refused()
    return Registered(found, made.credential_public_key, made.sign_count)


def checked_assertion(
    answer: Mapping[str, Any], challenge: str, site: PasskeySite, public_key: bytes, sign_count: int, account_id: str
) -> int | None:
    """Return the authenticator's counter; None where the answer is not signed by the key, for this challenge and site.

    A counter that does not go up is refused, unless the authenticator has none (WebAuthn, section 7.2 step 22). Where the
    answer names its person, it has to be the one whose passkey it is (step 6).
    """
    from webauthn import base64url_to_bytes, verify_authentication_response

    try:
        handle = answer["response"].get("userHandle")
        if handle and not hmac.compare_digest(base64url_to_bytes(handle), account_id.encode()):
            return None
        return verify_authentication_response(
            credential=dict(answer),
            expected_challenge=challenge.encode(),
            expected_rp_id=site.id,
            expected_origin=site.origin,
            credential_public_key=public_key,
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        ).new_sign_count
    except Exception:  # noqa: BLE001 - the package raises what its parsers raise on bytes of a stranger
        return None


def _refused() -> InputError:
    return InputError(
        "The passkey could not be added: the authenticator's answer does not belong to this page.",
        next_step="Try again; if it fails twice, choose another device or an authenticator app.",
        slug="input.passkey-refused",
    )
