"""Every route about accounts, with what it asks of whoever calls it."""

from __future__ import annotations

from fastapi import FastAPI

from codewell.accounts.roles import Permission
from codewell.interfaces.web.access import ANYBODY, SIGNED_IN_HERE, confirmed_recently, needs
from codewell.interfaces.web.account_pages import account_page_routes, new_address_routes, own_account_routes
from codewell.interfaces.web.api_key_pages import api_key_routes
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.password_pages import change_password_routes, new_password_routes
from codewell.interfaces.web.register_pages import register_routes
from codewell.interfaces.web.rendering import Pages
from codewell.interfaces.web.second_factors.factor_pages import factor_routes
from codewell.interfaces.web.second_factors.sign_in_pages import passkey_sign_in_routes, second_step_routes
from codewell.interfaces.web.service import Service
from codewell.interfaces.web.sign_in_pages import confirm_routes, sign_in_routes


def include_account_routes(app: FastAPI, desk: Desk, pages: Pages, service: Service) -> None:
    """Add the routes of signing in and of accounts; whoever adds a group adds a line."""
    keeps, recently = needs(Permission.KEEP), confirmed_recently(service)
    for open_to_all in (sign_in_routes, register_routes, new_password_routes, new_address_routes):
        app.include_router(open_to_all(desk, pages, service), dependencies=[ANYBODY])
    app.include_router(account_page_routes(desk, pages, service), dependencies=[keeps])
    app.include_router(confirm_routes(desk, pages, service), dependencies=[keeps, SIGNED_IN_HERE])
    app.include_router(second_step_routes(desk, pages, service), dependencies=[ANYBODY])
    app.include_router(passkey_sign_in_routes(desk, pages, service), dependencies=[ANYBODY])
    app.include_router(factor_routes(desk, pages, service), dependencies=[keeps, recently])
    app.include_router(api_key_routes(desk, pages, service), dependencies=[keeps, recently])
    if service.settings.oidc is not None:
        from codewell.interfaces.web.second_factors.hospital_pages import HospitalPages

        hospital = HospitalPages(desk, pages, service, service.settings.oidc)
        app.include_router(hospital.sign_in_routes(), dependencies=[ANYBODY])
        app.include_router(hospital.account_routes(), dependencies=[keeps, recently])
    for sensitive in (own_account_routes, change_password_routes):
        app.include_router(sensitive(desk, pages, service), dependencies=[keeps, recently])
