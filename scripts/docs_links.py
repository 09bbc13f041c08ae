"""For the documentation site: a link that leaves docs/ leads to the repository, where its file is."""

from __future__ import annotations

import posixpath
import re
from typing import Any

REPOSITORY = "https://github.com/codewell/codewell/blob/main"
LINK = re.compile(r"\]\(((?:\.\./)+[^)\s]{1,200})\)")


def on_page_markdown(markdown: str, *, page: Any, **_: object) -> str:
    """Return a page's text with links out of docs/ made absolute; MkDocs calls this for each page."""
    folder = posixpath.dirname(f"docs/{page.file.src_uri}")

    def lead(found: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(folder, found[1]))
        return found[0] if target.startswith("docs/") else f"]({REPOSITORY}/{target})"

    return LINK.sub(lead, markdown)
