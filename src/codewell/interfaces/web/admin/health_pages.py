"""How the installation is: disk, database, search index, releases, mail, version."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from fastapi import APIRouter
from starlette.responses import Response

import codewell
from codewell.accounts.audit_read import AuditAsked
from codewell.interfaces.web.admin.side import admin_page
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.rendering import Pages
from codewell.interfaces.web.service import Service
from codewell.interfaces.web.views.release_groups import LoadedSource, release_groups
from codewell.kernel.errors import CodewellError
from codewell.tasks.list_releases import list_releases

_LITTLE_ROOM = 2_000_000_000
_SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Args:
        what: in words.
        state: "good", "warn" or "bad".
        says: how it is.
        remedy: what to do; empty where nothing needs to be.
    """

    what: str
    state: str
    says: str
    remedy: str = ""


def health_routes(desk: Desk, pages: Pages, service: Service) -> APIRouter:
    """Return the routes of `/admin/health`."""
    routes = APIRouter(prefix="/admin/health", include_in_schema=False)

    @routes.get("")
    def health() -> Response:
        found = [_disk(service.home), _database(service), _search(desk), _releases(desk), _mail(service), _trail(service)]
        found += [_served(service), Finding("Version", "good", codewell.__version__)]
        return admin_page(pages, service, "health.html", "/admin/health", findings=found)

    return routes


def due_sources(desk: Desk) -> tuple[LoadedSource, ...]:
    """Return sources whose newest release ends within a month, or has ended."""
    workplace = desk.current()
    sources = (source for group in release_groups(list_releases(workplace)) for source in group.sources)
    return tuple(one for one in sources if is_due(one, desk))


def is_due(source: LoadedSource, desk: Desk) -> bool:
    """Say whether the last release of a source ends within a month, or has ended."""
    last = source.releases[-1].release.validity.last_day
    return last is not None and last < desk.current().today + _SOON


def _disk(home: Path) -> Finding:
    try:
        usage = shutil.disk_usage(home)
    except OSError:
        return Finding("Disk", "bad", f"{home} cannot be looked at.", "See that the folder is there.")
    says = f"{usage.free / 1e9:.1f} GB of {usage.total / 1e9:.1f} GB free under {home}"
    if usage.free < _LITTLE_ROOM:
        return Finding("Disk", "warn", says, "A release and its download need up to 2 GB.")
    return Finding("Disk", "good", says)


def _database(service: Service) -> Finding:
    try:
        revision = service.accounts.database.revision()
    except CodewellError as refused:
        return Finding("Database of accounts", "bad", refused.message, refused.next_step)
    return Finding("Database of accounts", "good", f"{service.accounts.database.place}, revision {revision}")


def _search(desk: Desk) -> Finding:
    state = desk.search_state
    return Finding(
        "Search index", "good" if state == "ready" else "warn", state, "" if state == "ready" else "codewell build makes it."
    )


def _releases(desk: Desk) -> Finding:
    held, due = sum(1 for _ in desk.current().shelf), due_sources(desk)
    if not held:
        return Finding("Releases", "bad", "none is loaded", "Run codewell build.")
    says = f"{held} ready"
    if not due:
        return Finding("Releases", "good", says)
    names = ", ".join(one.id for one in due[:6]) + (f" and {len(due) - 6} more" if len(due) > 6 else "")
    return Finding("Releases", "warn", f"{says}; {len(due)} sources end within a month or have ended: {names}", "Sync them.")


def _mail(service: Service) -> Finding:
    address = service.settings.mail
    if address.startswith("smtp"):
        return Finding("Mail", "good", f"SMTP to {urlsplit(address).hostname or 'a server'}, from {service.settings.mail_from}")
    where = "to the console" if address == "console" else f"to files in {address or service.home / 'mail'}"
    state = "good" if service.is_one_persons else "warn"
    return Finding("Mail", state, f"written {where}; nobody gets it", "" if state == "good" else "Set mail = smtp://...")


def _trail(service: Service) -> Finding:
    rows = service.accounts.trail.count(AuditAsked())
    return Finding("Audit trail", "good", f"{rows:,} rows", "Verify it, and keep its checkpoints elsewhere.")


def _served(service: Service) -> Finding:
    settings = service.settings
    says = f"sign-in {settings.sign_in}, metering {settings.metering}, registration {settings.registration}"
    if service.serves_only_itself:
        return Finding("Served", "good", f"to this machine only; {says}")
    if service.tls:
        return Finding("Served", "good", f"to others by TLS; {says}")
    return Finding("Served", "bad", f"to others without TLS; {says}", "Serve with a certificate, or behind a proxy that has one.")
