"""Takes a picture of every page at two widths and in two themes, into `docs/screenshots`.

python scripts/screenshots.py HOME

HOME is built first (`codewell --home HOME build`); nothing is written into it. Needs Chromium and Playwright (dev group).
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from playwright.sync_api import sync_playwright  # noqa: E402

from codewell.accounts.roles import Role  # noqa: E402
from every_page import ACCOUNT, ADMIN, ANYBODY, GUESTS, KEEPING, TOOLS, Place, served, signed_in, visit  # noqa: E402
from served_app import linked_home  # noqa: E402

TARGET = ROOT / "docs" / "screenshots"
WIDTHS = {"phone": 390, "desktop": 1280}
TALLEST = 1000
SHOWN_TO_ADMINISTRATORS = [place for place in ADMIN if place.name != "admin-health"]  # it names folders of the machine
QUALITY = 30


def take(page: Any, places: Sequence[Place]) -> None:
    """Write the four pictures of each place."""
    for place in places:
        page.set_viewport_size({"width": WIDTHS["desktop"], "height": 900})
        visit(page, place)
        for kind, width in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": 900})
            for theme in ("light", "dark"):
                page.emulate_media(color_scheme=theme)
                page.evaluate("scrollTo(0, 0)")
                tall = min(TALLEST, page.evaluate("document.documentElement.scrollHeight"))
                page.screenshot(
                    path=TARGET / f"{place.name}-{kind}-{theme}.jpg",
                    type="jpeg",
                    quality=QUALITY,
                    full_page=True,
                    clip={"x": 0, "y": 0, "width": width, "height": tall},
                )
        print(place.name)


def gallery(places: Sequence[Place]) -> str:
    """Return the page that shows them all."""
    lines = ["# Every page, at two widths and in two themes", "", "Made by `scripts/screenshots.py`; long pages are cut.", ""]
    heads = [f"{kind}, {theme}" for kind in WIDTHS for theme in ("light", "dark")]
    for place in places:
        lines += [f"## {place.name}", "", "| " + " | ".join(heads) + " |", "| --- | --- | --- | --- |"]
        cells = []
        for head in heads:
            kind, theme = head.split(", ")
            shown = 180 if kind == "phone" else 420
            cells.append(f'<img src="{place.name}-{kind}-{theme}.jpg" width="{shown}" alt="{place.name}, {head}">')
        lines += ["| " + " | ".join(cells) + " |", ""]
    return "\n".join(lines)


def main(home: Path) -> None:
    """Take them all."""
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    browser_path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        with served(linked_home(Path(first), home)) as address:
            take(browser.new_context(base_url=address).new_page(), [*ANYBODY, *TOOLS, *KEEPING])
        metered = linked_home(Path(second), home)
        with served(metered, metering="on", require_second_factor="none") as address:
            guest = browser.new_context(base_url=address).new_page()
            guest.goto("/code/icd10cm/E11.22")
            take(guest, GUESTS)
            context = browser.new_context(base_url=address)
            signed_in(context, metered, Role.ADMIN, address)
            take(context.new_page(), [*ACCOUNT, *SHOWN_TO_ADMINISTRATORS])
        browser.close()
    (TARGET / "README.md").write_text(gallery([*ANYBODY, *TOOLS, *KEEPING, *GUESTS, *ACCOUNT, *SHOWN_TO_ADMINISTRATORS]), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
