"""What the browser hands to an authenticator: who we are, who the person is, the challenge."""

from __future__ import annotations

from collections.abc import Sequence

from codewell.accounts.passkey_answers import PasskeySite
from codewell.accounts.people import Account

_MILLISECONDS = 120_000


def options_to_add(site: PasskeySite, challenge: str, account: Account, held: Sequence[str]) -> str:
    """Return the options of a new passkey as JSON: kept on the authenticator, which sees that it is the person."""
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers.structs import AuthenticatorSelectionCriteria, ResidentKeyRequirement, UserVerificationRequirement

    return options_to_json(
        generate_registration_options(
            rp_id=site.id,
            rp_name=site.name,
            user_name=account.email,
            user_id=account.id.encode(),
            user_display_name=account.name or account.email,
            challenge=challenge.encode(),
            timeout=_MILLISECONDS,
            exclude_credentials=_described(held),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
            ),
        )
    )


def options_to_sign_in(site: PasskeySite, challenge: str, held: Sequence[str]) -> str:
    """Return the options of a sign-in as JSON; without passkeys named, the authenticator offers those it holds for us."""
    from webauthn import generate_authentication_options, options_to_json
    from webauthn.helpers.structs import UserVerificationRequirement

    return options_to_json(
        generate_authentication_options(
            rp_id=site.id,
            challenge=challenge.encode(),
            timeout=_MILLISECONDS,
            allow_credentials=_described(held),
            user_verification=UserVerificationRequirement.REQUIRED,
        )
    )


def _described(held: Sequence[str]) -> list:  # type: ignore[type-arg]  # the package is imported when first needed
    from webauthn import base64url_to_bytes
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in held]
