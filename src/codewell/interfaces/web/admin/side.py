"""The side navigation of the administrators' pages, and the frame they share."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from codewell.accounts.roles import Permission
from codewell.interfaces.web.keeping.keeper import NOT_KEPT
from codewell.interfaces.web.links import Links
from codewell.interfaces.web.rendering import Frame, Pages
from codewell.interfaces.web.service import Service
from codewell.interfaces.web.viewer import current_viewer
from codewell.kernel.clock import today


@dataclass(frozen=True, slots=True)
class AdminPage:
    """An entry of the side navigation.

    Args:
        path: of the page.
        title: as shown.
        permission: that the page needs.
    """

    path: str
    title: str
    permission: Permission


ADMIN_PAGES = (
    AdminPage("/admin/people", "People", Permission.ADMINISTER),
    AdminPage("/admin/teams", "Teams", Permission.ADMINISTER),
    AdminPage("/admin/plans", "Plans", Permission.ADMINISTER),
    AdminPage("/admin/releases", "Releases", Permission.ADMINISTER),
    AdminPage("/admin/feedback", "Feedback", Permission.ADMINISTER),
    AdminPage("/admin/usage", "Usage", Permission.REVIEW),
    AdminPage("/admin/audit", "Audit trail", Permission.REVIEW),
    AdminPage("/admin/health", "Health", Permission.REVIEW),
)


def admin_pages() -> tuple[AdminPage, ...]:
    """Return the pages that whoever asks may open."""
    allowed = current_viewer().permissions
    return tuple(one for one in ADMIN_PAGES if one.permission in allowed)


def admin_page(pages: Pages, service: Service, template: str, path: str, *, status: int = 200, **values: object) -> Response:
    """Return a page with the side navigation; it is kept nowhere.

    Args:
        pages: renders it.
        service: tells the day.
        template: of the page, below `admin/`.
        path: of its entry in the navigation, or below that.
        status: of HTTP.
        values: what the template shows.
    """
    frame = Frame(Links(None), today(service.clock), path)
    return pages.page(f"admin/{template}", frame, status=status, headers=NOT_KEPT, side=admin_pages(), **values)
