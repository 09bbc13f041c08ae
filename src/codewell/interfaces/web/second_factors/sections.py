"""What the account page shows of second factors, passkeys and the hospital."""

from __future__ import annotations

from dataclasses import dataclass

from codewell.accounts.passkeys import Passkey
from codewell.accounts.second_factor import Standing
from codewell.interfaces.web.account_section import AccountSection
from codewell.interfaces.web.service import Service
from codewell.interfaces.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class ShownFactors:
    """What an account has, and whether it must have more.

    Args:
        standing: app, passkeys and recovery codes, counted.
        passkeys: each of them.
        is_asked_for: True where the service keeps rights back until there is one and it was used.
    """

    standing: Standing
    passkeys: tuple[Passkey, ...]
    is_asked_for: bool


def _factors(service: Service, viewer: Viewer) -> object:
    assert viewer.account is not None
    return ShownFactors(
        service.accounts.second_factors.standing(viewer.account.id),
        service.accounts.passkeys.of_account(viewer.account.id),
        viewer.lacks_second_factor,
    )


def _links(service: Service, viewer: Viewer) -> object:
    return bool(viewer.account and service.accounts.identities.issuers_of(viewer.account.id))


FACTOR_SECTIONS = (
    AccountSection("second-factor", "Second factor", "account/second_factor_section.html", _factors),
    AccountSection("passkeys", "Passkeys", "account/passkeys_section.html", _factors),
    AccountSection(
        "hospital",
        "Sign-in at the hospital",
        "account/hospital_section.html",
        _links,
        offered=lambda service: service.settings.oidc is not None,
    ),
)
