"""What a first visit costs a browser: requests, bytes as sent, and when the largest piece of a page is painted.

Each page is opened by a browser that has nothing of the app yet, at the width of a telephone and of a desk; Chromium by
Playwright, on loopback.

PYTHONPATH=bench python bench/web/weight.py [--port 8103]
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
from typing import Any

from machine import machine
from playwright.sync_api import Browser, sync_playwright
from serving import DAY, served

PAGES = (
    "/",
    f"/code/icd10cm/E11.22?on={DAY}",
    f"/code/cpt/77385?on={DAY}",
    f"/code/cpt/99213?on={DAY}",
    f"/search?q=type+2+diabetes&on={DAY}",
    "/code-note",
    "/redact",
    "/claims",
    f"/browse?on={DAY}",
    "/releases",
)
WIDTHS = (390, 1280)
RUNS = 5
MOST_BYTES, MOST_REQUESTS, LATEST = 150_000, 15, 1000
_LARGEST = """() => new Promise((tell) => {
  let last = 0;
  new PerformanceObserver((seen) => { for (const one of seen.getEntries()) last = one.startTime; })
    .observe({ type: "largest-contentful-paint", buffered: true });
  setTimeout(() => tell(last), 400);
})"""


def visit(browser: Browser, address: str, width: int) -> tuple[int, int, float]:
    """Return requests, bytes as sent (headers included) and milliseconds to the largest paint of a first visit."""
    context = browser.new_context(viewport={"width": width, "height": 844})
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    sizes: list[float] = []
    wire.on("Network.loadingFinished", lambda done: sizes.append(done["encodedDataLength"]))
    page.goto(address, wait_until="networkidle")
    largest: Any = page.evaluate(_LARGEST)
    context.close()
    return len(sizes), round(sum(sizes)), float(largest)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8103)
    options = parser.parse_args()
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        sys.exit("no Chromium on this machine; on Debian: apt-get install chromium")
    print(f"first visits ({machine()}); at most {MOST_REQUESTS} requests, {MOST_BYTES:,} bytes, {LATEST} ms")
    with served(options.port) as running, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        for path in PAGES:
            for width in WIDTHS:
                visits = [visit(browser, f"http://127.0.0.1:{running.port}{path}", width) for _ in range(RUNS)]
                requests, size = max(one[0] for one in visits), max(one[1] for one in visits)
                paint = [one[2] for one in visits]
                median = statistics.median(paint)
                kept = requests <= MOST_REQUESTS and size <= MOST_BYTES and median <= LATEST
                print(
                    f"  {path:44} {width:5} px: {requests:2} requests, {size:7,} bytes, largest paint median {median:5.0f} ms, "
                    f"worst {max(paint):5.0f}{'' if kept else '  MISSED'}"
                )
        browser.close()


if __name__ == "__main__":
    main()
