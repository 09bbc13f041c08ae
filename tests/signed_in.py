"""Clients of people who have signed in, without the pages of signing in."""

from __future__ import annotations

from fastapi import FastAPI

from codewell.accounts.people import Account
from codewell.accounts.roles import Role
from codewell.interfaces.web.service import Service
from web_client import WebClient


class SignedIn(WebClient):
    """A browser of somebody who has signed in.

    Attributes:
        account: whose it is.
    """

    account: Account


def sign_in(app: FastAPI, service: Service, name: str, role: Role = Role.CODER) -> SignedIn:
    """Make an account with a verified address at example.org, begin a session, and return its browser."""
    account = service.accounts.people.add(f"{name.lower()}@example.org", role=role, plan="member", name=name, verified=True)
    client = SignedIn(app, follow_redirects=False, base_url="http://localhost")
    client.account = account
    client.form_page = "/worklists"
    means = "password totp" if role is Role.ADMIN else "password"  # the policy asks administrators for two factors
    client.cookies.set("codewell-session", service.accounts.sessions.begin(account, means))
    return client
