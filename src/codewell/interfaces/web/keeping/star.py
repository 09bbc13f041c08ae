"""The star of a code's page, and the note that the page was opened."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup

from codewell.accounts.roles import Permission
from codewell.interfaces.web.keeping.keeper import name_of
from codewell.interfaces.web.links import Links
from codewell.interfaces.web.service import Service
from codewell.interfaces.web.viewer import current_viewer
from codewell.kernel.codes import Code

if TYPE_CHECKING:
    from codewell.accounts.installation import Accounts

_STAR = Markup(
    '<a class="star{kept}" href="{address}" data-star="{name}"><span data-star-mark aria-hidden="true">{mark}</span> '
    '<span data-star-words>{words}</span><span class="sr"> {code}</span></a>'
    '<a href="{address}">Add to a worklist</a><span class="sr" role="status" data-star-said></span>'
)


def star_of(service: Service, links: Links, code: Code) -> Markup:
    """Return the star for whoever may keep codes, and note for him that he saw the code; nothing for others.

    The star is a link to the page that keeps a code, so that this page holds no form and may be kept by the browser; where
    there is script it is set with one press.
    """
    viewer = current_viewer()
    if viewer.account is None or not viewer.may(Permission.KEEP):
        return Markup()
    owner = viewer.account.id

    def note(accounts: Accounts) -> None:
        accounts.recents.note(owner, code)

    service.once_open(note)
    kept = service.is_open and code in service.accounts.favourites.codes(owner)
    name = name_of(code)
    return _STAR.format(
        kept=" kept" if kept else "",
        address=links.page("/keep", code=name),
        name=quote(name, safe=":."),
        mark="★" if kept else "☆",
        words="Kept" if kept else "Keep",
        code=str(code),
    )
